"""A sync's plan: what is new, changed, unchanged, gone or failed, compared with what is stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.catalogues.pool import CoursePool, renewed
from ingest.spool import Kept, Spool
from ingest.sync.owners import Owners
from knowledge.errors import UnreadableSource

if TYPE_CHECKING:
    from ingest.outcome import Outcome
    from knowledge.model.document import Document
    from knowledge.store.library import Library


class DocumentStatus(StrEnum):
    """What a sync does with one document."""

    NEW = "neu"
    CHANGED = "geändert"
    UNCHANGED = "unverändert"
    GONE = "entfallen"
    FAILED = "fehlgeschlagen"
    SKIPPED = "übergangen"


@dataclass(frozen=True, slots=True)
class DocumentStep:
    """One document of a plan; what is to be stored waits on disk."""

    change: DocumentStatus
    source_id: str
    document_id: str
    kept: Kept | None = None
    reason: str = ""
    notes: tuple[str, ...] | None = None  # what the reader could not take in; None where nothing was read

    @property
    def document(self) -> Document | None:
        """The document of a new or changed one, read back from disk."""
        return self.kept.load() if self.kept else None


@dataclass(slots=True)
class Plan:
    """All steps of a sync, and whether every document is to be embedded anew."""

    steps: list[DocumentStep] = field(default_factory=list)

    def having(self, *changes: DocumentStatus) -> list[DocumentStep]:
        """The steps with one of these changes."""
        return [step for step in self.steps if step.change in changes]


def plan_sync(
    outcomes: Iterable[Outcome],
    library: Library,
    today: date | None = None,
    listed: Mapping[str, Path | None] | None = None,
) -> Plan:
    """Compare what was read with what is stored; a document is gone only if its source was read to its end
    and no longer has it.

    Only what is new or changed is kept, on disk: what is unchanged leaves memory as it comes. Courses are
    joined over all catalogues, and leave when their last date has run out on `today`, whether their source
    was read or not. `listed`: all sources that there are, see Owners.
    """
    stored = library.document_states()
    owners = Owners(stored, listed)
    plan, spool = Plan(), Spool(library.path.parent)
    pool = CoursePool(spool)
    seen: set[str] = set()
    whole: dict[str, bool] = {}
    for outcome in outcomes:
        kept = bool(outcome.failure and not outcome.document_id) or outcome.partial
        whole[outcome.source_id] = whole.get(outcome.source_id, True) and not kept
        if outcome.document is not None and outcome.document.course:
            pool.add(outcome.document)  # and not seen by its id, which is one of a joined offer
            continue
        step = _step(outcome, stored, spool, owners)
        if step is not None:
            plan.steps.append(step)
        seen.add(outcome.document_id)
    read = {source_id for source_id, to_its_end in whole.items() if to_its_end}
    courses = {document_id for document_id, _ in library.courses.search_hashes()}
    plan.steps += [
        DocumentStep(DocumentStatus.GONE, source_id, document_id)
        for document_id, (source_id, _) in stored.items()
        if source_id in read and document_id not in seen and document_id not in courses
    ]
    today = today or date.today()
    plan.steps += (
        _course_steps(pool, library, read, seen, today, stored, spool)
        if len(pool)
        else _run_out_steps(library, today, stored, spool)
    )
    return plan


def plan_removal(source_id: str, library: Library, today: date | None = None) -> Plan:
    """All documents of a source leave; an offer that another catalogue has too stays with what
    that one says.
    """
    stored, spool = library.document_states(), Spool(library.path.parent)
    courses = {document_id for document_id, _ in library.courses.search_hashes()}
    plan = Plan(
        [
            DocumentStep(DocumentStatus.GONE, origin, name)
            for name, (origin, _) in stored.items()
            if origin == source_id and name not in courses
        ]
    )
    if library.courses.from_source(source_id):
        plan.steps += _course_steps(
            CoursePool(spool), library, {source_id}, set(), today or date.today(), stored, spool
        )
    return plan


def _step(
    outcome: Outcome, stored: Mapping[str, tuple[str, str]], spool: Spool, owners: Owners
) -> DocumentStep | None:
    """The step that one outcome asks for; none for a document that is gone and was never here."""
    source, name = outcome.source_id, outcome.document_id
    before = stored.get(name, ("", ""))[1]
    if outcome.failure:
        return DocumentStep(DocumentStatus.FAILED, source, name, reason=outcome.failure)
    if outcome.gone:
        return DocumentStep(DocumentStatus.GONE, source, name, reason=outcome.gone) if before else None
    if outcome.skipped:  # what was read before and cannot be read now has failed, and stays
        return DocumentStep(
            DocumentStatus.FAILED if before else DocumentStatus.SKIPPED, source, name, reason=outcome.skipped
        )
    document = outcome.document
    if document is None and outcome.load is not None and before != outcome.content_hash:
        try:
            document = outcome.load()
        except UnreadableSource as error:
            return DocumentStep(DocumentStatus.FAILED, source, name, reason=str(error))
    if document is not None and (taken := owners.refusal(source, name, document)):
        return DocumentStep(DocumentStatus.FAILED, source, name, reason=taken)
    return (
        DocumentStep(DocumentStatus.UNCHANGED, source, name)
        if document is None
        else _compared(source, document, stored, spool)
    )


def _compared(
    source_id: str, document: Document, stored: Mapping[str, tuple[str, str]], spool: Spool
) -> DocumentStep:
    """New, changed or unchanged, against what is stored."""
    before = stored.get(document.id)
    if before is not None and before[1] == document.content_hash:
        notes = None if document.course else document.notes
        return DocumentStep(DocumentStatus.UNCHANGED, source_id, document.id, notes=notes)
    return DocumentStep(
        DocumentStatus.NEW if before is None else DocumentStatus.CHANGED,
        source_id,
        document.id,
        spool.keep(document),
        notes=document.notes,
    )


def _course_steps(
    pool: CoursePool,
    library: Library,
    whole: set[str],
    failed: set[str],
    today: date,
    stored: Mapping[str, tuple[str, str]],
    spool: Spool,
) -> Iterator[DocumentStep]:
    """What becomes of every course, those of other sources included, since any of them may be the same offer
    or have run out.
    """
    pool.add_stored(library, whole, failed)
    left = {document_id for document_id, _ in library.courses.search_hashes()}
    for source_id, document in pool.merged(today):
        left.discard(document.id)
        yield _compared(source_id, document, stored, spool)
    for document_id in sorted(left):
        yield DocumentStep(DocumentStatus.GONE, stored[document_id][0], document_id)


def _run_out_steps(
    library: Library, today: date, stored: Mapping[str, tuple[str, str]], spool: Spool
) -> Iterator[DocumentStep]:
    """What becomes of stored courses when no catalogue was read: dates run out all the same."""
    for document_id, found in renewed(library, today):
        if found is not None:
            yield _compared(*found, stored, spool)
        if found is None or found[1].id != document_id:
            yield DocumentStep(DocumentStatus.GONE, stored[document_id][0], document_id)
