"""The case of a conversation."""
