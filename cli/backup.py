"""`wbm backup` and `wbm restore`: all that cannot be made again, in one file, and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from knowledge.errors import BackupFailed
from knowledge.terminal import say
from settings import settings

if TYPE_CHECKING:
    from settings import Settings

File = Annotated[Path, typer.Argument(metavar="DATEI", help="Die Sicherung, zum Beispiel wbm-2026-11-30.zip")]


def backup(file: File) -> None:
    from chat.backup.archive import checked
    from chat.backup.pack import back_up

    done = back_up(settings(), file)
    with checked(file):  # as it lies there, read once more
        pass
    say(
        f"Gesichert und geprüft: {done.members} Teile, {file.stat().st_size / 1e6:.1f} MB in {file}."
        f"{'' if done.library else ' Eine Bibliothek gibt es noch nicht.'}"
        f"{'' if done.chats else ' Chats und Konten gibt es noch nicht.'}"
    )
    say(
        "Die Datei enthält Chats und die verschlüsselten Passwörter der Konten: bitte so aufbewahren, dass"
        " niemand sonst sie liest. Geheime Einstellungen (Schlüssel, WBM_CHATS_URL) stehen nicht darin."
    )


def restore(
    file: File,
    force: Annotated[
        bool, typer.Option("--force", help="Auch wenn schon etwas da ist; es wird beiseitegelegt")
    ] = False,
    check: Annotated[bool, typer.Option("--check", help="Nur prüfen, ob die Sicherung heil ist")] = False,
) -> None:
    from chat.backup.archive import checked
    from chat.backup.put_back import put_back
    from knowledge.index.writer import writing

    if check:
        with checked(file) as packed:
            say(f"Heil: {len(packed.members)} Teile, gesichert am {packed.about.get('made', '')[:16]}.")
        return
    config = settings()
    _require_empty(config)
    with writing(config.data):
        done = put_back(config, file, force=force)
        _to_its_server(config)
    say(f"Zurückgespielt: {done.members} Teile, gesichert am {done.made[:16]}.")
    if done.before is not None:
        say(f"Was vorher da war, liegt in {done.before}.")
    if done.editorial is not None:
        say(
            f"In {done.editorial} liegen die Listen der Redaktion und die Einstellungen von damals. Gelten"
            f" sollen sie? Dann WBM_SOURCES={done.editorial}/{config.sources.name} setzen oder vergleichen."
        )
    _rebuild_index(config)
    say("Alle melden sich neu an; ein laufender Chat muss neu gestartet werden.")


def _require_empty(config: Settings) -> None:
    """A library on a server is never replaced: what is put back goes into an empty database."""
    from knowledge.store.opening import library_there

    if config.library_url.get_secret_value() and library_there(config):
        raise BackupFailed(
            "In der Datenbank aus WBM_LIBRARY_URL liegt schon eine Bibliothek; sie wird nicht ersetzt."
            " Bitte eine leere Datenbank angeben und danach auf sie umstellen. Es wurde nichts verändert."
        )


def _to_its_server(config: Settings) -> None:
    """The library that was put back as a file goes to the database where it belongs."""
    from knowledge.store.library import Library
    from knowledge.store.opening import open_library

    if not config.library_url.get_secret_value() or not config.library.exists():
        return
    with Library(config.library) as read, open_library(config) as written, written.alone():
        read.copy_to(written)
    config.library.unlink()


def _rebuild_index(config: Settings) -> None:
    """What is derived from the library was not kept; no text is embedded for it."""
    from knowledge.index import doctor as surgery
    from knowledge.index.embedding import load_embedding
    from knowledge.index.generation import IndexPlace
    from knowledge.index.writer import writing
    from knowledge.store.opening import library_there, open_library

    if not library_there(config):
        return
    with writing(config.data), open_library(config) as library:
        if library.generation:
            say("Der Index wird aus der Bibliothek neu aufgebaut …")
            place = IndexPlace(config.indexes)
            surgery.rebuild(place, library, load_embedding(library.embedding), library.embedding)
