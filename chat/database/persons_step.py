"""The step that makes people out of names: accounts and chats of an older database get ids that
no name leads to.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

TABLES_BEFORE: tuple[str, ...] = (
    "ALTER TABLE users ADD COLUMN name TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE accounts RENAME TO accounts_by_name",
    # `folded` is the name in lower case as Python does it: SQLite's and PostgreSQL's own "lower" differ
    # beyond ASCII.
    (
        "CREATE TABLE accounts (id TEXT PRIMARY KEY, folded TEXT NOT NULL UNIQUE, name TEXT NOT NULL, role"
        " TEXT NOT NULL, password_hash TEXT NOT NULL, created_at TEXT NOT NULL, version INTEGER NOT NULL"
        " DEFAULT 0, by_domain INTEGER NOT NULL DEFAULT 0, provider TEXT, subject TEXT, UNIQUE (provider,"
        " subject))"
    ),
    (
        "CREATE TABLE sessions (id TEXT PRIMARY KEY, account_id TEXT NOT NULL REFERENCES accounts(id) ON"
        " DELETE CASCADE, version INTEGER NOT NULL, created_at TEXT NOT NULL, ends_at TEXT NOT NULL)"
    ),
    "CREATE INDEX sessions_account ON sessions (account_id)",
    "CREATE INDEX sessions_ends ON sessions (ends_at)",
    "CREATE TABLE removed_accounts (name_hash TEXT PRIMARY KEY, removed_at TEXT NOT NULL)",
)
TABLES_AFTER = ("DROP TABLE accounts_by_name",)


def folded(name: str) -> str:
    """The form in which two names are the same."""
    return name.lower()


def name_hash(name: str) -> str:
    """What is kept of the name of a removed account, so that an address does not let itself in again: nobody
    reads it back.
    """
    return hashlib.sha256(folded(name).encode()).hexdigest()


async def give_ids(connection: AsyncConnection) -> None:
    """Give everybody an id of their own and their chats to it.

    Chats that are older than a password account of their owner's name were left by an earlier
    account of that name (removed, then made again): they go to a person of the same name without account.
    People who signed in by password and have no account any more were removed, and that is remembered; those
    who came in by their mail domain keep their chats until they sign in again.
    """
    rows = (await connection.execute(text("SELECT id, identifier, created_at, metadata FROM users"))).all()
    people = {row[1]: row for row in rows}
    taken: set[str] = set()
    for name, role, hashed, since in (
        await connection.execute(
            text("SELECT name, role, password_hash, created_at FROM accounts_by_name ORDER BY created_at")
        )
    ).all():
        own = str(uuid.uuid4())
        # twice the same name: not even `users add` made that
        key = folded(name) if folded(name) not in taken else f"{name} {own}"
        taken.add(key)
        values = {"id": own, "folded": key, "name": name, "role": role, "hash": hashed, "since": since}
        await connection.execute(
            text(
                "INSERT INTO accounts (id, folded, name, role, password_hash, created_at) VALUES (:id,"
                " :folded, :name, :role, :hash, :since)"
            ),
            values,
        )
        if (old := people.pop(name, None)) is not None:
            await _move(connection, old, own, since=since if hashed else "")
    for row in people.values():
        await _move(connection, row, str(uuid.uuid4()), since="")
        if _provider(row[3]) in {"", "credentials"}:
            values = {"hash": name_hash(row[1]), "now": row[2]}
            await connection.execute(
                text("INSERT INTO removed_accounts VALUES (:hash, :now) ON CONFLICT DO NOTHING"), values
            )


async def _move(connection: AsyncConnection, old: Any, new: str, *, since: str) -> None:
    """Put a person of an older database under a new id, and the chats from before `since` under another."""
    earlier = (
        await connection.execute(
            text("SELECT 1 FROM threads WHERE user_id = :old AND created_at < :since LIMIT 1"),
            {"old": old[0], "since": since},
        )
    ).first()
    if earlier:
        await _person(connection, old, other := str(uuid.uuid4()))
        moved = {"new": other, "old": old[0], "since": since}
        await connection.execute(
            text("UPDATE threads SET user_id = :new WHERE user_id = :old AND created_at < :since"), moved
        )
    await _person(connection, old, new)
    await connection.execute(
        text("UPDATE threads SET user_id = :new WHERE user_id = :old"), {"new": new, "old": old[0]}
    )
    await connection.execute(text("DELETE FROM users WHERE id = :old"), {"old": old[0]})


async def _person(connection: AsyncConnection, old: Any, new: str) -> None:
    kept = "CAST(:metadata AS JSON)" if connection.dialect.name == "postgresql" else ":metadata"
    statement = text(
        "INSERT INTO users (id, identifier, created_at, metadata, name) VALUES (:id, :identifier, :created,"
        f" {kept}, :name)"
    )
    values = {
        "id": new,
        "identifier": new,
        "created": old[2],
        "metadata": json.dumps(_json(old[3])),
        "name": old[1],
    }
    await connection.execute(statement, values)


def _json(value: Any) -> dict[str, Any]:
    """A JSON column as text or already read, as the driver gives it."""
    found = json.loads(value) if isinstance(value, str) else value
    return found if isinstance(found, dict) else {}


def _provider(value: Any) -> str:
    return str(_json(value).get("provider") or "")
