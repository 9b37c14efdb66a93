"""`wbm sources`: the editor's view of the sources; add, check and remove them. Parses, calls, prints."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import progress
from cli.sync import execute_plan, session_of
from knowledge.errors import IndexMissing, SettingsError, WbmError
from knowledge.terminal import console, say, say_json
from settings import settings

if TYPE_CHECKING:
    from ingest.sources.probe import CheckRun
    from knowledge.editorial.overview import DocumentRow, SourceRow
    from knowledge.editorial.sources import Source

app = typer.Typer(help="Quellen zeigen, hinzufügen, prüfen, entfernen.")

Where = Annotated[
    str, typer.Argument(help="Webadresse, Name eines Gesetzes (sgb_3), Datei oder Ordner", metavar="URL|PFAD")
]
SwitchName = Annotated[str, typer.Argument(help="id des Dokuments oder der Quelle", metavar="ID")]
SwitchSource = Annotated[bool, typer.Option("--source", help="ID ist eine Quelle mit allen Dokumenten")]
SourceId = Annotated[str, typer.Argument(help="id der Quelle", metavar="ID")]


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
    from knowledge.editorial.overview import document_rows, source_rows
    from knowledge.editorial.sources import load_sources
    from knowledge.index.generation import require_index
    from knowledge.store.opening import library_there, open_library

    config = settings()
    if not library_there(config):
        raise IndexMissing()
    with open_library(config) as library:
        require_index(library)
        rows, read = source_rows(library, load_sources(config.sources)), document_rows(library)
    if as_json:
        say_json({"sources": [asdict(row) for row in rows], "documents": list(map(_document_json, read))})
    elif documents:
        _print_documents(read)
    else:
        _print_rows(rows)


def _document_json(row: DocumentRow) -> dict[str, Any]:
    return {
        "source": row.head.id,
        "title": row.head.title,
        "kind": row.head.kind,
        "from": row.source,
        "stand": row.head.stand.isoformat() if row.head.stand else "",
        "age_days": row.age_days,
        "synced_at": row.synced_at,
        "chunks": row.chunks,
        "licence": row.head.licence,
        "on": row.on,
        **asdict(row.reading),
    }


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
        shown = row.state if row.on else f"{row.state}, abgeschaltet"
        state = Text(shown, style=colours.get(row.state, "default"))
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
        for reason in row.left_out:
            out.print(f"{row.source}: {reason}", soft_wrap=True)
        for error in row.errors[:5]:
            out.print(f"{row.source}: {error['reason']}", soft_wrap=True)
        if len(row.errors) > 5:  # noqa: PLR2004
            out.print(f"{row.source}: und {len(row.errors) - 5} weitere Fehler (`wbm sources --json`)")


def _print_documents(rows: list[DocumentRow]) -> None:
    """A few lines each: a table of so many columns fits no terminal."""
    from knowledge.editorial.overview import left_out_in_words, read_in_words

    for row in rows:
        head = row.head
        stand = f"Stand {head.stand:%d.%m.%Y}, {row.age_days} Tage" if head.stand else "Stand unbekannt"
        say(f"{head.id}: {head.title}{'' if row.on else ' (abgeschaltet)'}")
        say(f"    {head.kind} aus {row.source}, {stand}")
        say(f"    gelesen: {read_in_words(row.reading)}")
        for note in left_out_in_words(row.reading):
            say(f"    ausgelassen: {note}")


@app.command(help="Eine Quelle probeweise lesen und in sources.yaml eintragen.")
def add(
    where: Where,
    kind: Annotated[
        str,
        typer.Option("--kind", help="web, sitemap, webdav, s3, law, file, folder …; sonst nach der Adresse"),
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
    from knowledge.editorial.added import drop_added
    from knowledge.index.writer import library_to_write
    from knowledge.store.switches import SwitchScope

    config = settings()
    source = _listed(source_id)
    if not yes and not typer.confirm(f"Die Quelle „{source_id}“ und alle ihre Dokumente entfernen?"):
        raise typer.Exit(1)
    with library_to_write(config) as library:
        plan = plan_removal(source_id, library)
        remove_entry(config.sources, source_id)
        if plan.having(DocumentStatus.GONE, DocumentStatus.CHANGED, DocumentStatus.NEW):
            execute_plan(plan, library, config)
        with library.transaction():
            library.states.forget(source_id)
            library.readings.forget_source(source_id)
            library.switches.switch(SwitchScope.SOURCE, source_id, on=True)
        drop_added(config.data, config.sources.parent, source)
        for file in (config.data / "crawl").glob(f"{source_id}.sqlite*"):
            file.unlink()
    say(f"Entfernt: „{source_id}“ mit {len(plan.having(DocumentStatus.GONE))} Dokumenten.")


@app.command(help="Ein Dokument (oder mit --source eine Quelle) abschalten; gespeichert bleibt alles.")
def off(name: SwitchName, source: SwitchSource = False) -> None:
    _switch(name, source=source, on=False)


@app.command(help="Ein abgeschaltetes Dokument (oder mit --source eine Quelle) wieder anschalten.")
def on(name: SwitchName, source: SwitchSource = False) -> None:
    _switch(name, source=source, on=True)


def _switch(name: str, *, source: bool, on: bool) -> None:
    from ingest.sync.switch import switch
    from knowledge.index.embedding import load_embedding
    from knowledge.index.generation import IndexPlace, check_embedding, require_index
    from knowledge.index.writer import library_to_write
    from knowledge.store.switches import SwitchScope

    config = settings()
    scope = SwitchScope.SOURCE if source else SwitchScope.DOCUMENT
    with library_to_write(config) as library:
        require_index(library)
        check_embedding(library, config.embedding)
        with progress.embedding(config.progress) as seen:
            changed = switch(
                library,
                IndexPlace(config.indexes),
                load_embedding(config.embedding),
                config.embedding,
                scope,
                name,
                on=on,
                batch=config.embedding_batch,
                progress=seen,
            )
    state = "an" if on else "ab"
    say(f"„{name}“ ist jetzt {state}geschaltet." if changed else f"„{name}“ war schon {state}geschaltet.")


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
