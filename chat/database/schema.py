"""Tables of the chats database, and the dated steps that make them and bring an older database up.

Dated steps instead of Alembic: five tables in one application need no revision tree, no scripts folder and no
configuration file. A step is never changed once released; a new one is put behind it. Its SQL
is what SQLite and PostgreSQL both understand, so there is no binary column; times are ISO 8601 in UTC, as
Chainlit gives them. What SQL alone cannot say is a coroutine function of the connection.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from sqlalchemy import JSON, Column, Integer, MetaData, String, Table, Text
from sqlalchemy.ext.asyncio import AsyncConnection

from chat.database.persons_step import TABLES_AFTER, TABLES_BEFORE, give_ids

Statement = str | Callable[[AsyncConnection], Awaitable[None]]
Migrations = tuple[tuple[str, tuple[Statement, ...]], ...]
metadata = MetaData()

# who has chats: the id is that of the account, `identifier` (Chainlit's word) the same, the name what they
# are or were called
users = Table(
    "users",
    metadata,
    Column("id", String, primary_key=True),
    Column("identifier", String),
    Column("name", String),
    Column("created_at", String),
    Column("metadata", JSON),
)
threads = Table(
    "threads",
    metadata,
    Column("id", String, primary_key=True),
    Column("user_id", String),
    Column("name", Text),
    Column("created_at", String),
    Column("updated_at", String),
    Column("tags", JSON),
    Column("metadata", JSON),
)
steps = Table(
    "steps",
    metadata,
    Column("id", String, primary_key=True),
    Column("thread_id", String),
    Column("created_at", String),
    Column("output", Text),
    Column("data", JSON),
)
elements = Table(
    "elements",
    metadata,
    Column("id", String, primary_key=True),
    Column("thread_id", String),
    Column("for_id", String),
    Column("data", JSON),
    Column("content", Text),
)
feedbacks = Table(
    "feedbacks",
    metadata,
    Column("id", String, primary_key=True),
    Column("step_id", String),
    Column("value", Integer),
    Column("comment", Text),
)
# who may sign in; `version` grows with each new password and role, which ends the sessions begun before
accounts = Table(
    "accounts",
    metadata,
    Column("id", String, primary_key=True),
    Column("folded", String),
    Column("name", String),
    Column("role", String),
    Column("password_hash", Text),
    Column("created_at", String),
    Column("version", Integer),
    Column("by_domain", Integer),
    Column("provider", String),
    Column("subject", String),
)
sessions = Table(
    "sessions",
    metadata,
    Column("id", String, primary_key=True),
    Column("account_id", String),
    Column("version", Integer),
    Column("created_at", String),
    Column("ends_at", String),
)
removed_accounts = Table(
    "removed_accounts", metadata, Column("name_hash", String, primary_key=True), Column("removed_at", String)
)

MIGRATIONS: Migrations = (
    (
        "2026-11-24 chats",
        (
            (
                "CREATE TABLE users (id TEXT PRIMARY KEY, identifier TEXT NOT NULL UNIQUE, created_at TEXT"
                " NOT NULL, metadata JSON)"
            ),
            (
                "CREATE TABLE threads (id TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users(id) ON"
                " DELETE CASCADE, name TEXT, created_at TEXT NOT NULL, updated_at TEXT NOT NULL, tags JSON,"
                " metadata JSON)"
            ),
            # A step's whole dict is kept, so that a field that Chainlit adds (its own layer broke on "modes",
            # #2750) is kept too.
            (
                "CREATE TABLE steps (id TEXT PRIMARY KEY, thread_id TEXT NOT NULL REFERENCES threads(id) ON"
                " DELETE CASCADE, created_at TEXT NOT NULL, output TEXT NOT NULL, data JSON NOT NULL)"
            ),
            (
                "CREATE TABLE elements (id TEXT PRIMARY KEY, thread_id TEXT NOT NULL REFERENCES threads(id)"
                " ON DELETE CASCADE, for_id TEXT, data JSON NOT NULL, content TEXT NOT NULL)"
            ),
            (
                "CREATE TABLE feedbacks (id TEXT PRIMARY KEY, step_id TEXT NOT NULL UNIQUE REFERENCES"
                " steps(id) ON DELETE CASCADE, value INTEGER NOT NULL, comment TEXT)"
            ),
            "CREATE INDEX threads_user ON threads (user_id, updated_at)",
            "CREATE INDEX steps_thread ON steps (thread_id, created_at)",
            "CREATE INDEX elements_thread ON elements (thread_id)",
        ),
    ),
    (
        "2026-11-24 accounts",
        (
            (
                "CREATE TABLE accounts (name TEXT PRIMARY KEY, role TEXT NOT NULL, password_hash TEXT NOT"
                " NULL, created_at TEXT NOT NULL)"
            ),
        ),
    ),
    ("2026-11-28 persons", (*TABLES_BEFORE, give_ids, *TABLES_AFTER)),
    (
        "2026-11-30 shared secrets",
        ("CREATE TABLE shared_secrets (name TEXT PRIMARY KEY, value TEXT NOT NULL)",),
    ),
)
