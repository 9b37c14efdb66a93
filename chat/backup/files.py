"""Which files of the data folder a backup holds, and copies of databases that others write to meanwhile."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

# made again where it is missing, of one process, secret, or kept in another way
_LEFT_OUT = {
    "index",
    "cache",
    "chat-files",
    "auth_secret",
    "library.sqlite",
    "chats.sqlite",
    "counts.sqlite",
    "evals/cache",
    "evals/held-out",
}
_ENDINGS = (".lock", "-wal", "-shm", "-journal", ".part")
BEFORE, STAGING, ASIDE = "vor-der-wiederherstellung-", ".wiederherstellung-", "aus-der-sicherung"


def files_of(data: Path, without: Path | None = None) -> Iterator[tuple[str, Path]]:
    """(name below the data folder, path) of each file worth keeping, but for those in `without`."""
    for folder, folders, names in os.walk(data):
        here = Path(folder)
        folders[:] = sorted(
            name for name in folders if _is_kept(data, here / name) and (here / name).resolve() != without
        )
        for name in sorted(names):
            path = here / name
            if path.is_file() and not path.is_symlink() and _is_kept(data, path):
                yield path.relative_to(data).as_posix(), path


def is_sqlite(path: Path) -> bool:
    """Whether a file is a database of SQLite."""
    with path.open("rb") as file:
        return file.read(16) == b"SQLite format 3\x00"


def copy_database(source: Path, target: Path) -> None:
    """A database as it is at one moment, also while another process writes to it. Raises sqlite3.Error."""
    address = f"file:{source}?mode=ro"
    with (
        closing(sqlite3.connect(address, uri=True, timeout=30)) as old,
        closing(sqlite3.connect(target)) as new,
    ):
        old.backup(new, pages=-1)
        # one file, without a log beside it
        new.execute("PRAGMA journal_mode=DELETE")


def whatever_is_there(data: Path) -> list[Path]:
    """What of a data folder a backup would put something in the place of."""
    if not data.is_dir():
        return []
    harmless = {"cache", "auth_secret", "counts.sqlite", "chat-files"}
    return [
        path
        for path in sorted(data.iterdir())
        if path.name not in harmless
        and not path.name.endswith(_ENDINGS)
        and not path.name.startswith((BEFORE, STAGING))
    ]


def _is_kept(data: Path, path: Path) -> bool:
    name = path.relative_to(data).as_posix()
    return (
        name not in _LEFT_OUT
        and not name.endswith(_ENDINGS)
        and not name.startswith((BEFORE, STAGING, ASIDE, "index/"))
    )
