"""`wbm sync`: reads the sources and brings the index up to date, once or again and again.
Parses, calls, prints.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import progress
from cli.diff import resting_since, say_after_sync
from knowledge.errors import SettingsError, WbmError
from knowledge.terminal import say
from settings import Settings, settings

if TYPE_CHECKING:
    from ingest.crawl.session import Session
    from ingest.outcome import Outcome
    from ingest.sync.plan import Plan
    from ingest.sync.result import Report
    from ingest.sync.rounds import Rounds
    from ingest.sync.runs import SourceRuns
    from knowledge.editorial.sources import Source
    from knowledge.store.library import Library

_DAILY = "24h"
_PAUSES = (5, 10, 20, 40, 60)  # seconds that a sync waits for a library whose server went away


@dataclass(frozen=True, slots=True)
class SyncRequest:
    """What a person asked to sync."""

    paths: tuple[Path, ...]
    sources: tuple[Source, ...]
    dry_run: bool = False
    reembed: bool = False


def sync(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Dateien oder Ordner statt der Quellenliste", metavar="PFAD…")
    ] = None,
    source: Annotated[
        list[str] | None, typer.Option("--source", help="Nur diese Quelle (mehrfach möglich)")
    ] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option("--kind", help="Nur Quellen dieser Art, z. B. factsheets (mehrfach möglich)"),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Nur den Plan zeigen")] = False,
    reembed: Annotated[
        bool, typer.Option("--reembed", help="Mit der jetzt eingestellten Einbettung alles neu einbetten")
    ] = False,
    every: Annotated[
        str,
        typer.Option(
            "--every",
            help="Immer wieder, im Abstand dieser Dauer (24h, 90m, 1d12h), bis zum Abbruch",
            metavar="DAUER",
        ),
    ] = "",
    watch: Annotated[
        bool,
        typer.Option(
            "--watch",
            help="Lokale Dateien bei Änderung sofort abgleichen, den Rest täglich oder nach --every",
        ),
    ] = False,
) -> None:
    """Read the chosen sources; exit code 1 if anything failed."""
    from ingest.sync.repeat import repeat, seconds_of, stop_on_signals
    from ingest.sync.rounds import Rounds, book_of

    config = settings()
    request = SyncRequest(
        tuple(paths or ()),
        () if paths else chosen_sources(config, set(source or ()), set(kind or ())),
        dry_run,
        reembed,
    )
    if not every and not watch:
        raise typer.Exit(1 if run_once(request, config) else 0)
    pause = seconds_of(every or _DAILY)
    stop_on_signals()
    local = replace(request, sources=tuple(s for s in request.sources if _watchable(s, config)))
    watched = [*request.paths, *(config.sources.parent / s.location for s in local.sources)] if watch else []
    say(f"Abgleich alle {every or _DAILY}{' und bei jeder Änderung' if watched else ''}; beenden mit Strg+C.")
    rounds = Rounds(book_of(config), _named(request), pause)
    repeat(
        lambda: _say_due(_round(rounds, request, config)),
        [p for p in watched if p.exists()],
        lambda: _run_and_go_on(local, config),
    )


def _watchable(source: Source, config: Settings) -> bool:
    return not source.remote and (config.sources.parent / source.location).exists()


def _round(rounds: Rounds, request: SyncRequest, config: Settings) -> float:
    """One round, if it is due; seconds until the next one. A database that is away is asked again soon."""
    try:
        return rounds.take(lambda: _run_and_go_on(request, config))
    except WbmError as error:
        say(f"Fehler: {error}", err=True)
        return min(_PAUSES[-1], rounds.every)


def _say_due(seconds: float) -> float:
    minutes = max(1, round(seconds / 60))
    said = f"{minutes // 60} Std. {minutes % 60} Min." if minutes >= 60 else f"{minutes} Min."  # noqa: PLR2004
    say(f"Der nächste Abgleich ist in {said} fällig.")
    return seconds


def _named(request: SyncRequest) -> str:
    """What a request reads, the same for each worker that was asked for it."""
    return json.dumps(
        [
            sorted(str(path.resolve()) for path in request.paths),
            sorted(source.id for source in request.sources),
            request.dry_run,
            request.reembed,
        ]
    )


def _run_and_go_on(request: SyncRequest, config: Settings) -> bool:
    """One round of a repeated sync: what it cannot do now is said, and tried again in the next round. Whether
    it was done.
    """
    try:
        run_once(request, config)
    except WbmError as error:
        say(f"Fehler: {error}", err=True)
        return False
    return True


def chosen_sources(config: Settings, wanted: set[str], kinds: set[str]) -> tuple[Source, ...]:
    """The entries that the options name: by id (also disabled ones), by kind, or all enabled ones.

    Raises:
        SettingsError: an unknown id, or nothing fits.
    """
    from knowledge.editorial.sources import load_sources

    sources = load_sources(config.sources)
    unknown = wanted - {s.id for s in sources}
    if unknown:
        raise SettingsError(
            f"Diese Quelle steht nicht in {config.sources.name}: {', '.join(sorted(unknown))}"
        )
    chosen = tuple(
        s for s in sources if (s.id in wanted if wanted else s.enabled) and (not kinds or s.kind in kinds)
    )
    if not chosen:
        raise SettingsError("Keine Quelle passt zu dieser Auswahl. `wbm sources` zeigt, was es gibt.")
    return chosen


def session_of(config: Settings) -> Session:
    """The means of one sync, as set."""
    from ingest.crawl.logins import logins_of
    from ingest.crawl.rules import FetchRules
    from ingest.crawl.session import Session

    rules = FetchRules(
        config.user_agent,
        config.fetch_timeout,
        config.fetch_deadline,
        config.fetch_limit,
        config.fetch_attempts,
        config.crawl_delay,
    )
    return Session(
        config.data / "crawl",
        rules,
        time.monotonic() + config.sync_minutes * 60,
        config.law_site,
        logins=logins_of(config.source_logins),
    )


def run_once(request: SyncRequest, config: Settings) -> bool:
    """One sync with its report; whether anything failed. When the library's server goes away in the middle it
    is begun again: what was fetched and embedded is there, and the rest was undone.
    """
    from knowledge.errors import LibraryUnreachable
    from knowledge.index.writer import library_to_write

    for pause in (*_PAUSES, 0):
        begun = False
        try:
            with library_to_write(config) as library:
                begun = True
                return _synced(request, config, library)
        except LibraryUnreachable as error:
            # one that was never there is not waited for
            if not pause or (pause == _PAUSES[0] and not begun):
                raise
            say(f"{error} Der Abgleich fängt in {pause} Sekunden noch einmal an.", err=True)
            time.sleep(pause)
    raise AssertionError  # the last pause is none


def _synced(request: SyncRequest, config: Settings, library: Library) -> bool:
    from ingest.sync.plan import DocumentStatus, plan_sync
    from ingest.sync.report import changes_of, write_sync_report
    from ingest.sync.runs import SourceRuns, record
    from knowledge.index.generation import check_embedding

    begun = datetime.now(UTC)
    library.require_sound()
    if not request.reembed:
        check_embedding(library, config.embedding)
    with progress.reading(config.progress, len(request.sources)) as seen:
        runs = SourceRuns(session_of(config), seen)
        plan = plan_sync(_outcomes(request, config, runs), library, listed=_listed(config))
    if request.dry_run:
        _print_plan(plan)
    else:
        changes = changes_of(plan, library)
        report = execute_plan(plan, library, config, reembed=request.reembed)
        report.seconds = (datetime.now(UTC) - begun).total_seconds()
        states = record(runs, plan, library)
        _print_report(report)
        known = library.states.all()
        resting = resting_since(library, config, begun.isoformat(timespec="seconds"))
        page = write_sync_report(
            config.data / "reports",
            begun,
            report,
            changes,
            [known[s.source_id] for s in states],
            request.sources,
            resting,
        )
        say(f"Bericht: {page}")
        say_after_sync(resting, begun.date())
    return bool(plan.having(DocumentStatus.FAILED))


def _listed(config: Settings) -> dict[str, Path | None]:
    """All entries of sources.yaml, each with its path on disk if it has one."""
    from knowledge.editorial.sources import load_sources

    base = config.sources.parent.resolve()
    return {
        s.id: path if not s.remote and (path := (base / s.location).resolve()).exists() else None
        for s in load_sources(config.sources)
    }


def _outcomes(request: SyncRequest, config: Settings, runs: SourceRuns) -> Iterator[Outcome]:
    if request.paths:
        return runs.of_paths(request.paths)
    return runs.of_sources(request.sources, config.sources.parent)


def execute_plan(plan: Plan, library: Library, config: Settings, *, reembed: bool = False) -> Report:
    """Carry a plan out, with a progress bar on stderr."""
    from ingest.sync.execute import execute
    from knowledge.index.embedding import load_embedding
    from knowledge.index.generation import IndexPlace

    with progress.embedding(config.progress) as seen:
        return execute(
            plan,
            library,
            IndexPlace(config.indexes),
            load_embedding(config.embedding),
            config.embedding,
            batch=config.embedding_batch,
            reembed=reembed,
            progress=seen,
        )


def _print_plan(plan: Plan) -> None:
    for step in plan.steps:
        say(
            f"{step.change.value:15}"
            f" {step.document_id or step.source_id}{f'  {step.reason}' if step.reason else ''}"
        )
    _print_counts(plan.steps)


def _print_report(report: Report) -> None:
    from ingest.sync.plan import DocumentStatus

    for step in report.steps:
        if step.change is DocumentStatus.FAILED:
            say(f"Fehlgeschlagen ({step.source_id}): {step.reason}", err=True)
        for note in step.notes or () if step.change is not DocumentStatus.UNCHANGED else ():
            say(f"Hinweis zu {step.document_id}: {note}", err=True)
    _print_counts(report.steps)
    say(
        f"Eingebettet: {report.embedded} Abschnitte in {report.embedding_seconds:.1f} s"
        f"{f', {report.shipped} Vektoren waren mitgeliefert' if report.shipped else ''}; gesamt"
        f" {report.seconds:.1f} s. Indexstand {report.generation}."
    )


def _print_counts(steps: Sequence[Any]) -> None:
    from ingest.sync.plan import DocumentStatus

    say(" · ".join(f"{change.value}: {sum(s.change is change for s in steps)}" for change in DocumentStatus))
