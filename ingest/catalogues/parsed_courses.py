"""What was read of a catalogue before, by the digest of what it was read from: what a source gives again
unchanged is not read again.

An aid only: a file that is missing, damaged or on a full disk makes a sync slower, never wrong.
"""

from __future__ import annotations

import contextlib
import sqlite3
import zlib
from collections.abc import Callable, Sequence
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Self

from knowledge.model.course import Course

_SCHEMA = "CREATE TABLE IF NOT EXISTS parsed (digest BLOB PRIMARY KEY, course BLOB NOT NULL)"
_FASTEST = 1  # of zlib: a quarter of the size for a tenth of what reading the course costs
# the modules whose code decides what is read
_READERS = (
    "ba feeds joined listing openqcat openqcat_service plain schema_org.course schema_org.nodes"
    " schema_org.values"
).split()
_READERS_ELSEWHERE = (
    "ingest.documents.decode",
    "ingest.documents.office.sheet_layout",
    "ingest.documents.table_head",
    "knowledge.model.course",
)


class ParsedCourses:
    """What was read of one source, in one file, which leaves with the source as its crawl does; what a whole
    read did not ask for leaves at its end.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._db: sqlite3.Connection | None = None
        self._asked: set[bytes] = set()

    def __enter__(self) -> Self:
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._open()
        except sqlite3.OperationalError:  # no place to write, or somebody else reads the source just now
            self._give_up()
        except sqlite3.DatabaseError:  # another file, or a damaged one
            self._give_up()
            with contextlib.suppress(OSError, sqlite3.Error):
                self._path.unlink(missing_ok=True)
                self._open()
        return self

    def _open(self) -> None:
        self._db = sqlite3.connect(self._path, timeout=0, isolation_level=None)
        self._db.execute("PRAGMA synchronous=OFF")
        self._db.execute(_SCHEMA)
        self._db.execute("BEGIN IMMEDIATE")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._db is not None:
            with contextlib.suppress(sqlite3.Error):
                self._db.execute("COMMIT")
        self._give_up()

    def course(self, bodies: Sequence[str], read: Callable[[], Course]) -> Course:
        """The course of such entries, from before or read now.

        Raises:
            ValueError: what `read` says of entries that it cannot take.
        """
        return Course.from_json(self.kept(bodies, lambda: read().to_json()))

    def kept(self, unit: Sequence[str], read: Callable[[], str]) -> str:
        """The JSON of what was read of a unit, from before or read now; what `read` raises is not kept."""
        digest = _digest(unit)
        self._asked.add(digest)
        said = self._kept(digest)
        if said is None:
            said = read()
            self._keep(digest, said)
        return said

    def forget_others(self) -> None:
        """The source was read to its end: drop what it no longer has."""
        try:
            if self._db is not None:
                known = {row[0] for row in self._db.execute("SELECT digest FROM parsed")}
                gone = [(digest,) for digest in known - self._asked]
                self._db.executemany("DELETE FROM parsed WHERE digest = ?", gone)
        except sqlite3.Error:
            self._give_up()

    def _kept(self, digest: bytes) -> str | None:
        try:
            row = (
                self._db.execute("SELECT course FROM parsed WHERE digest = ?", (digest,)).fetchone()
                if self._db
                else None
            )
            return zlib.decompress(row[0]).decode() if row else None
        except (sqlite3.Error, zlib.error, ValueError, TypeError, LookupError):
            self._give_up()
            return None

    def _keep(self, digest: bytes, said: str) -> None:
        try:
            if self._db is not None:
                body = zlib.compress(said.encode(), _FASTEST)
                self._db.execute("INSERT OR REPLACE INTO parsed VALUES (?,?)", (digest, body))
        except sqlite3.Error:
            self._give_up()

    def _give_up(self) -> None:
        """Go on without the file."""
        if self._db is not None:
            with contextlib.suppress(sqlite3.Error):
                self._db.close()
        self._db = None


def _digest(bodies: Sequence[str]) -> bytes:
    digest = sha256(_readers())
    for body in bodies:
        digest.update(f"{len(body)}:".encode())
        digest.update(body.encode())
    return digest.digest()


@cache
def _readers() -> bytes:
    """Changes with the code that reads: what another version read is read again."""
    digest = sha256()
    for name in (*(f"ingest.catalogues.{reader}" for reader in _READERS), *_READERS_ELSEWHERE):
        spec = find_spec(name)
        if spec is not None and spec.origin is not None:
            digest.update(Path(spec.origin).read_bytes())
    return digest.digest()
