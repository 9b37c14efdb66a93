"""Who writes to a library's collections on a Chroma server: one process of all that search."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from knowledge.errors import WbmError
from knowledge.store.opening import open_library

if TYPE_CHECKING:
    from knowledge.store.library import Library
    from settings import Settings

_LOCK, _OWNER, _EARLIER = ".chroma.lock", "chroma-owner", "chroma.json"


class Keeper:
    """The right to write, held until `close` or until the connection that holds it is lost. Of a file it is a
    lock beside the indexes, of a library on a server a lock there, among all its machines.
    """

    def __init__(self, settings: Settings, root: Path) -> None:
        self._settings, self._root = settings, root
        self._shared = bool(settings.library_url.get_secret_value())
        self._lock = FileLock(root / _LOCK, timeout=0)
        self._library: Library | None = None

    @property
    def owner(self) -> str:
        """Whose collections are this keeper's to remove: those of all machines of a shared library, of a file
        those of its folder, since a copied folder has the same library.
        """
        if self._shared:
            return ""
        note = self._root / _OWNER
        if not note.is_file():
            note.write_text(secrets.token_hex(8))
        return note.read_text().strip()

    def holds(self) -> bool:
        """Whether this process may write, now that it asked."""
        if not self._shared:
            return self._lock.is_locked or self._locked()
        try:
            if self._library is None:
                self._library = open_library(self._settings, read_only=True)
            return self._library.keeps()
        except WbmError:
            self.close()
            return False

    def earlier(self) -> str:
        """Name of the collection that a version without ids of libraries kept on a server; "" for none."""
        try:
            return str(json.loads((self._root / _EARLIER).read_text())["collection"])
        except (OSError, ValueError, LookupError, TypeError):
            return ""

    def forget_earlier(self) -> None:
        """It is gone."""
        (self._root / _EARLIER).unlink(missing_ok=True)

    def close(self) -> None:
        """Give the right back."""
        library, self._library = self._library, None
        if library is not None:
            library.close()
        self._lock.release(force=True)

    def _locked(self) -> bool:
        try:
            self._lock.acquire()
        except (Timeout, OSError):
            return False
        return True
