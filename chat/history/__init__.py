"""What is kept of chats, and for how long."""
