"""Measuring what the assistant is worth."""
