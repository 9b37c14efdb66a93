"""The one case of a conversation: typed facts of a person, a firm and a course, read from what
people write.
"""
