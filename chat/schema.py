"""Tables of the chats database, and the dated steps that make them and bring an older database up.

Dated steps instead of Alembic: five tables in one application need no revision tree, no scripts folder and no
configuration file. A step is never changed once released; a new one is put behind it. Its SQL is what SQLite and
PostgreSQL both understand, so there is no binary column; times are ISO 8601 in UTC, as Chainlit gives them.
"""

from __future__ import annotations

from sqlalchemy import JSON, Column, Integer, MetaData, String, Table, Text

metadata = MetaData()

users = Table("users", metadata, Column("id", String, primary_key=True), Column("identifier", String), Column("created_at", String), Column("metadata", JSON))
threads = Table(
    "threads", metadata,
    Column("id", String, primary_key=True), Column("user_id", String), Column("name", Text), Column("created_at", String), Column("updated_at", String),
    Column("tags", JSON), Column("metadata", JSON),
)  # fmt: skip
steps = Table(
    "steps", metadata,
    Column("id", String, primary_key=True), Column("thread_id", String), Column("created_at", String), Column("output", Text), Column("data", JSON),
)  # fmt: skip
elements = Table(
    "elements", metadata,
    Column("id", String, primary_key=True), Column("thread_id", String), Column("for_id", String), Column("data", JSON), Column("content", Text),
)  # fmt: skip
feedbacks = Table("feedbacks", metadata, Column("id", String, primary_key=True), Column("step_id", String), Column("value", Integer), Column("comment", Text))
accounts = Table(
    "accounts", metadata,
    Column("name", String, primary_key=True), Column("role", String), Column("password_hash", Text), Column("created_at", String),
)  # fmt: skip

MIGRATIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "2026-11-24 chats",
        (
            "CREATE TABLE users (id TEXT PRIMARY KEY, identifier TEXT NOT NULL UNIQUE, created_at TEXT NOT NULL, metadata JSON)",
            "CREATE TABLE threads (id TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE, name TEXT, "
            "created_at TEXT NOT NULL, updated_at TEXT NOT NULL, tags JSON, metadata JSON)",
            # A step's whole dict is kept, so that a field that Chainlit adds (its own layer broke on "modes", #2750) is kept too.
            "CREATE TABLE steps (id TEXT PRIMARY KEY, thread_id TEXT NOT NULL REFERENCES threads(id) ON DELETE CASCADE, "
            "created_at TEXT NOT NULL, output TEXT NOT NULL, data JSON NOT NULL)",
            "CREATE TABLE elements (id TEXT PRIMARY KEY, thread_id TEXT NOT NULL REFERENCES threads(id) ON DELETE CASCADE, "
            "for_id TEXT, data JSON NOT NULL, content TEXT NOT NULL)",
            "CREATE TABLE feedbacks (id TEXT PRIMARY KEY, step_id TEXT NOT NULL UNIQUE REFERENCES steps(id) ON DELETE CASCADE, value INTEGER NOT NULL, comment TEXT)",
            "CREATE INDEX threads_user ON threads (user_id, updated_at)",
            "CREATE INDEX steps_thread ON steps (thread_id, created_at)",
            "CREATE INDEX elements_thread ON elements (thread_id)",
        ),
    ),
    ("2026-11-24 accounts", ("CREATE TABLE accounts (name TEXT PRIMARY KEY, role TEXT NOT NULL, password_hash TEXT NOT NULL, created_at TEXT NOT NULL)",)),
)
