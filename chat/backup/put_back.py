"""Puts a backup back: checked first, made beside what is there, and only then in its place."""

from __future__ import annotations

import shutil
import uuid
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from chat.backup.archive import Packed, checked
from chat.backup.chats import holds_anything, migrations_of, unpack_chats
from chat.backup.files import ASIDE, BEFORE, STAGING, whatever_is_there
from chat.backup.pack import DATA, EDITORIAL, LIBRARY, SETTINGS
from chat.database.connection import ChatDatabase, chats_url, in_postgres, run_alone
from knowledge.errors import BackupFailed

if TYPE_CHECKING:
    from chat.database.schema import Migrations
    from settings import Settings

_CHATS = "chats.sqlite"


@dataclass(frozen=True, slots=True)
class PutBack:
    """What was put back; `before`: where what was there lies now, None where nothing was."""

    made: str
    members: int
    before: Path | None
    editorial: Path | None


def put_back(settings: Settings, source: Path, *, force: bool = False) -> PutBack:
    """Put a backup into the data folder and, where one is set, into PostgreSQL. With `force` files that are
    there are moved aside, and rows that are there are replaced. Until all is at hand nothing changes.

    Raises:
        BackupFailed: the backup is damaged or newer, or there is something already.
        StorageUnreachable: the database of the chats is away.
    """
    data = settings.data.resolve()
    with checked(source) as packed:
        steps = migrations_of(packed) if "chats" in packed.about else ()
        _require_room(settings, data, force=force, chats=bool(steps))
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        staging = data / f"{STAGING}{uuid.uuid4().hex[:8]}"
        staging.mkdir(mode=0o700)
        try:
            return _from(packed, settings, data, staging, steps)
        except OSError as error:
            raise BackupFailed(
                f"{data}: Die Sicherung lässt sich nicht zurückspielen ({error.strerror or error}). Bitte"
                " Platz und Rechte prüfen."
            ) from error
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def _from(packed: Packed, settings: Settings, data: Path, staging: Path, steps: Migrations) -> PutBack:
    for name in packed.members:
        if name == LIBRARY:
            packed.extract(name, staging / settings.library.name)
        elif name.startswith(f"{DATA}/"):
            packed.extract(name, staging / name.removeprefix(f"{DATA}/"))
        elif name.startswith(f"{EDITORIAL}/"):
            packed.extract(name, staging / ASIDE / name.removeprefix(f"{EDITORIAL}/"))
    _write_settings(packed, staging / ASIDE)
    shared = in_postgres(settings)
    if steps and not shared:
        _fill(f"sqlite:///{staging / _CHATS}", packed, steps)
        _one_file(staging / _CHATS)
    if steps and shared:  # the last that may fail, in one transaction
        _fill(chats_url(settings), packed, steps)
    before = _move_aside(data)
    for path in sorted(staging.iterdir()):
        path.rename(data / path.name)
    editorial = data / ASIDE
    return PutBack(
        str(packed.about.get("made", "")),
        len(packed.members),
        before,
        editorial if editorial.is_dir() else None,
    )


def _require_room(settings: Settings, data: Path, *, force: bool, chats: bool) -> None:
    if force:
        return
    if there := whatever_is_there(data):
        names = ", ".join(path.name for path in there[:5])
        raise BackupFailed(
            f"{data} ist nicht leer ({names}). Bitte einen leeren Ordner nehmen (WBM_DATA) oder mit --force"
            " überschreiben; was da ist, wird dann in einen Ordner daneben gelegt."
        )
    if chats and in_postgres(settings):

        async def filled() -> bool:
            database = ChatDatabase(chats_url(settings))
            try:
                return await holds_anything(database)
            finally:
                await database.close()

        if run_alone(filled):
            raise BackupFailed(
                "In der Datenbank aus WBM_CHATS_URL sind schon Konten oder Chats. Bitte eine leere Datenbank"
                " nehmen oder mit --force überschreiben; was darin ist, geht dann verloren."
            )


def _fill(url: str, packed: Packed, steps: Migrations) -> None:
    async def whole() -> None:
        old = ChatDatabase(url, migrations=steps)
        try:
            await unpack_chats(old, packed)
        finally:
            await old.close()
        present = ChatDatabase(url)  # which brings it up to this version
        try:
            await holds_anything(present)
        finally:
            await present.close()

    run_alone(whole)


def _one_file(path: Path) -> None:
    """Fold SQLite's log into the file, so that it can be moved alone."""
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")


def _move_aside(data: Path) -> Path | None:
    there = [
        path
        for path in data.iterdir()
        if not path.name.startswith((BEFORE, STAGING))
        and path.name not in {"auth_secret", ".writer.lock", "cache"}
    ]
    if not there:
        return None
    before = data / f"{BEFORE}{datetime.now():%Y-%m-%d-%H%M%S}"
    before.mkdir(mode=0o700)
    for path in there:
        path.rename(before / path.name)
    return before


def _write_settings(packed: Packed, folder: Path) -> None:
    if chosen := packed.about.get(SETTINGS):
        folder.mkdir(parents=True, exist_ok=True)
        lines = [f"{name}={value}" for name, value in chosen.items()]
        (folder / "einstellungen.env").write_text("\n".join(lines) + "\n", encoding="utf-8")
