"""Carries a plan out: embed what is missing, then switch over in one transaction; a stop in the
middle loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING

from ingest.chunk import chunk_document
from ingest.sync.embed import embed_missing
from ingest.sync.plan import DocumentStatus, DocumentStep, Plan
from ingest.sync.result import Progress, Report
from knowledge.editorial.phrases import load_phrases
from knowledge.index.embedding import engine_of
from knowledge.index.generation import IndexPlace, build_indexes, drop_old
from knowledge.index.phrases import embed_phrases
from knowledge.model.partition import Partition

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from knowledge.model.document import Chunk
    from knowledge.store.library import Library


def execute(
    plan: Plan,
    library: Library,
    place: IndexPlace,
    embedding: Embeddings,
    model: str,
    *,
    batch: int = 64,
    progress: Progress | None = None,
    reembed: bool = False,
) -> Report:
    """Carry a plan out; the caller holds the writer's lock. With `reembed` also what the same embedding has
    computed with another engine, or another version of it, is embedded anew.

    Raises:
        StorageFailed: no space or no right; the state before is unharmed.
    """
    report = Report(plan.steps, library.generation)
    changed = plan.having(DocumentStatus.NEW, DocumentStatus.CHANGED)
    engine = engine_of(embedding) if reembed else ""
    other_engine = bool(engine and library.engines(model).keys() - {engine})
    other_model = library.embedding not in {"", model}
    everything = other_model or other_engine
    embed_missing(
        lambda: _chunks_to_embed(changed, library, everything=everything),
        library,
        embedding,
        model,
        batch,
        report,
        progress,
        engine=engine,
    )
    gone = plan.having(DocumentStatus.GONE)
    if changed or gone or everything:
        touched = {step.document_id for step in (*changed, *gone)}
        kept = (chunk for chunk in library.chunks() if chunk.document_id not in touched)
        rules = (
            chunk
            for step in changed
            if (document := step.document) and not document.course
            for chunk in chunk_document(document)
        )
        embed_phrases(load_phrases(place.everyday), chain(kept, rules), library, embedding, model)
        with library.transaction():
            for step in gone:
                library.remove(step.document_id)
            for step in changed:
                if document := step.document:
                    library.put(document, step.source_id, chunk_document(document))
            report.generation = library.publish(model)
            build_indexes(place, report.generation, library, embedding, model, fresh=other_engine)
        drop_old(place, report.generation)
    elif library.generation and (not place.sealed(library.generation) or place.damaged(library.generation)):
        build_indexes(place, library.generation, library, embedding, model)
    _keep_notes(plan, library)
    return report


def _keep_notes(plan: Plan, library: Library) -> None:
    """What was left out of a document is no part of its content, so an unchanged one may have other notes
    than before, or none yet; a new or changed one has them with it.
    """
    known = library.readings.notes()
    unchanged = plan.having(DocumentStatus.UNCHANGED)
    other = [(step.document_id, step.notes) for step in unchanged if step.notes is not None]
    other = [(name, notes) for name, notes in other if known.get(name) != notes]
    if other:
        with library.transaction():
            for name, notes in other:
                library.readings.keep(name, notes or ())


def _chunks_to_embed(
    changed: Iterable[DocumentStep], library: Library, *, everything: bool
) -> Iterator[Chunk]:
    for step in changed:
        if document := step.document:
            yield from (chunk for chunk in chunk_document(document) if chunk.indexed)
    if everything:
        for partition in Partition:
            yield from library.chunks(partition)
