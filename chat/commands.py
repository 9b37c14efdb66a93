"""`wbm users` and `wbm chats`: who may sign in, what is kept of people, and how it goes (DSGVO Art. 15 and 17)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from chat.roles import Role
from knowledge.errors import WbmError
from settings import settings

users = typer.Typer(no_args_is_help=True, help="Wer sich im Chat anmelden kann.")
chats = typer.Typer(no_args_is_help=True, help="Gespeicherte Chats: ausgeben, löschen, aufräumen.")

Name = Annotated[str, typer.Argument(metavar="NAME", help="Anmeldename, gern die Mailadresse")]
RoleOption = Annotated[Role, typer.Option("--role", help="mentor, trainer, editor (sieht die Quellenseite) oder evaluator (sieht den Bericht)")]
Who = Annotated[str, typer.Option("--user", metavar="NAME", help="Anmeldename")]


@users.command(help="Jemanden anlegen; das Passwort wird gefragt, nie auf der Kommandozeile übergeben.")
def add(name: Name, role: RoleOption = Role.MENTOR, oauth: Annotated[bool, typer.Option("--oauth", help="Ohne Passwort: meldet sich nur über OAuth an")] = False) -> None:
    """Add an account."""
    from chat.accounts import Accounts
    from chat.database import with_database

    password = None if oauth else _new_password()
    with_database(settings(), lambda database: Accounts(database).add(name, role, password))
    typer.echo(f"{name} kann sich jetzt anmelden, Rolle {role.value}.")


@users.command("list", help="Alle zeigen, die sich anmelden können.")
def list_users() -> None:
    """Print the accounts."""
    from chat.accounts import Accounts
    from chat.database import with_database

    people = with_database(settings(), lambda database: Accounts(database).all())
    for person in people:
        typer.echo(f"{person.name:30} {person.role.value:10} {'Passwort' if person.by_password else 'OAuth':8} seit {person.created_at[:10]}")
    if not people:
        typer.echo("Noch niemand. `wbm users add NAME --role mentor` legt jemanden an.")


@users.command(help="Ein neues Passwort setzen.")
def passwd(name: Name) -> None:
    """Change a password."""
    from chat.accounts import Accounts
    from chat.database import with_database

    password = _new_password()
    with_database(settings(), lambda database: Accounts(database).set_password(name, password))
    typer.echo(f"Das Passwort von {name} ist geändert.")


@users.command(help="Eine andere Rolle geben.")
def role(name: Name, new: Annotated[Role, typer.Argument(metavar="ROLLE")]) -> None:
    """Change a role."""
    from chat.accounts import Accounts
    from chat.database import with_database

    with_database(settings(), lambda database: Accounts(database).set_role(name, new))
    typer.echo(f"{name} hat jetzt die Rolle {new.value}.")


@users.command(help="Jemandem den Zugang nehmen; die Chats bleiben, bis `wbm chats delete` sie löscht.")
def remove(name: Name) -> None:
    """Remove an account."""
    from chat.accounts import Accounts
    from chat.database import with_database

    with_database(settings(), lambda database: Accounts(database).remove(name))
    typer.echo(f"{name} kann sich nicht mehr anmelden.")


@chats.command(help="Alle Chats und Bewertungen einer Person löschen (Art. 17 DSGVO).")
def delete(user: Who, yes: Annotated[bool, typer.Option("--yes", help="Ohne Rückfrage")] = False) -> None:
    """Delete what is kept of a person."""
    from chat.database import with_database
    from chat.retention import delete_person

    if not yes:
        typer.confirm(f"Alle Chats von {user} endgültig löschen?", abort=True)
    count = with_database(settings(), lambda database: delete_person(database, user))
    if count is None:
        raise WbmError(f"Von „{user}“ ist nichts gespeichert. Bitte die Schreibweise prüfen.")
    typer.echo(f"Gelöscht: {count} Chats von {user}, mit allen Nachrichten, Fundstellen und Bewertungen.")


@chats.command(help="Chats löschen, in denen lange nichts geschrieben wurde (Vorgabe: WBM_CHATS_DAYS); der Server tut das auch selbst, einmal am Tag.")
def purge(days: Annotated[int | None, typer.Option("--days", min=1, help="Tage ohne neue Nachricht")] = None) -> None:
    """Delete chats that are older than the retention."""
    from chat.database import with_database
    from chat.retention import purge as purge_chats

    limit = days or settings().chats_days
    count = with_database(settings(), lambda database: purge_chats(database, limit))
    typer.echo(f"Gelöscht: {count} Chats ohne neue Nachricht seit {limit} Tagen.")


@chats.command(help="Alles über eine Person Gespeicherte als JSON ausgeben (Art. 15 DSGVO).")
def export(user: Who, to: Annotated[Path | None, typer.Option("--to", help="In diese Datei statt auf den Bildschirm")] = None) -> None:
    """Write what is kept of a person."""
    import os

    from chat.database import with_database
    from chat.retention import export_person

    found = with_database(settings(), lambda database: export_person(database, user))
    if found is None:
        raise WbmError(f"Von „{user}“ ist nichts gespeichert. Bitte die Schreibweise prüfen.")
    text = json.dumps(found, ensure_ascii=False, indent=2) + "\n"
    if to is None:
        typer.echo(text, nl=False)
        return
    try:
        with os.fdopen(os.open(to, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise WbmError(f"{to}: Die Datei lässt sich nicht schreiben ({error.strerror}).") from error
    typer.echo(f"Geschrieben: {to} ({len(found['chats'])} Chats)")


def _new_password() -> str:
    return str(typer.prompt("Neues Passwort", hide_input=True, confirmation_prompt="Noch einmal"))
