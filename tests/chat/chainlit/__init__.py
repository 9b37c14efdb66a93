"""Attacks at the edges of Chainlit, and what keeps each patch of it needed."""
