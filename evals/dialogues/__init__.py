"""Consultations of several turns with gold from the law: loading, matching, playing, figures
(README.md beside the collections).
"""
