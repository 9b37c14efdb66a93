"""Whether the time that our code takes grows with its input, and no faster."""
