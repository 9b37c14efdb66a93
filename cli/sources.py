"""`wbm sources`: the editor's view of the sources; add, check and remove them. Parses, calls, prints."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.sync import execute_plan, session_of
from knowledge.errors import IndexMissing, SettingsError, WbmError
from knowledge.store.tally import SourceTally
from knowledge.terminal import console, say, say_json
from settings import settings

if TYPE_CHECKING:
    from ingest.sources.probe import CheckRun
    from knowledge.editorial.sources import Source
    from knowledge.store.library import Library
    from knowledge.store.states import SourceState

app = typer.Typer(help="Quellen zeigen, hinzufügen, prüfen, entfernen.")

Where = Annotated[
    str, typer.Argument(help="Webadresse, Name eines Gesetzes (sgb_3), Datei oder Ordner", metavar="URL|PFAD")
]
SourceId = Annotated[str, typer.Argument(help="id der Quelle", metavar="ID")]


@dataclass(slots=True)
class SourceRow:
    """One source as the editor sees it; times ISO 8601, ages in days since the last sync
    without a failure.
    """

    source: str
    kind: str
    location: str
    state: str
    enabled: bool
    documents: int
    chunks: int
    stand: str  # the newest as-of date of its documents
    last_try: str
    last_success: str
    age_days: int | None
    max_age_days: int | None
    out_of_date: bool
    seconds: float
    counts: dict[str, int]
    requests: dict[str, int]
    errors: list[dict[str, str]]


@app.callback(invoke_without_command=True)
def show(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Ausgabe als JSON")] = False,
    documents: Annotated[
        bool, typer.Option("--documents", help="Statt der Quellen ihre Dokumente zeigen")
    ] = False,
) -> None:
    """Zeigen, was eingelesen ist: Zustand, letzter Abgleich, Alter, Fehler, Anzahl; und Quellen pflegen."""
    if context.invoked_subcommand:
        return
    from knowledge.editorial.sources import load_sources
    from knowledge.index.generation import require_index
    from knowledge.store.library import Library

    config = settings()
    if not config.library.exists():
        raise IndexMissing()
    with Library(config.library) as library:
        require_index(library)
        rows, heads = rows_of(library, load_sources(config.sources)), _documents(library)
    if as_json:
        say_json({"sources": [asdict(row) for row in rows], "documents": heads})
    elif documents:
        _print_documents(heads)
    else:
        _print_rows(rows)


def rows_of(library: Library, listed: tuple[Source, ...]) -> list[SourceRow]:
    """Every listed source, then what was read from elsewhere (paths given by hand)."""
    states, found = library.states.all(), library.tallies()
    known = {source.id: source for source in listed}
    return [
        _row(name, known.get(name), states.get(name), found.get(name, SourceTally()))
        for name in dict.fromkeys((*known, *states, *found))
    ]


def _row(name: str, source: Source | None, state: SourceState | None, found: SourceTally) -> SourceRow:
    since = datetime.now().astimezone() - datetime.fromisoformat(found.synced_at) if found.synced_at else None
    age = state.age_days() if state else since.days if since else None
    limit = source.max_age_days if source else found.max_age_days
    old = found.documents > 0 and limit is not None and (age is None or age > limit)
    return SourceRow(
        name,
        source.kind if source else "",
        source.location if source else "",
        _state(source, state, found.documents > 0, old),
        source.enabled if source else True,
        found.documents,
        found.chunks,
        found.stand.isoformat() if found.stand else "",
        state.last_try if state else "",
        state.last_success if state else "",
        age,
        limit,
        old,
        state.seconds if state else 0.0,
        state.counts if state else {},
        state.requests if state else {},
        [{"document": d, "reason": r} for d, r in state.failures] if state else [],
    )


def _state(source: Source | None, state: SourceState | None, has_documents: bool, old: bool) -> str:
    if state and state.failures:
        return "Fehler"
    if old:
        return "veraltet"
    if source is None:
        return "von Hand" if has_documents else "nicht mehr in der Liste"
    if not has_documents and not state:
        return "noch nie gelesen" if source.enabled else "abgeschaltet"
    return "aktuell" if has_documents else "leer"


def _documents(library: Library) -> list[dict[str, Any]]:
    return [
        {
            "source": head.id,
            "title": head.title,
            "kind": head.kind,
            "from": origin,
            "stand": head.stand.isoformat() if head.stand else "",
            "age_days": (date.today() - head.stand).days if head.stand else None,
            "synced_at": synced,
            "chunks": chunks,
            "licence": head.licence,
        }
        for head, origin, synced, chunks in library.heads()
    ]


def _print_rows(rows: list[SourceRow]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(
        "Quelle",
        "Art",
        "Zustand",
        "Letzter Erfolg",
        "Alter / erlaubt (Tage)",
        "Stand",
        "Dokumente",
        "Abschnitte",
        "Fehler",
    )
    colours = {"Fehler": "red", "veraltet": "yellow", "aktuell": "green"}
    for row in rows:
        last = (
            f"{datetime.fromisoformat(row.last_success).astimezone():%d.%m.%Y %H:%M}"
            if row.last_success
            else ""
        )
        age = (
            f"{'?' if row.age_days is None else row.age_days} / {row.max_age_days or '–'}"
            if row.documents
            else ""
        )
        stand = f"{date.fromisoformat(row.stand):%d.%m.%Y}" if row.stand else ""
        state = Text(row.state, style=colours.get(row.state, "default"))
        table.add_row(
            row.source,
            row.kind,
            state,
            last,
            age,
            stand,
            str(row.documents),
            str(row.chunks),
            str(len(row.errors) or ""),
        )
    out = console()
    out.print(table)
    for row in rows:
        for error in row.errors[:5]:
            out.print(f"{row.source}: {error['reason']}", soft_wrap=True)
        if len(row.errors) > 5:  # noqa: PLR2004
            out.print(f"{row.source}: und {len(row.errors) - 5} weitere Fehler (`wbm sources --json`)")


def _print_documents(heads: list[dict[str, Any]]) -> None:
    from rich.table import Table

    table = Table("Dokument", "Titel", "Quelle", "Art", "Stand", "Alter (Tage)", "Abschnitte")
    for head in heads:
        stand = f"{date.fromisoformat(head['stand']):%d.%m.%Y}" if head["stand"] else "unbekannt"
        age = "" if head["age_days"] is None else str(head["age_days"])
        table.add_row(
            head["source"], head["title"], head["from"], head["kind"], stand, age, str(head["chunks"])
        )
    console().print(table)


@app.command(help="Eine Quelle probeweise lesen und in sources.yaml eintragen.")
def add(
    where: Where,
    kind: Annotated[
        str, typer.Option("--kind", help="web, sitemap, law, file, folder …; sonst nach der Adresse")
    ] = "",
    topics: Annotated[str, typer.Option("--topics", help="Themen, durch Komma getrennt")] = "",
    region: Annotated[str, typer.Option("--region", help="Wofür sie gilt, z. B. Deutschland")] = "",
    source_id: Annotated[str, typer.Option("--id", help="Name der Quelle")] = "",
    licence: Annotated[str, typer.Option("--licence", help="Lizenz oder Nutzungsbedingungen")] = "",
    max_age_days: Annotated[
        int, typer.Option("--max-age-days", min=0, help="Nach so vielen Tagen gilt sie als veraltet")
    ] = 0,
    depth: Annotated[
        int | None, typer.Option("--depth", min=0, help="Wie vielen Verweisen hintereinander gefolgt wird")
    ] = None,
    pages: Annotated[int | None, typer.Option("--pages", min=1, help="Höchstens so viele Seiten")] = None,
    allow: Annotated[
        list[str] | None,
        typer.Option("--allow", help="Nur Adressen mit diesem Pfadanfang (mehrfach; „/“ für alle)"),
    ] = None,
    deny: Annotated[
        list[str] | None, typer.Option("--deny", help="Keine Adressen mit diesem Pfadanfang (mehrfach)")
    ] = None,
    private: Annotated[bool, typer.Option("--private", help="Auch Adressen im eigenen Netz lesen")] = False,
    catalogue: Annotated[
        str,
        typer.Option(
            "--format",
            help=(
                "Die Quelle ist ein Kurskatalog: schema.org, openqcat, ics, rss oder ba (Listen mit"
                " eigenen Spalten in sources.yaml)"
            ),
        ),
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Ohne Rückfrage eintragen")] = False,
) -> None:
    from pydantic import ValidationError

    from ingest.sources.list import add_entry, entry_text
    from ingest.sources.probe import check_source, propose
    from knowledge.editorial.checked_yaml import german
    from knowledge.editorial.sources import Crawl, load_sources

    config = settings()
    base = config.sources.parent
    options = {"depth": depth, "pages": pages, "allow": allow, "deny": deny, "private": private or None}
    try:
        walk = Crawl.model_validate(
            {name: value for name, value in options.items() if value not in (None, [])}
        )
    except ValidationError as error:
        raise WbmError(f"Die Angaben zum Lesen passen nicht: {german(error.errors()[0])}") from error
    named = tuple(word.strip() for word in topics.split(",") if word.strip())
    source = propose(
        where,
        base,
        kind=kind,
        source_id=source_id,
        topics=named,
        region=region,
        licence=licence,
        max_age_days=max_age_days,
        walk=walk,
        catalogue=catalogue,
    )
    if any(listed.id == source.id for listed in load_sources(config.sources)):
        raise SettingsError(
            f"Die Quelle „{source.id}“ steht schon in {config.sources.name}. `wbm sources check {source.id}`"
            " liest sie zur Probe; eine zweite braucht mit --id einen anderen Namen."
        )
    result = check_source(source, base, session_of(config))
    _print_check(result)
    if not result.usable:
        raise WbmError(f"Von „{where}“ lässt sich nichts lesen; es wurde nichts eingetragen.")
    say(f"\n{entry_text(source)}")
    if not yes and not typer.confirm(f"In {config.sources} eintragen?", default=True):
        raise typer.Exit(1)
    add_entry(config.sources, source)
    say(f"Eingetragen. `wbm sync --source {source.id}` liest sie ein.")


@app.command(help="Eine Quelle der Liste probeweise lesen, ohne etwas zu speichern.")
def check(source_id: SourceId) -> None:
    from ingest.sources.probe import check_source

    config = settings()
    result = check_source(_listed(source_id), config.sources.parent, session_of(config))
    _print_check(result)
    raise typer.Exit(0 if result.usable and not result.failures else 1)


@app.command(help="Eine Quelle aus sources.yaml und ihre Dokumente aus dem Index nehmen.")
def remove(
    source_id: SourceId, yes: Annotated[bool, typer.Option("--yes", help="Ohne Rückfrage")] = False
) -> None:
    from ingest.sources.list import remove_entry
    from ingest.sync.plan import DocumentStatus, plan_removal
    from knowledge.index.generation import writing
    from knowledge.store.library import Library

    config = settings()
    _listed(source_id)
    if not yes and not typer.confirm(f"Die Quelle „{source_id}“ und alle ihre Dokumente entfernen?"):
        raise typer.Exit(1)
    with writing(config.data), Library(config.library) as library:
        plan = plan_removal(source_id, library)
        remove_entry(config.sources, source_id)
        if plan.having(DocumentStatus.GONE, DocumentStatus.CHANGED, DocumentStatus.NEW):
            execute_plan(plan, library, config)
        with library.transaction():
            library.states.forget(source_id)
        for file in (config.data / "crawl").glob(f"{source_id}.sqlite*"):
            file.unlink()
    say(f"Entfernt: „{source_id}“ mit {len(plan.having(DocumentStatus.GONE))} Dokumenten.")


def _listed(source_id: str) -> Source:
    from knowledge.editorial.sources import load_sources

    path = settings().sources
    found = next((source for source in load_sources(path) if source.id == source_id), None)
    if found is None:
        raise SettingsError(
            f"Die Quelle „{source_id}“ steht nicht in {path.name}. `wbm sources` zeigt, was es gibt."
        )
    return found


def _print_check(result: CheckRun) -> None:
    source = result.source
    say(f"Probe von „{source.id}“ ({source.kind}): {source.location}")
    if result.robots:
        robots = result.robots
        word = "erlaubt" if robots.allowed else "untersagt"
        delay = f", verlangt {robots.delay:g} s Abstand" if robots.delay else ""
        say(f"robots.txt: {word}{delay}")
        for sitemap in robots.sitemaps[:3] if source.kind == "web" else ():
            say(f"Hinweis: Die Site nennt eine Sitemap, die vollständiger sein kann: {sitemap}")
    for document in result.documents:
        say(
            f"  gelesen: {document.title} ({len(document.sections)}"
            f" {'Abschnitt' if len(document.sections) == 1 else 'Abschnitte'}) {document.url}"
        )
        for section in document.sections[:3]:
            say(f"      {section.locator}: {' '.join(section.text.split())[:90]}")
    for reason in result.skipped:
        say(f"  übergangen: {reason}")
    for reason in result.failures:
        say(f"  fehlgeschlagen: {reason}", err=True)
    if source.kind in {"web", "sitemap"} and result.usable:
        limit = min(result.known, source.walk.pages)
        size = (
            f", ungefähr {max(0.1, limit * result.mean_bytes / 1e6):.1f} MB".replace(".", ",")
            if result.mean_bytes
            else ""
        )
        say(
            f"Umfang: {'mindestens ' if source.kind == 'web' else ''}{result.known} Adressen gefunden{size};"
            f" gelesen werden höchstens {source.walk.pages}."
        )
