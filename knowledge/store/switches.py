"""Documents and sources that an editor has switched off: they stay stored, with their history and their
embeddings, and are neither indexed nor cited until they are switched on again.

Kept beside the documents and not with them: what is off stays off when it is read anew.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum

from knowledge.model.partition import Partition
from knowledge.store.databases.port import Database

SWITCHES_SCHEMA = """CREATE TABLE IF NOT EXISTS switched_off (
    scope TEXT NOT NULL, id TEXT NOT NULL, since TEXT NOT NULL, PRIMARY KEY (scope, id)) WITHOUT ROWID"""


class SwitchScope(StrEnum):
    """What is switched."""

    DOCUMENT = "document"
    SOURCE = "source"


class Switches:
    """The switches in one library; one made before there were any, and opened read only, has none."""

    def __init__(self, db: Database) -> None:
        self._db, self._found = db, False

    def switch(self, scope: SwitchScope, name: str, *, on: bool) -> bool:
        """Inside a transaction; whether that changed anything."""
        if on:
            done = self._db.execute("DELETE FROM switched_off WHERE scope = ? AND id = ?", (scope, name))
        else:
            now = datetime.now(UTC).isoformat(timespec="seconds")
            done = self._db.execute(
                "INSERT INTO switched_off VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (scope, name, now)
            )
        return bool(done.rowcount)

    def off(self, scope: SwitchScope) -> frozenset[str]:
        """Ids that are off."""
        if not self._there():
            return frozenset()
        rows = self._db.execute("SELECT id FROM switched_off WHERE scope = ?", (scope,))
        return frozenset(row[0] for row in rows)

    def on_condition(self) -> str:
        """SQL: that the document `d` is on, as courses always are (their index knows no switch); "1 = 1"
        where nothing is off, so that such a library pays nothing.
        """
        if not self._there() or not self._db.execute("SELECT 1 FROM switched_off LIMIT 1").fetchone():
            return "1 = 1"
        return (
            f"({Partition.COURSES.where('d.kind')} OR d.id NOT IN (SELECT id FROM switched_off WHERE scope ="
            " 'document') AND d.source_id NOT IN (SELECT id FROM switched_off WHERE scope = 'source'))"
        )

    def _there(self) -> bool:
        self._found = self._found or "switched_off" in self._db.tables()
        return self._found
