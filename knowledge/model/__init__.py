"""The nouns of the knowledge base."""
