"""`wbm`: the command line. Parses, calls, prints; failures are one German message and exit code 1."""

from __future__ import annotations

import json
import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from chains.commands import ask, require_library, search
from chat.commands import chats, users
from evals.commands import app as evaluation
from knowledge.errors import WbmError
from settings import ROOT, Settings, settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.read import Outcome
    from ingest.sync import Plan, Report
    from knowledge.sources import Source

app = typer.Typer(no_args_is_help=True, add_completion=False, help="WBM-Assistent: Wissen einlesen, suchen, fragen.", pretty_exceptions_enable=False)

app.add_typer(evaluation, name="eval")
app.add_typer(users, name="users")
app.add_typer(chats, name="chats")
app.command(help="Passende Fundstellen zeigen.")(search)
app.command(help="Eine Frage beantworten, mit wörtlichen Fundstellen.")(ask)

Json = Annotated[bool, typer.Option("--json", help="Ausgabe als JSON")]


@app.command(help="Quellen einlesen und den Index auf den neuen Stand bringen; ohne PFAD die aktiven Einträge von sources.yaml.")
def sync(
    paths: Annotated[list[Path] | None, typer.Argument(help="Dateien oder Ordner statt der Quellenliste", metavar="PFAD…")] = None,
    source: Annotated[list[str] | None, typer.Option("--source", help="Nur diese Quelle (mehrfach möglich)")] = None,
    kind: Annotated[str, typer.Option("--kind", help="Nur Quellen dieser Art, z. B. factsheets")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Nur den Plan zeigen")] = False,
    reembed: Annotated[bool, typer.Option("--reembed", help="Mit der jetzt eingestellten Einbettung alles neu einbetten")] = False,
) -> None:
    from ingest.sync import plan_sync
    from knowledge.index import check_embedding, writing
    from knowledge.library import Library

    config = settings()
    outcomes = _outcomes(config, paths or [], set(source or []), kind)
    with writing(config.data), Library(config.library) as library:
        if not reembed:
            check_embedding(library, config.embedding)
        plan = plan_sync(outcomes, library)
        if dry_run:
            _print_plan(plan)
        else:
            report = _execute(plan, library, config)
            _print_report(report)
        failed = plan.having(_failed())
    raise typer.Exit(1 if failed else 0)


def _failed() -> Any:
    from ingest.sync import Change

    return Change.FAILED


def _outcomes(config: Settings, paths: list[Path], wanted: set[str], kind: str) -> Iterator[Outcome]:
    from ingest.read import read_path, read_source
    from knowledge.errors import SettingsError
    from knowledge.sources import load_sources

    if paths:
        return (outcome for path in paths for outcome in read_path(path.resolve(), f"pfad:{path.resolve()}"))
    sources: tuple[Source, ...] = load_sources(config.sources)
    unknown = wanted - {s.id for s in sources}
    if unknown:
        raise SettingsError(f"Diese Quelle steht nicht in {config.sources.name}: {', '.join(sorted(unknown))}")
    chosen = [s for s in sources if (s.id in wanted if wanted else s.enabled) and (not kind or s.kind == kind)]
    if not chosen:
        raise SettingsError("Keine Quelle passt zu dieser Auswahl. `wbm sources` zeigt, was es gibt.")
    base = config.sources.parent
    return (outcome for s in chosen for outcome in read_source(s, base, timeout=config.fetch_timeout, limit=config.fetch_limit))


def _execute(plan: Plan, library: Any, config: Settings) -> Report:
    import time

    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from ingest.sync import execute
    from knowledge.embedding import load_embedding
    from knowledge.index import IndexPlace

    begun = time.perf_counter()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=_stderr()) as bar:
        task = bar.add_task("Abschnitte einbetten", total=None)
        report = execute(
            plan, library, IndexPlace(config.indexes, config.chroma_url), load_embedding(config.embedding), config.embedding,
            batch=config.embedding_batch, progress=lambda done, total: bar.update(task, completed=done, total=total or 1),
        )  # fmt: skip
        bar.update(task, total=max(report.embedded, 1), completed=max(report.embedded, 1))
    report.seconds = time.perf_counter() - begun
    return report


def _stderr() -> Any:
    from rich.console import Console

    return Console(stderr=True)


def _print_plan(plan: Plan) -> None:
    for step in plan.steps:
        typer.echo(f"{step.change.value:15} {step.document_id or step.source_id}{f'  {step.reason}' if step.reason else ''}")
    _print_counts(plan.steps)


def _print_report(report: Report) -> None:
    from ingest.sync import Change

    for step in report.steps:
        if step.change is Change.FAILED:
            typer.echo(f"Fehlgeschlagen: {step.reason}", err=True)
    _print_counts(report.steps)
    typer.echo(f"Eingebettet: {report.embedded} Abschnitte in {report.embedding_seconds:.1f} s; gesamt {report.seconds:.1f} s. Indexstand {report.generation}.")


def _print_counts(steps: list[Any]) -> None:
    from ingest.sync import Change

    typer.echo(" · ".join(f"{change.value}: {sum(s.change is change for s in steps)}" for change in Change))


@app.command(help="Zeigen, was eingelesen ist: Stand, Alter, Abschnitte.")
def sources(as_json: Json = False) -> None:
    from chains.answer import german_date
    from knowledge.index import require_index
    from knowledge.library import Library

    require_library()
    with Library(settings().library) as library:
        require_index(library)
        rows = [
            {"source": head.id, "title": head.title, "kind": head.kind, "from": origin, "stand": head.stand.isoformat() if head.stand else "",
             "age_days": (date.today() - head.stand).days if head.stand else None, "synced_at": synced, "chunks": chunks, "licence": head.licence}
            for head, origin, synced, chunks in library.heads()
        ]  # fmt: skip
    if as_json:
        _print_json({"sources": rows})
        return
    from rich.table import Table

    table = Table("Quelle", "Titel", "Art", "Stand", "Alter (Tage)", "Abschnitte")
    for row in rows:
        stand = german_date(date.fromisoformat(str(row["stand"]))) if row["stand"] else "unbekannt"
        table.add_row(str(row["source"]), str(row["title"]), str(row["kind"]), stand, str(row["age_days"] or ""), str(row["chunks"]))
    _stdout().print(table)


def _stdout() -> Any:
    from rich.console import Console

    return Console()


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
