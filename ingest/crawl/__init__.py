"""Fetching from the web, politely and guarded: robots, pace, addresses, redirects, sizes, conditional
requests, resume.
"""
