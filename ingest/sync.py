"""A sync: plan (new, changed, unchanged, gone, failed), embed what is missing, then switch over in one transaction.

Nothing is lost at a stop: embeddings are stored batch by batch under their content hash, documents and the indexes derived
from them appear together at the commit, and a half-built index folder has no seal and is never opened.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from ingest.chunk import chunk_document
from knowledge.bridges import embed_phrases, load_bridges
from knowledge.errors import UnreadableSource
from knowledge.index import IndexPlace, build_indexes, drop_old

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from ingest.outcome import Outcome
    from knowledge.library import Library
    from knowledge.model import Chunk, Document

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
    """One document of a plan."""

    change: Change
    source_id: str
    document_id: str
    document: Document | None = None
    reason: str = ""


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


def plan_sync(outcomes: Iterable[Outcome], library: Library) -> Plan:
    """Compare what was read with what is stored; a document is gone only if its source was read to its end and no longer has it.

    Only new and changed documents are held: what is unchanged leaves memory as it comes.
    """
    stored = library.document_states()
    plan = Plan()
    seen: set[str] = set()
    whole: dict[str, bool] = {}
    for outcome in outcomes:
        kept = bool(outcome.failure and not outcome.document_id) or outcome.partial
        whole[outcome.source_id] = whole.get(outcome.source_id, True) and not kept
        step = _step(outcome, stored)
        if step is not None:
            plan.steps.append(step)
        seen.add(outcome.document_id)
    for document_id, (source_id, _) in stored.items():
        if whole.get(source_id) and document_id not in seen:
            plan.steps.append(Step(Change.GONE, source_id, document_id))
    return plan


def _step(outcome: Outcome, stored: Mapping[str, tuple[str, str]]) -> Step | None:
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
    if document is None or before == document.content_hash:
        return Step(Change.UNCHANGED, source, name)
    return Step(Change.CHANGED if before else Change.NEW, source, document.id, document)


def execute(plan: Plan, library: Library, place: IndexPlace, embedding: Embeddings, model: str, *, batch: int = 64, progress: Progress | None = None) -> Report:
    """Carry a plan out; the caller holds the writer's lock.

    Raises:
        StorageFailed: no space or no right; the state before is unharmed.
    """
    report = Report(plan.steps, library.generation)
    changed = plan.having(Change.NEW, Change.CHANGED)
    chunks = {step.document_id: chunk_document(step.document) for step in changed if step.document}
    reembed = library.embedding not in {"", model}
    wanted = [chunk for parts in chunks.values() for chunk in parts] + (list(library.chunks()) if reembed else [])
    _embed(wanted, library, embedding, model, batch, report, progress)
    gone = plan.having(Change.GONE)
    if changed or gone or reembed:
        touched = {step.document_id for step in (*changed, *gone)}
        after = [chunk for chunk in library.chunks() if chunk.document_id not in touched] + [chunk for parts in chunks.values() for chunk in parts]
        embed_phrases(load_bridges(place.bridges), after, library, embedding, model)
        with library.transaction():
            for step in gone:
                library.remove(step.document_id)
            for step in changed:
                if step.document:
                    library.put(step.document, step.source_id, chunks[step.document_id])
            report.generation = library.publish(model)
            build_indexes(place, report.generation, library, embedding, model)
        drop_old(place, report.generation)
    elif library.generation and not place.sealed(library.generation):
        build_indexes(place, library.generation, library, embedding, model)
    return report


def _embed(chunks: list[Chunk], library: Library, embedding: Embeddings, model: str, batch: int, report: Report, progress: Progress | None) -> None:
    """Embed each missing text once, short ones first (a batch is as slow as its longest), and store batch by batch."""
    texts = {chunk.embedding_hash: chunk.embedded_text for chunk in chunks}
    missing = sorted(library.missing_embeddings(model, texts), key=lambda key: (len(texts[key]), key))
    if progress:
        progress(0, len(missing))
    for start in range(0, len(missing), batch):
        keys = missing[start : start + batch]
        begun = time.perf_counter()
        vectors = np.asarray(embedding.embed_documents([texts[key] for key in keys]), dtype=np.float32)
        report.embedding_seconds += time.perf_counter() - begun
        library.put_embeddings(model, dict(zip(keys, vectors, strict=True)))
        report.embedded += len(keys)
        if progress:
            progress(report.embedded, len(missing))
