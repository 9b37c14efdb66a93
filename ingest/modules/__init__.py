"""Seminar material: folders with a `module.yaml`."""
