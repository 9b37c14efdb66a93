"""The databases that the library may lie in: a SQLite file or PostgreSQL, by one port."""
