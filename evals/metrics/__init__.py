"""The metrics, one kind a file."""
