"""Readers of what editors keep as data."""
