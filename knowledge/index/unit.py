"""Vectors of length 1, so that a product is a cosine whatever the embedding gives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

_EVEN = 1e-3  # what a length may differ from 1 by rounding


def unit_vectors(vectors: ArrayLike | Sequence[ArrayLike]) -> np.ndarray:
    """Matrix (n, dimensions) of float32, each row of length 1; those that have it already stay as they are,
    and a row of zeros stays one.
    """
    matrix = np.asarray(vectors, dtype=np.float32)
    if matrix.size == 0:
        return matrix
    lengths = np.linalg.norm(matrix, axis=-1, keepdims=True)
    if np.all(np.abs(lengths - 1) < _EVEN):
        return matrix
    return matrix / np.where(lengths == 0, 1, lengths)
