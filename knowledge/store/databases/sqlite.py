"""SQLite files: what goes wrong on the disk becomes one error that says what to do, and a
transaction is all or nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from knowledge.errors import StorageFailed


def storage_failed(path: Path | str, what: str, error: Exception) -> StorageFailed:
    """The error of a failed write or read; `what` is German and begins the sentence ("Die Bibliothek lässt
    sich nicht lesen").
    """
    return StorageFailed(
        f"{path}: {what} ({error}). Ist der Datenträger voll oder fehlt ein Recht? Der bisherige Stand ist"
        " unverändert; nach Abhilfe den Befehl wiederholen."
    )


@contextmanager
def storage(path: Path | str, what: str) -> Iterator[None]:
    """Turn the errors of SQLite and of the file system into StorageFailed."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise storage_failed(path, what, error) from error


@contextmanager
def transaction(db: sqlite3.Connection, path: Path | str, what: str) -> Iterator[None]:
    """All or nothing: what happens inside is visible to others only at its end. The connection is in
    autocommit mode.

    Raises:
        StorageFailed: the disk is full or refuses; nothing was changed.
    """
    with storage(path, what):
        db.execute("BEGIN IMMEDIATE")
        try:
            yield
            db.execute("COMMIT")
        finally:
            if db.in_transaction:
                db.execute("ROLLBACK")
