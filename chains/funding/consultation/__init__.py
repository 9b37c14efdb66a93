"""A consultation as it is followed: what a message is about, what guides and rules say to it."""
