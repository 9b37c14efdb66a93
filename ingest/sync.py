"""A sync: plan (new, changed, unchanged, gone, failed), embed what is missing, then switch over in one transaction.

Nothing is lost at a stop: embeddings are stored batch by batch under their content hash, documents and the indexes derived
from them appear together at the commit, and a half-built index folder has no seal and is never opened.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from ingest.catalogues.pool import CoursePool, renewed
from ingest.chunk import chunk_document
from ingest.spool import Kept, Spool
from knowledge.bridges import embed_phrases, load_bridges
from knowledge.errors import UnreadableSource
from knowledge.index import IndexPlace, build_indexes, drop_old
from knowledge.partition import Partition

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from ingest.outcome import Outcome
    from knowledge.library import Library
    from knowledge.model import Chunk, Document

_WINDOW = 8192  # texts that are sorted by length before they are embedded
Progress = Callable[[int, int], None]  # (chunks embedded, chunks to embed)


class Change(StrEnum):
    """What a sync does with one document."""

    NEW = "neu"
    CHANGED = "geändert"
    UNCHANGED = "unverändert"
    GONE = "entfallen"
    FAILED = "fehlgeschlagen"
    SKIPPED = "übergangen"


@dataclass(frozen=True, slots=True)
class Step:
    """One document of a plan; what is to be stored waits on disk."""

    change: Change
    source_id: str
    document_id: str
    kept: Kept | None = None
    reason: str = ""
    notes: tuple[str, ...] = ()  # what the reader could not take in of a new or changed one

    @property
    def document(self) -> Document | None:
        """The document of a new or changed one, read back from disk."""
        return self.kept.load() if self.kept else None


@dataclass(slots=True)
class Report:
    """What a sync did; seconds are wall time."""

    steps: list[Step]
    generation: int
    embedded: int = 0
    seconds: float = 0.0
    embedding_seconds: float = 0.0

    def count(self, change: Change) -> int:
        """Number of documents with that change."""
        return sum(step.change is change for step in self.steps)

    @property
    def failed(self) -> bool:
        """Whether anything could not be read."""
        return self.count(Change.FAILED) > 0


@dataclass(slots=True)
class Plan:
    """All steps of a sync, and whether every document is to be embedded anew."""

    steps: list[Step] = field(default_factory=list)

    def having(self, *changes: Change) -> list[Step]:
        """The steps with one of these changes."""
        return [step for step in self.steps if step.change in changes]


def plan_sync(outcomes: Iterable[Outcome], library: Library, today: date | None = None) -> Plan:
    """Compare what was read with what is stored; a document is gone only if its source was read to its end and no longer has it.

    Only what is new or changed is kept, on disk: what is unchanged leaves memory as it comes. Courses are joined over all
    catalogues, and leave when their last date has run out on `today`, whether their source was read or not.
    """
    stored = library.document_states()
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
        step = _step(outcome, stored, spool)
        if step is not None:
            plan.steps.append(step)
        seen.add(outcome.document_id)
    read = {source_id for source_id, to_its_end in whole.items() if to_its_end}
    courses = {document_id for document_id, _ in library.courses.search_hashes()}
    plan.steps += [
        Step(Change.GONE, source_id, document_id)
        for document_id, (source_id, _) in stored.items()
        if source_id in read and document_id not in seen and document_id not in courses
    ]
    today = today or date.today()
    plan.steps += _course_steps(pool, library, read, seen, today, stored, spool) if len(pool) else _run_out_steps(library, today, stored, spool)
    return plan


def plan_removal(source_id: str, library: Library, today: date | None = None) -> Plan:
    """All documents of a source leave; an offer that another catalogue has too stays with what that one says."""
    stored, spool = library.document_states(), Spool(library.path.parent)
    courses = {document_id for document_id, _ in library.courses.search_hashes()}
    plan = Plan([Step(Change.GONE, origin, name) for name, (origin, _) in stored.items() if origin == source_id and name not in courses])
    if library.courses.from_source(source_id):
        plan.steps += _course_steps(CoursePool(spool), library, {source_id}, set(), today or date.today(), stored, spool)
    return plan


def _step(outcome: Outcome, stored: Mapping[str, tuple[str, str]], spool: Spool) -> Step | None:
    """The step that one outcome asks for; none for a document that is gone and was never here."""
    source, name = outcome.source_id, outcome.document_id
    before = stored.get(name, ("", ""))[1]
    if outcome.failure:
        return Step(Change.FAILED, source, name, reason=outcome.failure)
    if outcome.gone:
        return Step(Change.GONE, source, name, reason=outcome.gone) if before else None
    if outcome.skipped:  # what was read before and cannot be read now has failed, and stays
        return Step(Change.FAILED if before else Change.SKIPPED, source, name, reason=outcome.skipped)
    document = outcome.document
    if document is None and outcome.load is not None and before != outcome.content_hash:
        try:
            document = outcome.load()
        except UnreadableSource as error:
            return Step(Change.FAILED, source, name, reason=str(error))
    return Step(Change.UNCHANGED, source, name) if document is None else _compared(source, document, stored, spool)


def _compared(source_id: str, document: Document, stored: Mapping[str, tuple[str, str]], spool: Spool) -> Step:
    """New, changed or unchanged, against what is stored."""
    before = stored.get(document.id)
    if before is not None and before[1] == document.content_hash:
        return Step(Change.UNCHANGED, source_id, document.id)
    return Step(Change.NEW if before is None else Change.CHANGED, source_id, document.id, spool.keep(document), notes=document.notes)


def _course_steps(
    pool: CoursePool, library: Library, whole: set[str], failed: set[str], today: date, stored: Mapping[str, tuple[str, str]], spool: Spool
) -> Iterator[Step]:
    """What becomes of every course, those of other sources included, since any of them may be the same offer or have run out."""
    pool.add_stored(library, whole, failed)
    left = {document_id for document_id, _ in library.courses.search_hashes()}
    for source_id, document in pool.merged(today):
        left.discard(document.id)
        yield _compared(source_id, document, stored, spool)
    for document_id in sorted(left):
        yield Step(Change.GONE, stored[document_id][0], document_id)


def _run_out_steps(library: Library, today: date, stored: Mapping[str, tuple[str, str]], spool: Spool) -> Iterator[Step]:
    """What becomes of stored courses when no catalogue was read: dates run out all the same."""
    for document_id, found in renewed(library, today):
        if found is not None:
            yield _compared(*found, stored, spool)
        if found is None or found[1].id != document_id:
            yield Step(Change.GONE, stored[document_id][0], document_id)


def execute(plan: Plan, library: Library, place: IndexPlace, embedding: Embeddings, model: str, *, batch: int = 64, progress: Progress | None = None) -> Report:
    """Carry a plan out; the caller holds the writer's lock.

    Raises:
        StorageFailed: no space or no right; the state before is unharmed.
    """
    report = Report(plan.steps, library.generation)
    changed = plan.having(Change.NEW, Change.CHANGED)
    reembed = library.embedding not in {"", model}
    _embed(lambda: _chunks_to_embed(changed, library, everything=reembed), library, embedding, model, batch, report, progress)
    gone = plan.having(Change.GONE)
    if changed or gone or reembed:
        touched = {step.document_id for step in (*changed, *gone)}
        kept = (chunk for chunk in library.chunks() if chunk.document_id not in touched)
        rules = (chunk for step in changed if (document := step.document) and not document.course for chunk in chunk_document(document))
        embed_phrases(load_bridges(place.bridges), chain(kept, rules), library, embedding, model)
        with library.transaction():
            for step in gone:
                library.remove(step.document_id)
            for step in changed:
                if document := step.document:
                    library.put(document, step.source_id, chunk_document(document))
            report.generation = library.publish(model)
            build_indexes(place, report.generation, library, embedding, model)
        drop_old(place, report.generation)
    elif library.generation and not place.sealed(library.generation):
        build_indexes(place, library.generation, library, embedding, model)
    return report


def _chunks_to_embed(changed: Iterable[Step], library: Library, *, everything: bool) -> Iterator[Chunk]:
    for step in changed:
        if document := step.document:
            yield from (chunk for chunk in chunk_document(document) if chunk.indexed)
    if everything:
        for partition in Partition:
            yield from library.chunks(partition)


def _embed(chunks: Callable[[], Iterator[Chunk]], library: Library, embedding: Embeddings, model: str, batch: int, report: Report, progress: Progress | None) -> None:
    """Embed each missing text once and store batch by batch.

    Within a window short texts come first (a batch is as slow as its longest); the window bounds the memory.
    """
    missing = library.missing_embeddings(model, (chunk.embedding_hash for chunk in chunks()))
    total = len(missing)
    if progress:
        progress(0, total)
    window: dict[str, str] = {}
    for chunk in chunks() if missing else ():
        key = chunk.embedding_hash
        if key not in missing:
            continue
        missing.remove(key)
        window[key] = chunk.embedded_text
        if len(window) == _WINDOW or not missing:
            _embed_window(window, library, embedding, model, batch, report, lambda done: progress(done, total) if progress else None)
            window.clear()


def _embed_window(texts: Mapping[str, str], library: Library, embedding: Embeddings, model: str, batch: int, report: Report, progress: Callable[[int], None]) -> None:
    ordered = sorted(texts, key=lambda key: (len(texts[key]), key))
    for start in range(0, len(ordered), batch):
        keys = ordered[start : start + batch]
        begun = time.perf_counter()
        vectors = np.asarray(embedding.embed_documents([texts[key] for key in keys]), dtype=np.float32)
        report.embedding_seconds += time.perf_counter() - begun
        library.put_embeddings(model, dict(zip(keys, vectors, strict=True)))
        report.embedded += len(keys)
        progress(report.embedded)
