"""What of a conversation may leave this machine: personal data hidden from a chat model
elsewhere, and who is asked.
"""
