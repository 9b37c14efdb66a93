"""What is stored of every source and of every document, as editors see it: state, age, failures, what was
read and what was left out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from knowledge.model.reading import DocumentReading, count_reading
from knowledge.store.switches import SwitchScope
from knowledge.store.tally import SourceTally

if TYPE_CHECKING:
    from knowledge.editorial.sources import Source
    from knowledge.model.document import DocumentHead
    from knowledge.store.library import Library
    from knowledge.store.states import SourceState


@dataclass(slots=True)
class SourceRow:
    """One source as the editor sees it; times ISO 8601, ages in days since the last sync
    without a failure. `on`: answered from; `left_out`: what the last sync passed over, with its reason.
    """

    source: str
    kind: str
    location: str
    state: str
    enabled: bool
    on: bool
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
    left_out: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One document; `on`: answered from, which its source decides too; `switched_off`: it has been itself."""

    head: DocumentHead
    source: str
    synced_at: str
    chunks: int
    on: bool
    switched_off: bool
    reading: DocumentReading

    @property
    def age_days(self) -> int | None:
        """Days since its as-of date."""
        return (date.today() - self.head.stand).days if self.head.stand else None


def source_rows(library: Library, listed: tuple[Source, ...]) -> list[SourceRow]:
    """Every listed source, then what was read from elsewhere (paths given by hand)."""
    states, found = library.states.all(), library.tallies()
    left_out, off = library.readings.left_out(), library.switches.off(SwitchScope.SOURCE)
    known = {source.id: source for source in listed}
    rows = [
        _row(name, known.get(name), states.get(name), found.get(name, SourceTally()))
        for name in dict.fromkeys((*known, *states, *found))
    ]
    for row in rows:
        row.left_out, row.on = list(left_out.get(row.source, ())), row.source not in off
    return rows


def document_rows(library: Library) -> list[DocumentRow]:
    """Every document but courses, by id."""
    documents, sources = (library.switches.off(scope) for scope in SwitchScope)
    readings = library.readings.all()
    return [
        DocumentRow(
            head,
            source,
            synced,
            chunks,
            head.id not in documents and source not in sources,
            head.id in documents,
            readings.get(head.id, DocumentReading()),
        )
        for head, source, synced, chunks in library.heads()
    ]


def document_row(library: Library, document_id: str) -> DocumentRow | None:
    """One document, courses too; None if it is not stored."""
    head, origin = library.head(document_id), library.origin(document_id)
    if head is None or origin is None:
        return None
    source, synced = origin
    documents, sources = (library.switches.off(scope) for scope in SwitchScope)
    sections = library.sections(document_id)
    reading = count_reading(
        ((each.locator, each.text, each.status) for each in sections),
        library.readings.notes().get(document_id),
    )
    own = head.id in documents
    return DocumentRow(head, source, synced, 0, not own and source not in sources, own, reading)


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
        True,
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


def read_in_words(reading: DocumentReading) -> str:
    """The counts for people: "12 Abschnitte, 9 Seiten, 2 Tabellen, davon 1 nur angezeigt"."""
    words = [
        f"{count} {one if count == 1 else many}"
        for count, one, many in (
            (reading.sections, "Abschnitt", "Abschnitte"),
            (reading.pages, "Seite", "Seiten"),
            (reading.slides, "Folie", "Folien"),
            (reading.tables, "Tabelle", "Tabellen"),
        )
        if count
    ]
    more = f"; {reading.unanswered} davon werden nur angezeigt" if reading.unanswered else ""
    return (", ".join(words) or "kein Abschnitt") + more


def left_out_in_words(reading: DocumentReading) -> tuple[str, ...]:
    """What was left out; nothing where all was read."""
    if reading.left_out is None:
        return ("Das wurde noch nicht festgehalten; nach dem nächsten Lesen steht es hier.",)
    return reading.left_out
