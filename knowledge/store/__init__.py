"""The truth: documents, sections, their history, courses, in one library."""
