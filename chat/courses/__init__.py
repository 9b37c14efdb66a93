"""Courses on the page: cards below an answer, and a page to look around."""
