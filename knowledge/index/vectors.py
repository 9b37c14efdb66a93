"""The dense index in two forms of the same vectors: Chroma for processes that stay, an exact scan for those
that do not.

Importing Chroma takes about two seconds, more than a whole one-shot search may; the exact scan reads the
matrix that every generation keeps beside its Chroma folder (10,000 vectors: 4 ms) and is also what `wbm
doctor` judges Chroma by.
"""

from __future__ import annotations

import json
import logging
from asyncio import CancelledError
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from langchain_chroma import Chroma
    from langchain_core.embeddings import Embeddings

_log = logging.getLogger(__name__)
_BATCH = 2_000  # below Chroma's limit of one call
COLLECTION = "wbm"
_MATRIX, _IDS = "vectors.npy", "vector_ids.json"


class DenseIndex(Protocol):
    """Nearest chunks to a question's vector."""

    def search(self, vector: Sequence[float], k: int) -> list[tuple[str, float]]:
        """The k nearest (chunk id, cosine similarity), nearest first."""
        ...


class ExactVectors:
    """All vectors in one memory-mapped matrix; the result is exact."""

    def __init__(self, folder: Path) -> None:
        self.matrix = np.load(folder / _MATRIX, mmap_mode="r")
        self._ids: list[str] = json.loads((folder / _IDS).read_text())
        if len(self._ids) != len(self.matrix):
            raise ValueError("vectors and ids differ in number")

    def __len__(self) -> int:
        return len(self._ids)

    @cached_property
    def rows(self) -> dict[str, int]:
        """Chunk id -> its row of the matrix."""
        return {key: row for row, key in enumerate(self._ids)}

    @staticmethod
    def build(folder: Path, ids: Sequence[str], matrix: np.ndarray) -> None:
        """Write the matrix (n, dimensions) of unit vectors and its chunk ids."""
        np.save(folder / _MATRIX, matrix)
        (folder / _IDS).write_text(json.dumps(list(ids)))

    def search(self, vector: Sequence[float], k: int) -> list[tuple[str, float]]:
        """See DenseIndex."""
        if not self._ids:
            return []
        # single-threaded: see course_index.py
        similarity = np.vecdot(self.matrix, np.asarray(vector, dtype=np.float32))
        best = np.argsort(-similarity, kind="stable")[:k]
        return [(self._ids[i], float(similarity[i])) for i in best]


class ChromaVectors:
    """The vectors in Chroma, reached through LangChain's store."""

    def __init__(self, store: Chroma) -> None:
        self.store = store

    def search(self, vector: Sequence[float], k: int) -> list[tuple[str, float]]:
        """See DenseIndex; Chroma's approximate search over cosine distance."""
        result = self.store._collection.query(query_embeddings=[vector], n_results=k, include=["distances"])  # noqa: SLF001 - LangChain's own search drops the ids' distances
        distances = (result["distances"] or [[]])[0]
        return [(key, 1.0 - distance) for key, distance in zip(result["ids"][0], distances, strict=True)]

    def count(self) -> int:
        """Number of stored vectors, as Chroma says."""
        return int(self.store._collection.count())  # noqa: SLF001 - the store has no count of its own


class _WithSpare:
    """Chroma as long as it answers; from its first failure on the exact scan of the same vectors, slower and
    never wrong.
    """

    def __init__(self, store: ChromaVectors, spare: ExactVectors) -> None:
        self._now: DenseIndex = store
        self._spare = spare

    def search(self, vector: Sequence[float], k: int) -> list[tuple[str, float]]:
        """See DenseIndex."""
        try:
            return self._now.search(vector, k)
        except BaseException as error:
            if self._now is self._spare or _to_end(error):
                raise
            _say_broken(error)
            self._now = self._spare
            return self._spare.search(vector, k)


def chroma_or(spare: ExactVectors, opened: Callable[[], ChromaVectors]) -> DenseIndex:
    """What `opened` opens, with the exact scan for when Chroma's folder is damaged now or later; then it is
    said in the log.
    """
    try:
        return _WithSpare(opened(), spare)
    except BaseException as error:
        if _to_end(error):
            raise
        _say_broken(error)
        return spare


def _to_end(error: BaseException) -> bool:
    """Whether an error ends the process or the turn; a panic in Chroma's bindings is no
    Exception and does not.
    """
    return isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit | CancelledError)


def _say_broken(error: BaseException) -> None:
    _log.warning(
        "Chroma antwortet nicht (%s: %s). Gesucht wird ohne Chroma; `wbm doctor` baut den Index neu.",
        type(error).__name__,
        error,
    )


def open_chroma(
    folder: Path, embedding: Embeddings, *, url: str = "", collection: str = COLLECTION
) -> ChromaVectors:
    """Open (or create) the Chroma store of one generation: a folder, or a server when `url` is
    set. Telemetry is off.
    """
    import chromadb
    from chromadb.config import Settings as ChromaSettings
    from langchain_chroma import Chroma

    quiet = ChromaSettings(anonymized_telemetry=False)
    if url:
        from urllib.parse import urlsplit

        place = urlsplit(url)
        client = chromadb.HttpClient(
            host=place.hostname or "localhost",
            port=place.port or 8000,
            ssl=place.scheme == "https",
            settings=quiet,
        )
    else:
        client = chromadb.PersistentClient(path=str(folder), settings=quiet)
    return ChromaVectors(
        Chroma(
            client=client,
            collection_name=collection,
            embedding_function=embedding,
            collection_configuration={"hnsw": {"space": "cosine", "ef_search": 200}},
        )
    )


def fill_chroma(
    vectors: ChromaVectors,
    ids: Sequence[str],
    matrix: np.ndarray,
    metadatas: Sequence[dict[str, str]],
    texts: Sequence[str],
) -> None:
    """Add precomputed vectors in batches; no id may be in the store already."""
    collection = vectors.store._collection  # noqa: SLF001 - the store's add_texts would embed a second time
    for start in range(0, len(ids), _BATCH):
        part = slice(start, start + _BATCH)
        collection.add(
            ids=list(ids[part]),
            embeddings=matrix[part],
            metadatas=list(metadatas[part]),
            documents=list(texts[part]),
        )
