"""A random mark for each generation: what is derived from the library elsewhere bears it, so that a
generation of that number of another library, or one that was never committed, is not taken for it.
"""

from __future__ import annotations

import secrets

from knowledge.store.chunk_changes import KEPT
from knowledge.store.databases.port import Database

MARKS_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS generation_marks (generation INTEGER PRIMARY KEY, mark TEXT NOT NULL)"
)


class GenerationMarks:
    """The marks in one library; generations from before there were any have the mark ""."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def note(self, generation: int) -> None:
        """Inside the transaction that publishes a generation: mark it, and forget those that nobody needs."""
        self._db.execute("INSERT INTO generation_marks VALUES (?, ?)", (generation, secrets.token_hex(8)))
        self._db.execute("DELETE FROM generation_marks WHERE generation <= ?", (generation - KEPT,))

    def of(self, generation: int) -> str:
        """A generation's mark."""
        return self.all().get(generation, "")

    def all(self) -> dict[int, str]:
        """generation -> mark, of the latest ones."""
        if "generation_marks" not in self._db.tables():
            return {}  # opened read only, made before there was this table
        return dict(self._db.execute("SELECT generation, mark FROM generation_marks").fetchall())
