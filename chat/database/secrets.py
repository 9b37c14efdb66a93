"""Secrets that all servers of one database share."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from sqlalchemy import Column, MetaData, String, Table, select

if TYPE_CHECKING:
    from chat.database.connection import ChatDatabase

SESSIONS = "sessions"  # what signs sessions
shared_secrets = Table(
    "shared_secrets", MetaData(), Column("name", String, primary_key=True), Column("value", String)
)


async def agreed(database: ChatDatabase, name: str, proposal: str = "") -> str:
    """The secret of that name: the first that any server proposed, or one made now. Raises
    StorageUnreachable.
    """
    row = {"name": name, "value": proposal or secrets.token_urlsafe(48)}
    async with database.begin() as connection:
        await connection.execute(database.insert(shared_secrets).values(row).on_conflict_do_nothing())
        query = select(shared_secrets.c.value).where(shared_secrets.c.name == name)
        return str((await connection.execute(query)).scalar_one())
