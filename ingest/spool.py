"""Documents between plan and store: on disk, so that a catalogue of any size passes through a sync in bounded memory."""

from __future__ import annotations

import pickle
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from knowledge.model import Document


class Spool:
    """A nameless file beside the library; it is gone with the process, however that ends."""

    def __init__(self, folder: Path) -> None:
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - lives as long as the plan

    def keep(self, document: Document) -> Kept:
        """Write a document; what is returned gives it back."""
        self._file.seek(0, 2)
        place = self._file.tell()
        pickle.dump(document, self._file, protocol=pickle.HIGHEST_PROTOCOL)
        return Kept(self, place)

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
