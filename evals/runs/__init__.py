"""Runs of suites under configurations, cached and resumable."""
