"""The frontier: which addresses a run has still to visit, kept on disk so that a stopped run
goes on where it was.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

FRONTIER_SCHEMA = (
    """CREATE TABLE IF NOT EXISTS frontier (
        number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, url TEXT NOT NULL, depth INTEGER NOT NULL,
        parent TEXT NOT NULL,
        lastmod TEXT NOT NULL, state TEXT NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS frontier_state ON frontier (state, depth, number)",
    (
        "CREATE TABLE IF NOT EXISTS traps (pattern TEXT PRIMARY KEY, seen INTEGER NOT NULL, left_out INTEGER"
        " NOT NULL)"
    ),
)


class VisitState(StrEnum):
    """Where an address stands in the present run."""

    WAITING = "waiting"
    DONE = "done"  # visited: its page is in the store
    LEFT = "left"  # visited, and there is no page of it: gone, forbidden, or another address's
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class FrontierEntry:
    """One address; `parent` is the key of the page that named it first, `lastmod` what a
    sitemap says of it.
    """

    key: str
    url: str
    depth: int
    parent: str = ""
    lastmod: str = ""


class Frontier:
    """The addresses of one run; writes belong into a transaction of the store."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._counts: Counter[str] = Counter(
            dict(db.execute("SELECT state, count(*) FROM frontier GROUP BY state"))
        )

    def clear(self) -> None:
        """Begin a new run."""
        self._db.execute("DELETE FROM frontier")
        self._db.execute("DELETE FROM traps")
        self._counts.clear()

    def add(self, entry: FrontierEntry) -> bool:
        """Note an address to visit; False if the run knows it already."""
        done = self._db.execute(
            "INSERT OR IGNORE INTO frontier (key, url, depth, parent, lastmod, state) VALUES (?,?,?,?,?,?)",
            (entry.key, entry.url, entry.depth, entry.parent, entry.lastmod, VisitState.WAITING),
        )
        self._counts[VisitState.WAITING] += done.rowcount
        return done.rowcount == 1

    def knows(self, key: str) -> bool:
        """Whether the run has met the address."""
        return self._db.execute("SELECT 1 FROM frontier WHERE key = ?", (key,)).fetchone() is not None

    def waiting(self, without: set[str]) -> FrontierEntry | None:
        """The next address: near the start first, then in the order of finding; `without` are under way."""
        rows = self._db.execute(
            "SELECT key, url, depth, parent, lastmod FROM frontier WHERE state = ? ORDER BY depth, number"
            " LIMIT ?",
            (VisitState.WAITING, len(without) + 1),
        )
        return next((FrontierEntry(*row) for row in rows if row[0] not in without), None)

    def mark(self, key: str, state: VisitState) -> None:
        """Note what became of an address."""
        before = self.state(key)
        if before is not None:
            self._db.execute("UPDATE frontier SET state = ? WHERE key = ?", (state, key))
            self._counts[before] -= 1
            self._counts[state] += 1

    def state(self, key: str) -> VisitState | None:
        """Where an address stands; None if the run has not met it."""
        row = self._db.execute("SELECT state FROM frontier WHERE key = ?", (key,)).fetchone()
        return VisitState(row[0]) if row else None

    def retry_failed(self) -> None:
        """A run that goes on tries again what failed before the stop."""
        self._db.execute(
            "UPDATE frontier SET state = ? WHERE state = ?", (VisitState.WAITING, VisitState.FAILED)
        )
        self._counts[VisitState.WAITING] += self._counts.pop(VisitState.FAILED, 0)

    def count(self, *states: VisitState) -> int:
        """How many addresses stand there."""
        return sum(self._counts[state] for state in states)

    def keys(self, state: VisitState) -> list[str]:
        """The addresses that stand there, in the order of finding."""
        return [
            row[0]
            for row in self._db.execute("SELECT key FROM frontier WHERE state = ? ORDER BY number", (state,))
        ]

    # -- traps: pages that name ever more pages of their own kind

    def admits(self, pattern: str, limit: int) -> bool:
        """Count one more address that a page of the same pattern named; False beyond the limit."""
        self._db.execute("INSERT OR IGNORE INTO traps VALUES (?, 0, 0)", (pattern,))
        seen = int(self._db.execute("SELECT seen FROM traps WHERE pattern = ?", (pattern,)).fetchone()[0])
        column = "seen" if seen < limit else "left_out"
        self._db.execute(f"UPDATE traps SET {column} = {column} + 1 WHERE pattern = ?", (pattern,))
        return seen < limit

    def traps(self) -> list[tuple[str, int]]:
        """(pattern, addresses left out) of what looked like a trap."""
        return [
            (row[0], row[1])
            for row in self._db.execute(
                "SELECT pattern, left_out FROM traps WHERE left_out > 0 ORDER BY left_out DESC"
            )
        ]
