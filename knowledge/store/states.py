"""How each source fared at its last sync, kept in the library file: when, how long, what came,
what failed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from knowledge.store.databases.port import Database

STATES_SCHEMA = """CREATE TABLE IF NOT EXISTS source_states (
    source_id TEXT PRIMARY KEY, last_try TEXT NOT NULL, last_success TEXT NOT NULL, seconds REAL NOT NULL,
    counts TEXT NOT NULL,
    failures TEXT NOT NULL, requests TEXT NOT NULL)"""

_KEPT_FAILURES = 50


@dataclass(frozen=True, slots=True)
class SourceState:
    """One source at its last sync.

    Times are ISO 8601 in UTC ("" for never); `last_success` is the last sync in which nothing of the source
    failed; `counts` holds documents by what happened to them, `requests` HTTP requests by status; `failures`
    are (document id, reason).
    """

    source_id: str
    last_try: str
    last_success: str = ""
    seconds: float = 0.0
    counts: dict[str, int] = field(default_factory=dict)
    failures: tuple[tuple[str, str], ...] = ()
    requests: dict[str, int] = field(default_factory=dict)

    def age_days(self, now: datetime | None = None) -> int | None:
        """Whole days since the last success; None if there was none."""
        if not self.last_success:
            return None
        return ((now or datetime.now(UTC)) - datetime.fromisoformat(self.last_success)).days


class SourceStates:
    """The states in one library."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def record(self, state: SourceState) -> None:
        """Replace a source's state; without a `last_success` of its own it keeps the earlier one."""
        before = self.all().get(state.source_id)
        success = state.last_success or (before.last_success if before else "")
        lists = (
            json.dumps(x, ensure_ascii=False)
            for x in (state.counts, state.failures[:_KEPT_FAILURES], state.requests)
        )
        self._db.execute("DELETE FROM source_states WHERE source_id = ?", (state.source_id,))
        self._db.execute(
            "INSERT INTO source_states VALUES (?,?,?,?,?,?,?)",
            (state.source_id, state.last_try, success, state.seconds, *lists),
        )

    def all(self) -> dict[str, SourceState]:
        """source id -> state; empty for a library that has never been synced by this version."""
        if "source_states" not in self._db.tables():
            return {}  # opened read only, made before there was this table
        rows = self._db.execute("SELECT * FROM source_states ORDER BY source_id").fetchall()
        return {row[0]: _state(row) for row in rows}

    def forget(self, source_id: str) -> None:
        """The source is no longer listed."""
        self._db.execute("DELETE FROM source_states WHERE source_id = ?", (source_id,))


def _state(row: tuple[Any, ...]) -> SourceState:
    source_id, last_try, last_success, seconds, counts, failures, requests = row
    listed = tuple((str(document), str(reason)) for document, reason in json.loads(failures))
    return SourceState(
        source_id, last_try, last_success, seconds, json.loads(counts), listed, json.loads(requests)
    )
