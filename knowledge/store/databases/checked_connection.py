"""SQLite connections to the library whose failures are named: a broken page met in the middle of a query is
no traceback.

Errors come with the query or with any of its rows, so they are turned where both pass: in the cursor.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Self, TypeVar

from knowledge.errors import LibraryDamaged, StorageFailed
from knowledge.store.databases.port import FAILS, SQLITE, Dialect
from knowledge.store.databases.sqlite import storage_failed, transaction

_BROKEN = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT})
_MISSING = ("no such table", "no such column", "has no column", "Could not decode to UTF-8")
_T = TypeVar("_T")
_PATIENCE_MS = 30_000  # for another process that writes
_PRIMARY = 0xFF  # the primary result code is the low byte of an extended one (sqlite.org/rescode.html)


def library_damaged(path: Path | str, what: object) -> LibraryDamaged:
    """The error of a library that is broken; `what` says how."""
    remedy = (
        "Bitte die Datenbank aus einer Sicherung zurückholen; ohne Sicherung in WBM_LIBRARY_URL eine leere"
        " nennen und mit `wbm sync` alles neu einlesen. Chats, Konten und Rückmeldungen bleiben."
        if "://" in str(path)
        else "Bitte die Datei aus einer Sicherung zurückholen; ohne Sicherung sie umbenennen und mit `wbm"
        " sync` alles neu einlesen. Chats, Konten und Rückmeldungen liegen in anderen Dateien und bleiben."
    )
    return LibraryDamaged(f"{path}: Die Bibliothek ist beschädigt ({what}). {remedy}")


def named_failure(path: Path, error: sqlite3.Error) -> StorageFailed:
    """What an error of SQLite means for a person."""
    code = getattr(error, "sqlite_errorcode", None)
    broken = code is not None and code & _PRIMARY in _BROKEN
    return (
        library_damaged(path, error)
        if broken or str(error).startswith(_MISSING)
        else storage_failed(path, FAILS, error)
    )


def writable(path: Path) -> bool:
    """Whether a file and the folder around it may be written to; of one that is not there,
    whether it may be made.
    """
    folder = next((parent for parent in path.absolute().parents if parent.exists()), path.absolute().parent)
    return os.access(folder, os.W_OK | os.X_OK) and (not path.exists() or os.access(path, os.W_OK))


def connect(path: Path, *, read_only: bool) -> SqliteDatabase:
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


def _opened(path: Path, name: str, *, uri: bool) -> SqliteDatabase:
    try:
        db = sqlite3.connect(
            name, uri=uri, timeout=30, check_same_thread=False, isolation_level=None, factory=SqliteDatabase
        )
    except sqlite3.Error as error:
        raise named_failure(path, error) from error
    db.path = path
    return db


def _probed(path: Path, uri: str) -> SqliteDatabase:
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
            path = self.connection.path if isinstance(self.connection, SqliteDatabase) else Path()
            raise named_failure(path, error) from error


class SqliteDatabase(sqlite3.Connection):
    """A library file (Database); its cursors name their errors."""

    path = Path()

    def cursor(self, *_: Any) -> Any:
        """A cursor that names its errors."""
        return super().cursor(_Cursor)

    def execute(self, *arguments: Any) -> Any:
        """See Database."""
        return self.cursor().execute(*arguments)

    def executemany(self, *arguments: Any) -> Any:
        """See Database."""
        return self.cursor().executemany(*arguments)

    def each(self, statement: str, values: Sequence[Any] = ()) -> Iterator[Any]:
        """See Database; rows come from the file as they are read."""
        return iter(self.execute(statement, values))

    @property
    def name(self) -> str:
        """The file."""
        return str(self.path)

    @property
    def dialect(self) -> Dialect:
        """See Database."""
        return SQLITE

    def tune(self, cache_kib: int, *, read_only: bool) -> None:
        """What holds for this connection."""
        if not read_only:
            self.execute("PRAGMA journal_mode=WAL")
            self.execute("PRAGMA synchronous=FULL")
        self.execute(f"PRAGMA cache_size=-{cache_kib}")

    def tables(self) -> set[str]:
        """See Database."""
        return {row[0] for row in self.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}

    def columns(self, table: str) -> set[str]:
        """See Database."""
        return {row[1] for row in self.execute(f"PRAGMA table_info({table})")}

    def transaction(self) -> AbstractContextManager[None]:
        """See Database."""
        return transaction(self, self.path, FAILS)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Nothing to do: who reads a whole state of a file holds the one writer's lock."""
        yield

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nothing to do: the lock of the data folder that the file lies in is enough."""
        yield

    def keeps(self) -> bool:
        """Always: a file is of one machine, where a lock beside it says who keeps."""
        return True

    def announce(self) -> None:
        """Nothing to do: who answers asks for the generation with each question."""

    def wait_for_news(self, seconds: float) -> None:
        """A file announces nothing."""
        time.sleep(seconds)

    def fault(self, *, whole: bool) -> str:
        """See Database; `quick_check` takes 0.1 s for 39 MB."""
        found = [
            str(row[0])
            for row in self.execute("PRAGMA integrity_check(5)" if whole else "PRAGMA quick_check(1)")
        ]
        return "" if found == ["ok"] else found[0].splitlines()[-1]

    def give_space_back(self) -> None:
        """Where another process has the file open or the disk is full its free pages are used later."""
        self.execute("PRAGMA busy_timeout = 0")
        with suppress(StorageFailed):
            self.execute("VACUUM")
        self.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")
