"""Carries a plan out: embed what is missing, then switch over in one transaction; a stop in the
middle loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from ingest.chunk import chunk_document
from ingest.sync.embed import embed_missing
from ingest.sync.plan import DocumentStatus, DocumentStep, Plan
from ingest.sync.result import Progress, Report
from knowledge.editorial.phrases import load_phrases
from knowledge.index.embedding import engine_of
from knowledge.index.generation import IndexPlace, build_indexes, drop_old
from knowledge.index.phrases import concerned, embed_phrases, phrase_places
from knowledge.model.partition import Partition

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from knowledge.model.document import Chunk, Document
    from knowledge.store.library import Library


_Content = tuple["Document", list["Chunk"]]
_READ_AT_ONCE = 8  # documents whose chunks are kept from one step to the next: a change is often of few


def _content(step: DocumentStep) -> _Content | None:
    """A step's document, cut into chunks; None for one that brings none."""
    document = step.document
    return (document, chunk_document(document)) if document else None


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
    contents = lru_cache(maxsize=_READ_AT_ONCE)(_content)
    engine = engine_of(embedding) if reembed else ""
    other_engine = bool(engine and library.embeddings.engines(model).keys() - {engine})
    other_model = library.embedding not in {"", model}
    everything = other_model or other_engine
    embed_missing(
        lambda: _chunks_to_embed(map(contents, changed), library, everything=everything),
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
        _embed_phrases(touched, map(contents, changed), library, place, embedding, model)
        with library.transaction():
            for step in gone:
                library.remove(step.document_id)
            for step in changed:
                if content := contents(step):
                    library.put(content[0], step.source_id, content[1])
            report.generation = library.publish(model, anew=everything)
            build_indexes(place, report.generation, library, embedding, model, fresh=other_engine)
        drop_old(place, report.generation)
    elif (now := library.generation) and (not place.sealed(now, library.marks.of(now)) or place.damaged(now)):
        build_indexes(place, now, library, embedding, model)
    _keep_notes(plan, library)
    return report


def _embed_phrases(
    touched: set[str],
    changed: Iterable[_Content | None],
    library: Library,
    place: IndexPlace,
    embedding: Embeddings,
    model: str,
) -> None:
    """Embed the phrases that the next generation needs, outside the transaction: they may be many."""
    everyday = load_phrases(place.everyday)
    new = [
        (chunk.document_id, chunk.locator, chunk.id)
        for content in changed
        if content and not content[0].course
        for chunk in content[1]
    ]
    if concerned(everyday, touched, (locator for _, locator, _ in new)) or library.embedding != model:
        kept = (found for found in phrase_places(everyday, library) if found[0] not in touched)
        embed_phrases(everyday, chain(kept, new), library, embedding, model)


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
    changed: Iterable[_Content | None], library: Library, *, everything: bool
) -> Iterator[Chunk]:
    for content in changed:
        if content:
            yield from (chunk for chunk in content[1] if chunk.indexed)
    if everything:
        for partition in Partition:
            yield from library.chunks(partition)
