"""Folders on servers of one's own (WebDAV, S3): listed, fetched where they changed, read like files."""
