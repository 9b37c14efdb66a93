"""`wbm`: the command line. Parses, calls, prints; failures are one German message and exit code 1."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evals.commands import app as evaluation
from ingest.commands import sync
from ingest.sources_commands import app as sources
from knowledge.errors import WbmError
from settings import ROOT, settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from chains.assistant import Assistant
    from chains.search import Searcher

app = typer.Typer(no_args_is_help=True, add_completion=False, help="WBM-Assistent: Wissen einlesen, suchen, fragen.", pretty_exceptions_enable=False)

app.add_typer(evaluation, name="eval")
app.add_typer(sources, name="sources")
app.command(help="Quellen einlesen und den Index auf den neuen Stand bringen; ohne PFAD die aktiven Einträge von sources.yaml.")(sync)

Json = Annotated[bool, typer.Option("--json", help="Ausgabe als JSON")]
Stdin = Annotated[bool, typer.Option("--stdin", help="Eine Frage je Zeile lesen, ein JSON-Objekt je Zeile schreiben")]
Question = Annotated[str | None, typer.Argument(help="Die Frage", metavar="FRAGE")]


@app.command(help="Passende Fundstellen zeigen.")
def search(
    question: Question = None, k: Annotated[int | None, typer.Option("-k", min=1, max=100, help="Wie viele")] = None, as_json: Json = False, stdin: Stdin = False
) -> None:
    from chains.answer import german_date, hit_json, place_label

    searcher = _searcher(exact=not stdin)
    count = k or settings().hits

    def run(text: str) -> dict[str, Any]:
        return {"question": text, "hits": [hit_json(rank, hit) for rank, hit in enumerate(searcher.search(text, count), 1)]}

    if stdin:
        _each_line(run)
        return
    text = _required(question)
    if as_json:
        _print_json(run(text))
        return
    for rank, hit in enumerate(searcher.search(text, count), 1):
        typer.echo(f"{rank}. {place_label(hit.passage)}  (Stand {german_date(hit.passage.document.stand)}, {hit.score:.2f})")
        typer.echo(f"   {' '.join(hit.passage.chunk_text.split())[:240]}\n")


@app.command(help="Eine Frage beantworten, mit wörtlichen Fundstellen.")
def ask(question: Question = None, as_json: Json = False, stdin: Stdin = False) -> None:
    from chains.answer import german_date

    assistant = _assistant(exact=not stdin)
    if stdin:
        _each_line(lambda text: assistant.ask(text).to_json())
        return
    answer = assistant.ask(_required(question))
    if as_json:
        _print_json(answer.to_json())
        return
    for warning in answer.warnings:
        typer.echo(f"Achtung: {warning}\n")
    typer.echo(answer.text.replace("**", ""))
    if answer.citations:
        typer.echo("\nFundstellen")
    for citation in answer.citations:
        passage = citation.passage
        typer.echo(f"[{citation.n}] {citation.label} (Stand {german_date(passage.document.stand)}) {passage.section.url or passage.document.url}".rstrip())


@app.command(help="Prüfen, ob jeder Abschnitt gefunden wird, und bei Bedarf den Index neu aufbauen.")
def doctor(check_only: Annotated[bool, typer.Option("--check-only", help="Nur prüfen, nichts neu aufbauen")] = False) -> None:
    from knowledge import doctor as surgery
    from knowledge.embedding import load_embedding
    from knowledge.index import IndexPlace, check_embedding, require_index, writing
    from knowledge.library import Library

    config = settings()
    _require_library()
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
    config = settings()
    _require_library()
    address, number = host or config.host, port or config.port
    typer.echo(f"Der Chat läuft gleich unter http://{'localhost' if address == '127.0.0.1' else address}:{number} (beenden mit Strg+C)")
    command = [sys.executable, "-m", "chainlit", "run", str(ROOT / "app.py"), "--headless", "--host", address, "--port", str(number)]
    os.execve(sys.executable, command, os.environ | {"CHAINLIT_APP_ROOT": str(ROOT)})  # noqa: S606 - replaces this process, so that signals reach the server


def _require_library() -> None:
    from knowledge.errors import IndexMissing

    if not settings().library.exists():
        raise IndexMissing("Es ist noch nichts eingelesen. Bitte zuerst `wbm sync` ausführen (oder `make chat`).")


def _searcher(*, exact: bool) -> Searcher:
    from chains.search import Searcher
    from knowledge.embedding import load_embedding

    _require_library()
    config = settings()
    return Searcher(config, load_embedding(config.embedding), exact=exact)


def _assistant(*, exact: bool) -> Assistant:
    from chains.assistant import Assistant
    from chains.chat_model import load_chat_model

    return Assistant(_searcher(exact=exact), load_chat_model(settings()), hits=settings().hits)


def _required(question: str | None) -> str:
    if not question or not question.strip():
        raise WbmError('Bitte eine Frage angeben, zum Beispiel: wbm ask "Wer bekommt einen Bildungsgutschein?" (oder --stdin).')
    return question


def _each_line(run: Callable[[str], dict[str, Any]]) -> None:
    for line in sys.stdin:
        if line.strip():
            print(json.dumps(run(line.strip()), ensure_ascii=False), flush=True)


def _print_json(value: dict[str, Any]) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


def main() -> None:
    """Entry point: prints what happened and what to do, never a traceback for a named error."""
    try:
        app(standalone_mode=True)
    except WbmError as error:
        typer.echo(f"Fehler: {error}", err=True)
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
