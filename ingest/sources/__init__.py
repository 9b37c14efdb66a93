"""Entries of sources.yaml: read, proposed, probed, kept."""
