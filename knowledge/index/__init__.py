"""What is derived from the library to find things: vectors, words, everyday phrases, courses."""
