"""How well sentences to the course search are understood, and how well courses are found."""
