"""When not to answer, and what is said then."""
