"""From a sentence to a typed wish: what a course must be about and like, and which words were not understood."""
