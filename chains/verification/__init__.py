"""What an answer says must stand in what it cites."""
