"""Embeds the texts that a plan needs and the library has no vectors of, batch by batch."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from ingest.sync.result import Progress, Report
from knowledge.index.embedding import engine_of
from knowledge.index.shipped_vectors import ENGINE, LAW_VECTORS
from knowledge.index.unit import unit_vectors

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from knowledge.model.document import Chunk
    from knowledge.store.library import Library


_WINDOW = 8192  # texts that are sorted by length before they are embedded


def embed_missing(
    chunks: Callable[[], Iterator[Chunk]],
    library: Library,
    embedding: Embeddings,
    model: str,
    batch: int,
    report: Report,
    progress: Progress | None,
    *,
    engine: str = "",
) -> None:
    """Embed each missing text once and store batch by batch; with an engine, what another one embedded is
    missing too, and what travels with the project is not taken.

    Within a window short texts come first (a batch is as slow as its longest); the window bounds the memory.
    """
    missing = library.embeddings.missing(model, (chunk.embedding_hash for chunk in chunks()), engine=engine)
    if not engine:
        shipped = LAW_VECTORS.of(model, missing)
        library.embeddings.put(model, shipped, engine=ENGINE)
        report.shipped = len(shipped)
        missing -= shipped.keys()
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
            _embed_window(
                window,
                library,
                embedding,
                model,
                batch,
                report,
                lambda done: progress(done, total) if progress else None,
            )
            window.clear()


def _embed_window(
    texts: Mapping[str, str],
    library: Library,
    embedding: Embeddings,
    model: str,
    batch: int,
    report: Report,
    progress: Callable[[int], None],
) -> None:
    ordered = sorted(texts, key=lambda key: (len(texts[key]), key))
    for start in range(0, len(ordered), batch):
        keys = ordered[start : start + batch]
        begun = time.perf_counter()
        vectors = unit_vectors(embedding.embed_documents([texts[key] for key in keys]))
        report.embedding_seconds += time.perf_counter() - begun
        library.embeddings.put(model, dict(zip(keys, vectors, strict=True)), engine=engine_of(embedding))
        report.embedded += len(keys)
        progress(report.embedded)
