"""What a message tells anew of a known case: in place of a figure, by so much, later, of the net pay."""
