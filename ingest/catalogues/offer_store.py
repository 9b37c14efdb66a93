"""Entries of a catalogue joined to offers on disk: dates come before, after and far from their offer, and a
catalogue may be larger than memory.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, closing
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from knowledge.store.databases.sqlite import storage

_SCHEMA = (
    (
        "CREATE TABLE IF NOT EXISTS parts (offer TEXT NOT NULL, part TEXT NOT NULL, body TEXT NOT NULL,"
        " PRIMARY KEY (offer, part)) WITHOUT ROWID"
    ),
    "CREATE INDEX IF NOT EXISTS parts_part ON parts (part)",
    "CREATE TABLE IF NOT EXISTS done (what TEXT PRIMARY KEY, result TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS begun (at REAL NOT NULL)",
)


class OfferStore:
    """Parts (an offer itself, its dates) by the offer they belong to; with a file it outlives a stop, without
    one it is temporary.

    Raises (every method):
        StorageFailed: the disk is full or refuses.
    """

    def __init__(self, path: Path | None = None, *, max_age: float = 0.0) -> None:
        """`max_age`: seconds after which an earlier, stopped run is forgotten."""
        self._path = path
        with self._storage():
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
                if self._begun(path) < time.time() - max_age:
                    path.unlink(missing_ok=True)
            self._db = sqlite3.connect(path or "", isolation_level=None)
            for pragma in ("synchronous=OFF", "journal_mode=WAL" if path else "journal_mode=OFF"):
                self._db.execute(f"PRAGMA {pragma}")
            for statement in _SCHEMA:
                self._db.execute(statement)
            self._db.execute(
                "INSERT INTO begun SELECT ? WHERE NOT EXISTS (SELECT 1 FROM begun)", (time.time(),)
            )

    def _storage(self) -> AbstractContextManager[None]:
        return storage(
            self._path or "Vorübergehende Datei",
            "Der Zwischenspeicher des Katalogs lässt sich nicht lesen oder schreiben",
        )

    @staticmethod
    def _begun(path: Path) -> float:
        """When the stopped run began; 0 if the file is none of ours."""
        if not path.exists():
            return 0.0
        try:
            with closing(sqlite3.connect(path)) as db:
                return float(db.execute("SELECT at FROM begun").fetchone()[0])
        except (sqlite3.Error, TypeError):
            return 0.0

    def __enter__(self) -> Self:
        self._db.execute("BEGIN")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._db.in_transaction:
            self._db.execute("COMMIT")
        self._db.close()

    def put(self, offer: str, part: str, body: Mapping[str, Any]) -> None:
        """Store one part in place of an earlier one."""
        with self._storage():
            self._db.execute(
                "INSERT OR REPLACE INTO parts VALUES (?,?,?)",
                (offer, part, json.dumps(body, ensure_ascii=False)),
            )

    def remove(self, part: str) -> bool:
        """Take a part out, and with an offer all its dates; whether it was there."""
        with self._storage():
            return (
                self._db.execute("DELETE FROM parts WHERE part = ? OR offer = ?", (part, part)).rowcount > 0
            )

    def offers(self) -> Iterator[tuple[str, dict[str, dict[str, Any]]]]:
        """(offer, part -> body) of all offers."""
        for offer, parts in self._rows():
            yield offer, {part: json.loads(body) for part, body in parts}

    def bodies(self) -> Iterator[tuple[str, list[str]]]:
        """(offer, its parts as JSON) of all offers, in the order of their parts."""
        for offer, parts in self._rows():
            yield offer, [body for _, body in parts]

    def _rows(self) -> Iterator[tuple[str, Iterator[tuple[str, str]]]]:
        rows = self._db.execute("SELECT offer, part, body FROM parts ORDER BY offer, part")
        for offer, parts in groupby(rows, key=lambda row: row[0]):
            yield offer, ((row[1], row[2]) for row in parts)

    def done(self, what: str) -> str | None:
        """The result noted for a step of an earlier run; None if it is still to do."""
        row = self._db.execute("SELECT result FROM done WHERE what = ?", (what,)).fetchone()
        return str(row[0]) if row else None

    def note(self, what: str, result: str) -> None:
        """Note a step as done and make all so far safe against a stop."""
        with self._storage():
            self._db.execute("INSERT OR REPLACE INTO done VALUES (?,?)", (what, result))
            self._db.execute("COMMIT")
            self._db.execute("BEGIN")

    def forget(self) -> None:
        """Remove the file: the run is complete."""
        if self._path is not None:
            self._db.execute("COMMIT")
            for suffix in ("", "-wal", "-shm"):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
