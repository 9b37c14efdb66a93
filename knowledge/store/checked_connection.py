"""SQLite connections to the library whose failures are named: a broken page met in the middle of a query is
no traceback.

Errors come with the query or with any of its rows, so they are turned where both pass: in the cursor.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, Self, TypeVar

from knowledge.errors import LibraryDamaged, StorageFailed
from knowledge.store.sqlite import storage_failed

_FAILS = "Die Bibliothek lässt sich nicht lesen oder schreiben"
_BROKEN = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT})
_MISSING = ("no such table", "no such column", "has no column", "Could not decode to UTF-8")
_T = TypeVar("_T")
_PRIMARY = 0xFF  # the primary result code is the low byte of an extended one (sqlite.org/rescode.html)


def library_damaged(path: Path | str, what: object) -> LibraryDamaged:
    """The error of a library that is broken; `what` says how."""
    return LibraryDamaged(
        f"{path}: Die Bibliothek ist beschädigt ({what}). Bitte die Datei aus einer Sicherung zurückholen;"
        " ohne Sicherung sie umbenennen und mit `wbm sync` alles neu einlesen. Chats, Konten und"
        " Rückmeldungen liegen in anderen Dateien und bleiben."
    )


def named_failure(path: Path, error: sqlite3.Error) -> StorageFailed:
    """What an error of SQLite means for a person."""
    code = getattr(error, "sqlite_errorcode", None)
    broken = code is not None and code & _PRIMARY in _BROKEN
    return (
        library_damaged(path, error)
        if broken or str(error).startswith(_MISSING)
        else storage_failed(path, _FAILS, error)
    )


def writable(path: Path) -> bool:
    """Whether a file and the folder around it may be written to; of one that is not there,
    whether it may be made.
    """
    folder = next((parent for parent in path.absolute().parents if parent.exists()), path.absolute().parent)
    return os.access(folder, os.W_OK | os.X_OK) and (not path.exists() or os.access(path, os.W_OK))


def connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    """Open a library file; one on a medium that takes nothing is opened as unchangeable, since its
    write-ahead log needs files beside it.

    Raises:
        LibraryDamaged: it is no SQLite file; StorageFailed: it cannot be opened.
    """
    if not read_only:
        return _opened(path, str(path), uri=False)
    uri = path.resolve().as_uri()
    try:
        return _probed(path, f"{uri}?mode=ro")
    except LibraryDamaged:
        raise
    except StorageFailed as error:
        log = path.with_name(f"{path.name}-wal")
        if not path.is_file() or (log.exists() and log.stat().st_size):
            raise StorageFailed(
                f"{path}: Die Bibliothek lässt sich nicht nur lesend öffnen, weil sie nicht abgeschlossen"
                " wurde. Bitte einmal `wbm doctor` ausführen, wo der Ordner beschreibbar ist."
            ) from error
        return _probed(path, f"{uri}?mode=ro&immutable=1")


def _opened(path: Path, name: str, *, uri: bool) -> sqlite3.Connection:
    try:
        db = sqlite3.connect(
            name, uri=uri, timeout=30, check_same_thread=False, isolation_level=None, factory=_Connection
        )
    except sqlite3.Error as error:
        raise named_failure(path, error) from error
    db.path = path
    return db


def _probed(path: Path, uri: str) -> sqlite3.Connection:
    """Opened and read from once: SQLite looks at a file only when it is asked something."""
    db = _opened(path, uri, uri=True)
    try:
        with closing(db.execute("SELECT count(*) FROM sqlite_master")) as found:
            found.fetchone()
    except StorageFailed:
        db.close()
        raise
    return db


class _Cursor(sqlite3.Cursor):
    """A cursor whose errors are named; `connection.path` is the file."""

    def execute(self, *arguments: Any) -> Self:
        return self._named(super().execute, *arguments)

    def executemany(self, *arguments: Any) -> Self:
        return self._named(super().executemany, *arguments)

    def fetchone(self) -> Any:
        return self._named(super().fetchone)

    def fetchall(self) -> list[Any]:
        return self._named(super().fetchall)

    def __next__(self) -> Any:
        return self._named(super().__next__)

    def _named(self, call: Callable[..., _T], *arguments: Any) -> _T:
        try:
            return call(*arguments)
        except (sqlite3.OperationalError, sqlite3.DatabaseError) as error:
            if isinstance(
                error, sqlite3.IntegrityError | sqlite3.ProgrammingError | sqlite3.NotSupportedError
            ):
                raise
            path = self.connection.path if isinstance(self.connection, _Connection) else Path()
            raise named_failure(path, error) from error


class _Connection(sqlite3.Connection):
    """A connection whose cursors name their errors."""

    path = Path()

    def cursor(self, *_: Any) -> Any:
        return super().cursor(_Cursor)

    def execute(self, *arguments: Any) -> Any:
        return self.cursor().execute(*arguments)

    def executemany(self, *arguments: Any) -> Any:
        return self.cursor().executemany(*arguments)
