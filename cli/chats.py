"""`wbm chats`: what is kept of people, and how it goes (DSGVO Art. 15 and 17)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from knowledge.errors import WbmError
from knowledge.terminal import say, say_json
from settings import settings

chats = typer.Typer(no_args_is_help=True, help="Gespeicherte Chats: ausgeben, löschen, aufräumen.")
Who = Annotated[
    str, typer.Option("--user", metavar="NAME", help="Anmeldename; auch der von entfernten Konten")
]
Earlier = Annotated[
    bool, typer.Option("--earlier", help="Nur von entfernten Konten dieses Namens, nicht vom jetzigen")
]


@chats.command(help="Alle Chats und Bewertungen einer Person löschen (Art. 17 DSGVO).")
def delete(
    user: Who,
    earlier: Earlier = False,
    yes: Annotated[bool, typer.Option("--yes", help="Ohne Rückfrage")] = False,
) -> None:
    """Delete what is kept of a person."""
    from chat.database.connection import with_database
    from chat.history.retention import delete_person

    if not yes:
        typer.confirm(
            "Alle Chats von"
            f" {user}{' (nur entfernte Konten)' if earlier else ', auch entfernter Konten dieses Namens,'}"
            " endgültig löschen?",
            abort=True,
        )
    count = with_database(settings(), lambda database: delete_person(database, user, earlier=earlier))
    if count is None:
        raise WbmError(f"Von „{user}“ ist nichts gespeichert. Bitte die Schreibweise prüfen.")
    say(f"Gelöscht: {count} Chats von {user}, mit allen Nachrichten, Fundstellen und Bewertungen.")


@chats.command(
    help=(
        "Chats löschen, in denen lange nichts geschrieben wurde (Vorgabe: WBM_CHATS_DAYS); der Server tut das"
        " auch selbst, einmal am Tag."
    )
)
def purge(
    days: Annotated[int | None, typer.Option("--days", min=1, help="Tage ohne neue Nachricht")] = None,
) -> None:
    """Delete chats that are older than the retention."""
    from chat.database.connection import with_database
    from chat.history.retention import purge as purge_chats

    limit = days or settings().chats_days
    count = with_database(settings(), lambda database: purge_chats(database, limit))
    say(f"Gelöscht: {count} Chats ohne neue Nachricht seit {limit} Tagen.")


@chats.command(help="Alles über eine Person Gespeicherte als JSON ausgeben (Art. 15 DSGVO).")
def export(
    user: Who,
    earlier: Earlier = False,
    to: Annotated[Path | None, typer.Option("--to", help="In diese Datei statt auf den Bildschirm")] = None,
) -> None:
    """Write what is kept of a person."""
    import os

    from chat.database.connection import with_database
    from chat.history.retention import export_person

    found = with_database(settings(), lambda database: export_person(database, user, earlier=earlier))
    if found is None:
        raise WbmError(f"Von „{user}“ ist nichts gespeichert. Bitte die Schreibweise prüfen.")
    if found["earlier"]:
        others = len(found["earlier"])
        say(
            f"Achtung: „{user}“ hießen auch {others} entfernte Konten, vielleicht andere Menschen; ihre Chats"
            " stehen getrennt unter „earlier“.",
            err=True,
        )
    if to is None:
        say_json(found)
        return
    try:
        with os.fdopen(
            os.open(to, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w", encoding="utf-8"
        ) as file:
            file.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    except OSError as error:
        raise WbmError(f"{to}: Die Datei lässt sich nicht schreiben ({error.strerror}).") from error
    say(f"Geschrieben: {to} ({len(found['chats'])} Chats)")
