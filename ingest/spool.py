"""Documents between plan and store: on disk, so that a catalogue of any size passes through a
sync in bounded memory.
"""

from __future__ import annotations

import pickle
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from knowledge.store.databases.sqlite import storage_failed

if TYPE_CHECKING:
    from knowledge.errors import StorageFailed
    from knowledge.model.document import Document


class Spool:
    """A nameless file beside the library; it is gone with the process, however that ends."""

    def __init__(self, folder: Path) -> None:
        """Open it in a folder.

        Raises:
            StorageFailed: the folder takes no file.
        """
        self._folder = folder
        try:
            # Unbuffered: what a buffer still held when the disk was full would fail once more
            # when the file is closed.
            self._file = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115 - lives as long as the plan
        except OSError as error:
            raise self._failed(error) from error

    def keep(self, document: Document) -> Kept:
        """Write a document; what is returned gives it back.

        Raises:
            StorageFailed: the disk is full; nothing that is stored was touched.
        """
        rest = memoryview(pickle.dumps(document, protocol=pickle.HIGHEST_PROTOCOL))
        try:
            place = self._file.seek(0, 2)
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError as error:
            raise self._failed(error) from error
        return Kept(self, place)

    def _failed(self, error: OSError) -> StorageFailed:
        return storage_failed(self._folder, "Was gelesen wurde, lässt sich nicht ablegen", error)

    def load(self, place: int) -> Document:
        """The document at a place that `keep` gave."""
        self._file.seek(place)
        return cast("Document", pickle.load(self._file))  # noqa: S301 - our own bytes, in a file that nobody else can open


@dataclass(frozen=True, slots=True)
class Kept:
    """A spooled document."""

    spool: Spool
    place: int

    def load(self) -> Document:
        """Read it back."""
        return self.spool.load(self.place)
