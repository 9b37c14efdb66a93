"""`wbm`: the command line. Parses, calls, prints; failures are one German message and exit code 1."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from chains.commands import ask, require_library, search
from chains.course_command import courses
from chat.commands import chats, users
from evals.commands import app as evaluation
from ingest.commands import sync
from ingest.diff_command import diff
from ingest.sources_commands import app as sources
from knowledge.errors import WbmError
from settings import ROOT, settings

app = typer.Typer(no_args_is_help=True, add_completion=False, help="WBM-Assistent: Wissen einlesen, suchen, fragen.", pretty_exceptions_enable=False)

app.add_typer(evaluation, name="eval")
app.add_typer(users, name="users")
app.add_typer(chats, name="chats")
app.add_typer(sources, name="sources")
app.command(help="Quellen einlesen und den Index auf den neuen Stand bringen; ohne PFAD die aktiven Einträge von sources.yaml.")(sync)
app.command(help="Passende Fundstellen zeigen.")(search)
app.command(help="Eine Frage beantworten, mit wörtlichen Fundstellen.")(ask)
app.command(help="Kurse suchen, mit Umkreis, Beginn, Zeitform, Preis und Bildungsgutschein.")(courses)
app.command(help="Zeigen, was sich in einer Quelle wann geändert hat, Wort für Wort, und was darauf beruht.")(diff)


@app.command(help="Prüfen, ob jeder Abschnitt gefunden wird, und bei Bedarf den Index neu aufbauen.")
def doctor(check_only: Annotated[bool, typer.Option("--check-only", help="Nur prüfen, nichts neu aufbauen")] = False) -> None:
    from knowledge import doctor as surgery
    from knowledge.embedding import load_embedding
    from knowledge.index import IndexPlace, check_embedding, require_index, writing
    from knowledge.library import Library

    config = settings()
    require_library()
    with writing(config.data), Library(config.library) as library:
        require_index(library)
        check_embedding(library, config.embedding)
        place, embedding = IndexPlace(config.indexes, config.chroma_url), load_embedding(config.embedding)
        findings = surgery.examine(place, library, embedding, config.embedding)
        for problem in findings.problems:
            typer.echo(problem)
        for place_gone in surgery.strayed(library):
            typer.echo(f"Hinweis: knowledge/bridges/ nennt {place_gone}; diese Stelle gibt es in der eingelesenen Fassung nicht.")
        if not findings.healthy and not check_only:
            typer.echo("Der Index wird aus der Bibliothek neu aufgebaut …")
            surgery.rebuild(place, library, embedding, config.embedding)
            findings = surgery.examine(place, library, embedding, config.embedding)
        typer.echo("Gesund: " + str(findings.chunks) + " Abschnitte, jeder wird gefunden." if findings.healthy else "Der Index ist nicht gesund.")
    raise typer.Exit(0 if findings.healthy else 1)


@app.command(help="Den Chat starten (http://localhost:8000).")
def serve(host: Annotated[str, typer.Option(help="Adresse")] = "", port: Annotated[int, typer.Option(help="Port")] = 0) -> None:
    from chains.locality import require_local
    from chat.listening import require_way_in

    config = settings()
    require_library()
    address, number = host or config.host, port or config.port
    os.environ.setdefault("CHAINLIT_APP_ROOT", str(ROOT))
    require_local(config)
    require_way_in(config, address)
    typer.echo(f"Der Chat läuft gleich unter http://{'localhost' if address == '127.0.0.1' else address}:{number} (beenden mit Strg+C)")
    command = [sys.executable, "-m", "chainlit", "run", str(ROOT / "app.py"), "--headless", "--host", address, "--port", str(number)]
    os.execve(sys.executable, command, os.environ)  # noqa: S606 - replaces this process, so that signals reach the server


def main() -> None:
    """Entry point: prints what happened and what to do, never a traceback for a named error."""
    try:
        app(standalone_mode=True)
    except WbmError as error:
        typer.echo(f"Fehler: {error}", err=True)
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
