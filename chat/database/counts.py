"""Counts that all processes of one server share: in the chats database where that is PostgreSQL, else in a
file of their own below the data folder, whose loss costs nothing.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

from sqlalchemy import Column, Float, Integer, MetaData, String, Table

from chat.database.connection import ChatDatabase, chats_url

if TYPE_CHECKING:
    from chat.database.schema import Migrations
    from settings import Settings

metadata = MetaData()
# events of a key within some seconds (chat/access/shared_counts.py)
rate_counts = Table(
    "rate_counts",
    metadata,
    Column("id", String, primary_key=True),
    Column("slot", Integer, primary_key=True),
    Column("count", Integer),
)
# wrong passwords (chat/access/shared_attempts.py); times are seconds since the epoch
attempt_counts = Table(
    "attempt_counts",
    metadata,
    Column("id", String, primary_key=True),
    Column("wrong", Float),
    Column("last", Float),
    Column("closed_until", Float),
    Column("known", Integer),
)
TRANSIENT = frozenset({rate_counts.name, attempt_counts.name})  # not worth a backup
COUNTS: Migrations = (
    (
        "2026-11-30 counts",
        (
            (
                "CREATE TABLE rate_counts (id TEXT NOT NULL, slot INTEGER NOT NULL, count INTEGER NOT NULL,"
                " PRIMARY KEY (id, slot))"
            ),
            "CREATE INDEX rate_counts_slot ON rate_counts (slot)",
            (
                "CREATE TABLE attempt_counts (id TEXT PRIMARY KEY, wrong DOUBLE PRECISION NOT NULL, last"
                " DOUBLE PRECISION NOT NULL, closed_until DOUBLE PRECISION NOT NULL, known INTEGER NOT NULL)"
            ),
            "CREATE INDEX attempt_counts_last ON attempt_counts (last)",
        ),
    ),
)


def counts_database(settings: Settings) -> ChatDatabase:
    """Where the processes of a server count together. Raises SettingsError: WBM_CHATS_URL is none."""
    url = chats_url(settings)
    if url.startswith("sqlite"):
        url = f"sqlite:///{settings.data.resolve() / 'counts.sqlite'}"
    return ChatDatabase(url, migrations=COUNTS, durable=False)


def stored_id(key: bytes, what: bytes) -> str:
    """What is stored in place of a name or an address, so that the counts name nobody; `key` keeps it from
    being guessed.
    """
    return hmac.digest(key, what, hashlib.sha256)[:16].hex()
