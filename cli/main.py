"""`wbm`: the command line. Parses, calls, prints; failures are one German message and exit code 1."""

from __future__ import annotations

import typer

from cli.ask import ask
from cli.backup import backup, restore
from cli.chats import chats
from cli.check import check
from cli.courses import courses
from cli.diff import diff
from cli.doctor import doctor
from cli.eval import app as evaluation
from cli.laws import laws
from cli.library import app as library
from cli.search import search
from cli.serve import serve
from cli.sources import app as sources
from cli.sync import sync
from cli.users import users
from knowledge.errors import WbmError
from knowledge.store.private_files import close_to_others
from knowledge.terminal import guard, say
from settings import WrongSettings, settings

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="WBM-Assistent: Wissen einlesen, suchen, fragen.",
    pretty_exceptions_enable=False,
)
app.add_typer(evaluation, name="eval")
app.add_typer(users, name="users")
app.add_typer(chats, name="chats")
app.add_typer(sources, name="sources")
app.add_typer(library, name="library")
app.command(
    help=(
        "Quellen einlesen und den Index auf den neuen Stand bringen; ohne PFAD die aktiven Einträge von"
        " sources.yaml."
    )
)(sync)
app.command(help="Passende Fundstellen zeigen.")(search)
app.command(help="Eine Frage beantworten, mit wörtlichen Fundstellen.")(ask)
app.command(help="Förderung für einen Fall prüfen: Ergebnis, Beträge, Gründe, nächster Schritt.")(check)
app.command(help="Kurse suchen, mit Umkreis, Beginn, Zeitform, Preis und Bildungsgutschein.")(courses)
app.command(help="Zeigen, was sich in einer Quelle wann geändert hat, Wort für Wort, und was darauf beruht.")(
    diff
)
app.command(help="Prüfen, ob jeder Abschnitt gefunden wird, und bei Bedarf den Index neu aufbauen.")(doctor)
app.command(
    help=(
        "Die Gesetze der Liste holen, die fehlen oder seit einem Tag nicht geprüft sind; der Chat tut es im"
        " Hintergrund."
    )
)(laws)
app.command(help="Den Chat starten (http://localhost:8000).")(serve)
app.command(
    help=(
        "Bibliothek, Chats, Konten und alles Übrige, was sich nicht neu machen lässt, in eine Datei sichern;"
        " auch während der Chat läuft."
    )
)(backup)
app.command(help="Eine Sicherung prüfen und zurückspielen; der Chat soll dabei nicht laufen.")(restore)


def main() -> None:
    """Entry point: prints what happened and what to do, never a traceback for a named error, and nothing that
    steers a terminal.
    """
    guard()
    try:
        close_to_others(settings().data)
        app(standalone_mode=True)
    except (WbmError, WrongSettings) as error:
        say(f"Fehler: {error}", err=True)
        raise SystemExit(1) from None
