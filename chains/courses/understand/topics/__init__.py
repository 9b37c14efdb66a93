"""What a course is about, and what nobody understood."""
