"""Backups: all that cannot be made again, in one checked file, and back."""
