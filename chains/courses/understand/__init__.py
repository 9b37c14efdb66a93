"""From a sentence to a typed wish: what a course must be about and like, and what was not understood."""
