"""The middlewares around the chat."""
