"""Rounds of a repeated sync that several workers share: one at a time, and none of them twice within its
interval, whichever worker did it.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from filelock import FileLock, Timeout

if TYPE_CHECKING:
    from settings import Settings

_FOLDER = "rounds"  # below the data folder
_EARLY = 0.95  # of an interval: a round that comes so much too early is no second one
_LOOK = 60.0  # seconds after which a worker looks again at what another one is doing
_AGAIN = 600.0  # seconds after which a round that could not be done is tried again: a database was away
_NEVER = float("-inf")


class Book(Protocol):
    """Where workers tell each other of rounds, each of which has a name; times in seconds since the epoch.

    Raises (every method):
        WbmError: it cannot be read or written.
    """

    def turn(self, name: str) -> AbstractContextManager[bool]:
        """Whether it is this worker's turn, for the block; given back by the system when the worker dies."""

    def last(self, name: str) -> float:
        """When the last round began; long ago where nothing tells."""

    def note(self, name: str, began: float) -> None:
        """A round that began then was done."""


def book_of(settings: Settings) -> Book:
    """The book of all workers of one library: in its database, or beside its file."""
    url = settings.library_url.get_secret_value()
    return DatabaseBook(url) if url else FileBook(settings.data)


@dataclass(frozen=True, slots=True)
class FileBook:
    """In the data folder."""

    data: Path

    @contextmanager
    def turn(self, name: str) -> Iterator[bool]:
        """See Book."""
        folder = self.data / _FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / f".{name}.lock", timeout=0)
        try:
            lock.acquire()
        except Timeout:
            yield False
            return
        try:
            yield True
        finally:
            lock.release()

    def last(self, name: str) -> float:
        """See Book."""
        try:
            return float(json.loads(self._file(name).read_text(encoding="utf-8"))["began"])
        except (OSError, ValueError, KeyError, TypeError):
            return _NEVER

    def note(self, name: str, began: float) -> None:
        """See Book."""
        unfinished = self._file(name).with_suffix(f".{os.getpid()}.part")
        unfinished.write_text(json.dumps({"began": began}), encoding="utf-8")
        unfinished.replace(self._file(name))

    def _file(self, name: str) -> Path:
        return self.data / _FOLDER / f"{name}.json"


@dataclass(frozen=True, slots=True)
class DatabaseBook:
    """In the library's database, so that workers of several machines are of one book."""

    url: str

    @contextmanager
    def turn(self, name: str) -> Iterator[bool]:
        """See Book."""
        from knowledge.store.databases.postgres import PostgresDatabase

        database = PostgresDatabase(self.url)
        try:
            with database.turn(name) as mine:
                yield mine
        finally:
            database.close()

    def last(self, name: str) -> float:
        """See Book."""
        from knowledge.store.databases.postgres import PostgresDatabase

        database = PostgresDatabase(self.url, read_only=True)
        try:
            if "meta" not in database.tables():
                return _NEVER  # no library was begun in it
            row = database.execute("SELECT value FROM meta WHERE key = ?", (f"round {name}",)).fetchone()
        finally:
            database.close()
        return float(row[0]) if row else _NEVER

    def note(self, name: str, began: float) -> None:
        """See Book."""
        from knowledge.store.databases.postgres import PostgresDatabase

        database = PostgresDatabase(self.url)
        try:
            database.execute(
                "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                (f"round {name}", str(began)),
            )
        finally:
            database.close()


@dataclass(frozen=True, slots=True)
class Rounds:
    """The rounds of one request, known by `what` it reads; `every` in seconds, `clock` gives seconds since
    the epoch.
    """

    book: Book
    what: str
    every: float
    clock: Callable[[], float] = time.time

    def take(self, run: Callable[[], bool]) -> float:
        """Do a round unless another worker does or did it; `run` says whether it was done. Gives the seconds
        until the next one is due.

        Raises:
            WbmError: the book cannot be read or written.
        """
        name = hashlib.sha256(self.what.encode()).hexdigest()[:16]
        with self.book.turn(name) as mine:
            if not mine:
                return min(_LOOK, self.every)
            now = self.clock()
            since = now - self.book.last(name)
            if 0 <= since < self.every * _EARLY:
                return self.every - since
            if not run():
                return min(_AGAIN, self.every)
            self.book.note(name, now)
            return max(0.0, self.every - (self.clock() - now))
