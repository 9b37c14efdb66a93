"""The chats database: connection and schema."""
