"""A wish as it is written, in the words that the readers know."""
