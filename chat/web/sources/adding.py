"""Takes in a file that an editor adds: as it comes, into a folder of its own below the data folder, under a
safe name.
"""

from __future__ import annotations

import asyncio
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.editorial.added import added_folder, safe_name
from knowledge.editorial.sources import load_sources
from knowledge.errors import StorageFailed, WbmError
from knowledge.store.opening import library_there, open_library

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from settings import Settings

_LONGEST_NAME = 300  # letters
_EMPTY = "Die Datei ist leer."
_NO_NAME = "Der Datei fehlt ein Name mit einer Endung wie .pdf oder .docx."
_FULL = "Die Datei lässt sich hier nicht ablegen ({reason}). Ist der Datenträger voll?"


@dataclass(frozen=True, slots=True)
class AddedFile:
    """A file that lies in its place; `said`: what the person calls it."""

    source_id: str
    path: Path
    said: str

    def drop(self) -> None:
        """It could not be read, so nothing of it stays."""
        shutil.rmtree(self.path.parent, ignore_errors=True)


def names_taken(settings: Settings) -> set[str]:
    """Ids of sources and documents, and names of added files; a new document must have none of them.

    Raises:
        SettingsError, StorageFailed: list or library cannot be read.
    """
    taken = {source.id for source in load_sources(settings.sources)}
    if library_there(settings):
        with open_library(settings, read_only=True) as library:
            states = library.document_states()
        taken |= states.keys() | {source_id for source_id, _ in states.values()}
    folder = added_folder(settings.data)
    return taken | ({each.name for each in folder.iterdir()} if folder.is_dir() else set())


async def take_in(settings: Settings, said: str, content: AsyncIterator[bytes]) -> AddedFile:
    """Keep a file as it comes in; its size was limited before (chat/web/bodies.py).

    Raises:
        WbmError: it has no usable name or nothing in it.
        StorageFailed: it cannot be kept.
    """
    name, ending = safe_name(said[:_LONGEST_NAME], await asyncio.to_thread(names_taken, settings))
    if not ending:
        raise WbmError(_NO_NAME)
    folder = added_folder(settings.data)
    waiting = folder / f".{secrets.token_hex(8)}"
    try:
        waiting.mkdir(parents=True, mode=0o700)
        file = waiting / f"{name}{ending}"
        size = 0
        with file.open("xb") as out:
            async for part in content:
                size += out.write(part)
        if not size:
            raise WbmError(_EMPTY)
        file.chmod(0o600)
        waiting.rename(folder / name)
    except OSError as error:
        raise StorageFailed(_FULL.format(reason=error.strerror)) from error
    finally:
        shutil.rmtree(waiting, ignore_errors=True)
    return AddedFile(name, folder / name / file.name, said.replace("\\", "/").rsplit("/", 1)[-1])
