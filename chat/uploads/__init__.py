"""Documents that a person adds to a chat."""
