"""Where the files of sessions lie (uploads, exported protocols): a folder below WBM_DATA that one server
process has for itself.

Chainlit keeps them in `.files` of the checkout, readable by everybody, shared by all servers of it, and
deletes all of it when one of them ends (chainlit/config.py, chainlit/server.py, 2.12).
"""

from __future__ import annotations

import os
import shutil
import time
import uuid
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from knowledge.errors import StorageFailed

if TYPE_CHECKING:
    from chainlit.session import BaseSession

_FOLDER = "chat-files"


class SessionFiles:
    """The folder of this process; `lock` is held as long as it lives, so that others see that it is used."""

    def __init__(self, data: Path) -> None:
        """Makes the folder and deletes those that servers left behind which were killed.

        Raises:
            StorageFailed: the folder cannot be made; with what to do.
        """
        self._root = data / _FOLDER
        try:
            self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._root.chmod(0o700)
            _delete_left(self._root)
            self.folder = self._root / f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
            self._lock = FileLock(_lock_of(self.folder))
            self._lock.acquire()
            self.folder.mkdir(mode=0o700)
        except OSError as error:
            raise StorageFailed(
                f"{self._root}: Der Ordner für hochgeladene Dateien lässt sich nicht anlegen"
                f" ({error.strerror}). Bitte die Rechte von WBM_DATA prüfen."
            ) from error

    def of(self, session_id: str) -> Path:
        """The folder of a session; whoever asks has checked that the id is one."""
        return self.folder / session_id

    def tidy(self, oldest: float, living: set[str]) -> None:
        """Delete what ended servers left, and folders of sessions that are gone and untouched since `oldest`
        (seconds since the epoch).
        """
        _delete_left(self._root)
        for entry in self.folder.iterdir() if self.folder.is_dir() else ():
            if entry.name not in living and entry.stat().st_mtime < oldest:
                shutil.rmtree(entry, ignore_errors=True)


def use(files: SessionFiles) -> None:
    """Make it the folder that Chainlit keeps sessions' files in and empties at its end; its own is taken away
    if nothing is in it.
    """
    import chainlit.config
    import chainlit.server

    before = chainlit.config.FILES_DIRECTORY
    chainlit.config.FILES_DIRECTORY = files.folder
    vars(chainlit.server)["FILES_DIRECTORY"] = files.folder  # it has the name for itself
    _empty_old(before, time.time() - 2 * chainlit.config.config.project.session_timeout)


def held(session: BaseSession) -> int:
    """Bytes that a session's files take on the disk."""
    return sum(int(file["size"]) for file in session.files.values())


def _delete_left(root: Path) -> None:
    """Folders whose lock nobody holds: their server has ended."""
    for lock in root.glob(".*.lock"):
        with suppress(Timeout, OSError):
            with FileLock(lock, timeout=0):
                shutil.rmtree(root / lock.name.removeprefix(".").removesuffix(".lock"), ignore_errors=True)
            lock.unlink(missing_ok=True)


def _lock_of(folder: Path) -> str:
    return str(folder.with_name(f".{folder.name}.lock"))


def _empty_old(folder: Path, oldest: float) -> None:
    """What earlier versions left in the checkout: personal documents, so they go."""
    with suppress(OSError):
        for entry in folder.iterdir():
            if entry.is_dir() and entry.stat().st_mtime < oldest:
                shutil.rmtree(entry, ignore_errors=True)
        folder.rmdir()
