"""What stands behind the chat page: history, sign-in, privacy, protocol, uploads. Knows Chainlit's
interfaces, nothing of the page.
"""
