"""`wbm users`: who may sign in."""

from __future__ import annotations

from typing import Annotated

import typer

from chat.access.roles import Role
from knowledge.terminal import say
from settings import settings

users = typer.Typer(no_args_is_help=True, help="Wer sich im Chat anmelden kann.")
Name = Annotated[str, typer.Argument(metavar="NAME", help="Anmeldename, gern die Mailadresse")]
RoleOption = Annotated[
    Role,
    typer.Option(
        "--role", help="mentor, trainer, editor (sieht die Quellenseite) oder evaluator (sieht den Bericht)"
    ),
]


@users.command(help="Jemanden anlegen; das Passwort wird gefragt, nie auf der Kommandozeile übergeben.")
def add(
    name: Name,
    role: RoleOption = Role.MENTOR,
    oauth: Annotated[
        bool, typer.Option("--oauth", help="Ohne Passwort: meldet sich nur über OAuth an")
    ] = False,
) -> None:
    """Add an account."""
    from chat.access.accounts import Accounts
    from chat.database.connection import with_database

    password = None if oauth else _new_password()
    with_database(settings(), lambda database: Accounts(database).add(name, role, password))
    say(f"{name} kann sich jetzt anmelden, Rolle {role.value}.")


@users.command("list", help="Alle zeigen, die sich anmelden können.")
def list_users() -> None:
    """Print the accounts."""
    from chat.access.accounts import Accounts
    from chat.database.connection import with_database

    people = with_database(settings(), lambda database: Accounts(database).all())
    for person in people:
        say(
            f"{person.name:30} {person.role.value:10} {'Passwort' if person.by_password else 'OAuth':8} seit"
            f" {person.created_at[:10]}"
        )
    if not people:
        say("Noch niemand. `wbm users add NAME --role mentor` legt jemanden an.")


@users.command(help="Ein neues Passwort setzen.")
def passwd(name: Name) -> None:
    """Change a password."""
    from chat.access.accounts import Accounts
    from chat.database.connection import with_database

    password = _new_password()
    with_database(settings(), lambda database: Accounts(database).set_password(name, password))
    say(f"Das Passwort von {name} ist geändert. Offene Anmeldungen sind beendet.")


@users.command(help="Eine andere Rolle geben.")
def role(name: Name, new: Annotated[Role, typer.Argument(metavar="ROLLE")]) -> None:
    """Change a role."""
    from chat.access.accounts import Accounts
    from chat.database.connection import with_database

    with_database(settings(), lambda database: Accounts(database).set_role(name, new))
    say(f"{name} hat jetzt die Rolle {new.value}. Offene Anmeldungen sind beendet; sie gilt ab der nächsten.")


@users.command(
    help=(
        "Jemandem den Zugang nehmen, sofort; die Chats bleiben, bis `wbm chats delete` sie löscht, auch vor"
        " einem neuen Konto dieses Namens verborgen."
    )
)
def remove(name: Name) -> None:
    """Remove an account."""
    from chat.access.accounts import Accounts
    from chat.database.connection import with_database

    with_database(settings(), lambda database: Accounts(database).remove(name))
    say(
        f"{name} kann sich nicht mehr anmelden; offene Anmeldungen sind beendet. Die Chats bleiben, bis `wbm"
        f" chats delete --user {name}` oder das Alter sie löscht; ein neues Konto dieses Namens sieht sie"
        " nicht."
    )


def _new_password() -> str:
    return str(typer.prompt("Neues Passwort", hide_input=True, confirmation_prompt="Noch einmal"))
