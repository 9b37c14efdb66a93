"""Courses that providers mark up on their pages (schema.org)."""
