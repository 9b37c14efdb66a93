"""The one writer: of the data folder by a lock beside it, of a library on a server among all its machines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from knowledge.errors import StorageFailed, SyncRunning
from knowledge.store.opening import open_library

if TYPE_CHECKING:
    from knowledge.store.library import Library
    from settings import Settings


@contextmanager
def writing(root: Path) -> Iterator[None]:
    """Hold the one writer's lock of a data folder.

    Raises:
        SyncRunning: another process holds it.
    """
    root.mkdir(parents=True, exist_ok=True)
    lock = FileLock(root / ".writer.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise SyncRunning(
            "Es läuft schon ein Abgleich. Bitte warten, bis er fertig ist, und den Befehl wiederholen."
        ) from error
    except OSError as error:
        raise StorageFailed(
            f"{root}: Der Datenordner lässt sich nicht beschreiben ({error.strerror}). Bitte Rechte und Platz"
            " prüfen."
        ) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def library_to_write(settings: Settings) -> Iterator[Library]:
    """The library, for its one writer.

    Raises:
        SyncRunning: there is one already; LibraryUnreachable, StorageFailed: as in opening.
    """
    with writing(settings.data), open_library(settings) as library, library.alone():
        yield library
