"""Worked funding cases, run through the Förder-Check."""
