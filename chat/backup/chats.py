"""Chats, feedback and accounts as rows of JSON, in one moment of their database; back into SQLite or
PostgreSQL, whichever it was before.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Any

from sqlalchemy import JSON, column, func, insert, select, table, text

from chat.database.schema import (
    MIGRATIONS,
    accounts,
    elements,
    feedbacks,
    removed_accounts,
    steps,
    threads,
    users,
)
from knowledge.errors import BackupFailed

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from chat.backup.archive import Packed, Packing
    from chat.database.connection import ChatDatabase
    from chat.database.schema import Migrations

# in the order in which they refer to each other; sessions are left out, since who is signed in signs in again
KEPT = (users, threads, steps, elements, feedbacks, accounts, removed_accounts)
# all of the database, those first that refer to others
_TABLES = ("sessions", *(each.name for each in reversed(KEPT)), "shared_secrets")
_FOLDER, _ROWS = "chats", 500  # rows of one insert


async def pack_chats(database: ChatDatabase, packed: Packing) -> None:
    """Write all rows. Raises StorageUnreachable."""
    packed.about["chats"] = {
        "migrations": [name for name, _ in MIGRATIONS],
        "tables": {
            each.name: {"json": [c.name for c in each.columns if isinstance(c.type, JSON)]} for each in KEPT
        },
    }
    async with database.read() as connection:
        if not database.is_sqlite:
            await connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        for each in KEPT:
            with packed.member(f"{_FOLDER}/{each.name}.jsonl") as member:
                async for row in (await connection.stream(select(each))).mappings():
                    member.write((json.dumps(dict(row), ensure_ascii=False) + "\n").encode())


async def holds_anything(database: ChatDatabase) -> bool:
    """Whether there is an account or a chat that would be lost. Raises StorageUnreachable."""
    async with database.read() as connection:
        for each in (accounts, users):
            if (await connection.execute(select(func.count()).select_from(each))).scalar_one():
                return True
    return False


def migrations_of(packed: Packed) -> Migrations:
    """The steps that the backup's tables had seen. Raises BackupFailed: this program does not know them."""
    had = packed.about["chats"]["migrations"]
    known = MIGRATIONS[: len(had)]
    if [name for name, _ in known] != had:
        raise BackupFailed(
            "Die Sicherung ist neuer als dieses Programm: Es kennt die Tabellen der Chats nicht. Bitte das"
            " Programm erneuern."
        )
    return known


async def unpack_chats(database: ChatDatabase, packed: Packed) -> None:
    """Put all rows into tables that are made anew, in one transaction; `database` has the steps of
    `migrations_of`. Raises StorageUnreachable, and BackupFailed where a row does not fit.
    """
    async with database.anew(_TABLES) as connection:
        for name, kept in packed.about["chats"]["tables"].items():
            with packed.open(f"{_FOLDER}/{name}.jsonl") as lines:
                for rows in _in_parts(lines):
                    await _insert(connection, name, kept["json"], rows)


async def _insert(
    connection: AsyncConnection, name: str, as_json: list[str], rows: list[dict[str, Any]]
) -> None:
    columns = [column(each, JSON() if each in as_json else None) for each in rows[0]]
    await connection.execute(insert(table(name, *columns)), rows)


def _in_parts(lines: IO[bytes]) -> Iterator[list[dict[str, Any]]]:
    part: list[dict[str, Any]] = []
    for line in lines:
        part.append(json.loads(line))
        if len(part) == _ROWS:
            yield part
            part = []
    if part:
        yield part
