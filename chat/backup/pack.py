"""Makes a backup, while a server runs or not."""

from __future__ import annotations

import sqlite3
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from chat.backup.archive import Packing, packing
from chat.backup.chats import pack_chats
from chat.backup.files import STAGING, copy_database, files_of, is_sqlite
from chat.database.connection import chats_url, in_postgres, now, with_database
from knowledge.errors import BackupFailed
from knowledge.store.library import Library
from knowledge.store.opening import library_there, open_library

if TYPE_CHECKING:
    from settings import Settings

LIBRARY, DATA, EDITORIAL, SETTINGS = "library.sqlite", "data", "redaktion", "einstellungen"


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What a backup holds."""

    members: int
    library: bool
    chats: bool


def back_up(settings: Settings, target: Path) -> BackedUp:
    """Write library, chats and accounts, the other files of the data folder, the lists that editors keep and
    the settings that are not secret. Each database is as it was at one moment.

    Raises:
        BackupFailed: the file is there, cannot be written, or nothing can be read.
        StorageUnreachable: the database of the chats is away.
    """
    data = settings.data.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with (
            packing(target) as packed,
            tempfile.TemporaryDirectory(prefix=STAGING, dir=target.parent) as folder,
        ):
            packed.about["made"] = now()
            packed.about[SETTINGS] = plain_settings(settings)
            library = library_there(settings)
            if library:
                _pack_library(packed, settings, Path(folder))
            chats = in_postgres(settings) or _has_file(settings)
            if chats:
                with_database(settings, lambda database: pack_chats(database, packed))
            for name, path in files_of(data, without=target.parent.resolve()):
                _pack_file(packed, f"{DATA}/{name}", path, Path(folder))
            for path in (settings.sources, settings.glossary):
                if path.is_file():
                    packed.file(f"{EDITORIAL}/{path.name}", path)
            return BackedUp(len(packed), library, chats)
    except (OSError, sqlite3.Error) as error:
        raise BackupFailed(
            f"Die Sicherung ist nicht gelungen ({error}). Es wurde nichts verändert; bitte Platz und Rechte"
            " prüfen."
        ) from error


def plain_settings(settings: Settings) -> dict[str, Any]:
    """The settings that differ from their defaults, without secrets and without addresses that hold one."""
    chosen: dict[str, Any] = {}
    for name, field in type(settings).model_fields.items():
        value = getattr(settings, name)
        if isinstance(value, SecretStr) or value == field.default or "@" in str(value):
            continue
        chosen[f"WBM_{name.upper()}"] = str(int(value) if isinstance(value, bool) else value)
    return chosen


def _has_file(settings: Settings) -> bool:
    return Path(chats_url(settings).removeprefix("sqlite:///")).is_file()


def _pack_library(packed: Packing, settings: Settings, folder: Path) -> None:
    """As a file, also where it lies in PostgreSQL; there nobody else may change it meanwhile."""
    if not settings.library_url.get_secret_value():
        _pack_database(packed, LIBRARY, settings.library, folder)
        return
    copy = folder / LIBRARY
    with open_library(settings) as library, library.alone(), Library(copy) as copied:
        library.copy_to(copied)
    packed.file(LIBRARY, copy)
    copy.unlink()


def _pack_database(packed: Packing, name: str, path: Path, folder: Path) -> None:
    copy = folder / "copy.sqlite"
    copy_database(path, copy)
    packed.file(name, copy)
    copy.unlink()


def _pack_file(packed: Packing, name: str, path: Path, folder: Path) -> None:
    """A file that goes away meanwhile (a report that is replaced) is left out."""
    try:
        database = is_sqlite(path)
    except FileNotFoundError:
        return
    if database:
        _pack_database(packed, name, path, folder)
    else:
        packed.file(name, path)
