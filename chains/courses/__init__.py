"""The course search."""
