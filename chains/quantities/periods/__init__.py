"""Stretches of time as people say them: the one grammar of cases and courses."""
