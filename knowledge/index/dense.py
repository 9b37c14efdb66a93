"""The nearest vectors of a generation: by Chroma where that has its state, else by the exact scan."""

from __future__ import annotations

from asyncio import CancelledError
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

if TYPE_CHECKING:
    from knowledge.index.rules import RuleIndex
    from knowledge.store.library import Library

BATCH = 2_000  # below Chroma's limit of one call
ANEW = 0.5  # share of touched chunks from which filling anew is cheaper than following
# questions that are asked after each writing, for how many nearest, and the share of the exact scan's that
# must be among them: of 8,473 chunks 0.97 are, and a graph that lost vectors finds fewer
# (`python -m benchmarks.index_size … --chroma`, 29.11.2026)
_JUDGED, _NEAREST, _LEAST_RECALL = 50, 300, 0.9
_EQUAL = 1e-4  # cosines that differ less are the same: equal texts of several places share a rank
# its files are written anew with each so many vectors: a change of a few must not do so
HNSW: dict[str, Any] = {
    "space": "cosine",
    # with Chroma's own 16 and 100 it finds 0.935 instead of 0.966 of the 300 nearest of 8,473
    "max_neighbors": 32,
    "ef_construction": 200,
    "ef_search": 200,
    "batch_size": 1_000,
    "sync_threshold": 10_000,
}


class DenseIndex(Protocol):
    """Nearest chunks to a question's vector."""

    def search(self, vector: Sequence[float], k: int) -> list[tuple[str, float]]:
        """The k nearest (chunk id, cosine similarity), nearest first."""
        ...


class Mirror(Protocol):
    """Keeps Chroma like the exact index and searches in it; one instance a process."""

    def serving(self, index: RuleIndex, generation: int, library: Library) -> DenseIndex:
        """The dense search of a generation: in Chroma from when that has its state, until then and
        whenever Chroma is away by the exact scan.
        """
        ...

    def wait(self) -> bool:
        """Wait for work in the background; whether Chroma serves after it."""
        ...

    def serves(self, index: RuleIndex, generation: int) -> bool:
        """Whether it has the state of that generation."""
        ...

    def nearest(self, vector: Sequence[float], k: int) -> list[tuple[str, float]]:
        """(chunk id, cosine) of the k nearest, and of as many more as may be dead."""
        ...

    def give_up(self, error: BaseException) -> None:
        """Serve no longer for now."""
        ...

    def close(self) -> None:
        """Stop work in the background and give back what is held."""
        ...


class Served:
    """A generation's dense search; only what is alive in that generation is given out."""

    def __init__(self, mirror: Mirror, index: RuleIndex, generation: int) -> None:
        self._mirror, self._index, self._generation = mirror, index, generation

    def search(self, vector: Sequence[float], k: int) -> list[tuple[str, float]]:
        """See DenseIndex."""
        if self._mirror.serves(self._index, self._generation):
            try:
                found = self._mirror.nearest(vector, k)
                rows = self._index.rows.find([key for key, _ in found])
                alive = [hit for hit, row in zip(found, rows, strict=True) if row >= 0][:k]
                if len(alive) == min(k, len(self._index.rows)):
                    return alive
            except BaseException as error:
                if isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit | CancelledError):
                    raise
                self._mirror.give_up(error)
        return self._index.vectors.search(vector, k)


def upsert(collection: Any, ids: Sequence[str], matrix: np.ndarray, batch: int = BATCH) -> None:
    """Vectors alone: texts and metadata are read from the library."""
    for start in range(0, len(ids), batch):
        part = slice(start, start + batch)
        collection.upsert(ids=list(ids[part]), embeddings=matrix[part])


def query(collection: Any, vector: Sequence[float], k: int) -> list[tuple[str, float]]:
    """The k nearest, which LangChain's own search gives without the ids' distances."""
    result: Any = collection.query(query_embeddings=[vector], n_results=k, include=["distances"])
    distances = (result["distances"] or [[]])[0]
    return [(key, 1.0 - distance) for key, distance in zip(result["ids"][0], distances, strict=True)]


def recall(collection: Any, index: RuleIndex) -> float:
    """Share of what the exact scan finds that the collection finds too, near a sample of the everyday phrases
    and of the chunks.
    """
    living, phrases = np.flatnonzero(index.rows.alive), index.everyday.matrix
    if not len(living):
        return 1.0
    asked = [
        *index.vectors.at(living[:: 1 + len(living) // _JUDGED]),
        *phrases[:: 1 + len(phrases) // _JUDGED],
    ]
    k, found, wanted = min(_NEAREST, len(living)), 0, 0
    for vector in asked:
        exact = index.vectors.search(vector.tolist(), k)
        near = sum(cosine >= exact[-1][1] - _EQUAL for _, cosine in query(collection, vector.tolist(), k))
        found, wanted = found + min(near, len(exact)), wanted + len(exact)
    return found / wanted


def is_sound(share: float) -> bool:
    """Whether a recall is that of a whole graph."""
    return share >= _LEAST_RECALL
