"""The report of a sync: one HTML file that needs no network, for the editors of the knowledge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.sync.plan import DocumentStatus
from knowledge.store.changes import SectionChange
from knowledge.store.word_diff import word_diff

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ingest.sync.plan import DocumentStep, Plan
    from ingest.sync.result import Report
    from knowledge.editorial.consequences import Consequences
    from knowledge.editorial.sources import Source
    from knowledge.store.library import Library
    from knowledge.store.states import SourceState
    from knowledge.store.word_diff import DiffRun

_TEMPLATES = Path(__file__).parent / "templates"
_SHOWN_DOCUMENTS = 200  # with their sections; the counts hold all
_SHOWN_SECTIONS = 40
_SHOWN_CHARACTERS = 2000
_KEPT_REPORTS = 100
_CONTEXT = 25  # words shown beside a change
_LONG = 90  # seconds from which a duration is told in minutes
_ANSWERS = {
    "200": "geladen",
    "304": "unverändert",
    "404": "fehlt",
    "410": "fehlt",
    "401": "Anmeldung nötig",
    "403": "verweigert",
    "429": "gebremst",
}


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """One document that came, changed or went; `more` sections are not listed."""

    document_id: str
    source_id: str
    title: str
    url: str
    change: DocumentStatus
    reason: str
    notes: tuple[str, ...]
    sections: tuple[SectionChange, ...]
    more: int


def changes_of(plan: Plan, library: Library) -> list[DocumentChange]:
    """What a plan changes, section by section; ask before it is carried out."""
    steps = plan.having(DocumentStatus.NEW, DocumentStatus.CHANGED, DocumentStatus.GONE)
    return [_change(step, library) for step in steps[:_SHOWN_DOCUMENTS]]


def _change(step: DocumentStep, library: Library) -> DocumentChange:
    document = step.document
    before = {section.locator: section for section in library.sections(step.document_id)}
    after = {section.locator: section for section in document.sections} if document else {}
    changed = [
        SectionChange(
            step.document_id,
            locator,
            at="",  # the sync that brings it is not over
            stand_before=None,
            stand_after=None,
            before=before.get(locator),
            after=after.get(locator),
        )
        for locator in dict.fromkeys((*after, *before))
        if locator not in before or locator not in after or before[locator].text != after[locator].text
    ]
    known = document or library.head(step.document_id)
    title, url = (known.title, known.url) if known else ("", "")
    listed = tuple(changed[:_SHOWN_SECTIONS]) if step.change is DocumentStatus.CHANGED else ()
    return DocumentChange(
        step.document_id,
        step.source_id,
        title,
        url,
        step.change,
        step.reason,
        step.notes or (),
        listed,
        len(changed) - len(listed),
    )


def _pieces(change: SectionChange) -> list[DiffRun]:
    """Old and new wording word by word; of a changed section only what stands around the changes."""
    before, after = (s.text[:_SHOWN_CHARACTERS] if s else "" for s in (change.before, change.after))
    return word_diff(before, after, _CONTEXT if before and after else None)


def write_sync_report(
    folder: Path,
    begun: datetime,
    report: Report,
    changes: Sequence[DocumentChange],
    states: Sequence[SourceState],
    sources: Sequence[Source],
    resting: Sequence[Consequences],
) -> Path:
    """Write sync-DATE.html into the folder and drop the oldest ones beyond a hundred. All text
    from sources is escaped.

    `resting` is what should be looked at again since something under it changed.
    """
    from jinja2 import Environment, FileSystemLoader, select_autoescape

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(["html", "j2"]),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["pieces"] = _pieces
    environment.filters["seconds"] = _duration
    environment.filters["requests"] = _requests
    environment.filters["day"] = lambda value: (
        f"{datetime.fromisoformat(value).astimezone():%d.%m.%Y %H:%M}" if value else "noch nie"
    )
    page = environment.get_template("sync.html.j2").render(
        begun=begun.astimezone(),
        report=report,
        counts={change.value: report.count(change) for change in DocumentStatus},
        changes=changes,
        unlisted=report.count(DocumentStatus.NEW)
        + report.count(DocumentStatus.CHANGED)
        + report.count(DocumentStatus.GONE)
        - len(changes),
        failed=[step for step in report.steps if step.change is DocumentStatus.FAILED],
        skipped=[step for step in report.steps if step.change is DocumentStatus.SKIPPED],
        states=states,
        resting=resting,
        locations={source.id: source.location for source in sources},
    )
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"sync-{begun.astimezone(UTC):%Y%m%d-%H%M%S-%f}.html"
    path.write_text(page, encoding="utf-8")
    for old in sorted(folder.glob("sync-*.html"))[:-_KEPT_REPORTS]:
        old.unlink(missing_ok=True)
    return path


def _duration(seconds: float) -> str:
    if seconds < 0.1:  # noqa: PLR2004
        return "unter 0,1 s"
    return (f"{seconds:.1f} s" if seconds < _LONG else f"{seconds / 60:.1f} min").replace(".", ",")


def _requests(counts: Mapping[str, int]) -> str:
    """What a server answered, in words: "3 unverändert (304), 2 geladen (200)"."""
    words = [
        f"{count} {_answer(status)} ({status})"
        for status, count in sorted(counts.items(), key=lambda each: -each[1])
        if status != "conditional"
    ]
    return ", ".join(words) or "keine"


def _answer(status: str) -> str:
    return _ANSWERS.get(status) or {"3": "weitergeleitet", "4": "abgelehnt", "5": "Serverfehler"}.get(
        status[:1], "andere Antwort"
    )
