"""What was left out and why, kept with the library: by document, as its reader said it, and by source, what
the last sync passed over on purpose.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from knowledge.model.document import Status
from knowledge.model.partition import Partition
from knowledge.model.reading import DocumentReading, count_reading
from knowledge.store.databases.port import Database

READINGS_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS document_notes (document_id TEXT PRIMARY KEY, notes TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS source_left_out (source_id TEXT PRIMARY KEY, reasons TEXT NOT NULL)",
)
_KEPT = 50  # reasons of one source


class Readings:
    """The readings in one library; one made before there were any, and opened read only, has none."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def keep(self, document_id: str, notes: Sequence[str]) -> None:
        """Inside a transaction: what the reader of a document could not take in."""
        self._db.execute(
            "INSERT INTO document_notes VALUES (?, ?) ON CONFLICT (document_id) DO UPDATE SET notes ="
            " excluded.notes",
            (document_id, json.dumps(list(notes), ensure_ascii=False)),
        )

    def forget(self, document_id: str) -> None:
        """Inside a transaction: the document is gone."""
        self._db.execute("DELETE FROM document_notes WHERE document_id = ?", (document_id,))

    def notes(self) -> dict[str, tuple[str, ...]]:
        """document id -> what was left out of it; without those read before it was recorded."""
        return self._lists("document_notes")

    def keep_left_out(self, source_id: str, reasons: Sequence[str]) -> None:
        """Inside a transaction: what the last sync of a source passed over."""
        self._db.execute(
            "INSERT INTO source_left_out VALUES (?, ?) ON CONFLICT (source_id) DO UPDATE SET reasons ="
            " excluded.reasons",
            (source_id, json.dumps(list(reasons)[:_KEPT], ensure_ascii=False)),
        )

    def forget_source(self, source_id: str) -> None:
        """Inside a transaction: the source is no longer listed."""
        self._db.execute("DELETE FROM source_left_out WHERE source_id = ?", (source_id,))

    def left_out(self) -> dict[str, tuple[str, ...]]:
        """source id -> what the last sync of it passed over."""
        return self._lists("source_left_out")

    def all(self) -> dict[str, DocumentReading]:
        """document id -> what was read of it, courses apart; texts without a table stay in the database."""
        rows = self._db.execute(
            "SELECT s.document_id, s.locator, CASE WHEN s.text LIKE ? THEN s.text ELSE '' END,"
            f" s.status FROM documents d JOIN sections s ON s.document_id = d.id WHERE"
            f" {Partition.RULES.where('d.kind')} ORDER BY s.document_id, s.position",
            ("%\t%",),
        )
        found: dict[str, list[tuple[str, str, Status]]] = {}
        for document_id, locator, text, status in rows:
            found.setdefault(document_id, []).append((locator, text, Status(status)))
        notes = self.notes()
        return {name: count_reading(sections, notes.get(name)) for name, sections in found.items()}

    def _lists(self, table: str) -> dict[str, tuple[str, ...]]:
        if table not in self._db.tables():
            return {}
        rows = self._db.execute(f"SELECT * FROM {table}")
        return {name: tuple(map(str, json.loads(kept))) for name, kept in rows}
