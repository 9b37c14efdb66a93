"""Training catalogues: each format is read into typed `Course` records, equal offers are
joined. One file a format.
"""
