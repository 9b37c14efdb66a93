"""Facts that one area of law alone asks for."""
