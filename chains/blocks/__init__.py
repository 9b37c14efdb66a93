"""What an answer is made of, as data: typed blocks, the lines they are laid out in, and their text form."""
