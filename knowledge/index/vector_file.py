"""Vectors that travel with the project, by the content hash of what they are of: a byte a dimension, with
each vector's own step, which keeps a cosine to three digits.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np


def read_vectors(file: Path) -> dict[str, np.ndarray]:
    """content hash -> unit vector (float32)."""
    with np.load(file) as stored:
        keys, matrix = (
            stored["hashes"],
            stored["steps"].astype(np.float32) * stored["step"][:, None].astype(np.float32),
        )
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    return {bytes(key).hex(): row for key, row in zip(keys, matrix, strict=True)}


def write_vectors(vectors: dict[str, np.ndarray], file: Path) -> None:
    """Write the file, in the order of the hashes."""
    keys = sorted(vectors)
    matrix = np.stack([vectors[key] for key in keys]).astype(np.float32)
    step = np.abs(matrix).max(axis=1) / 127
    steps = np.round(matrix / step[:, None]).astype(np.int8)
    hashes = np.frombuffer(bytes.fromhex("".join(keys)), dtype=np.uint8).reshape(len(keys), -1)
    np.savez_compressed(file, hashes=hashes, steps=steps, step=step.astype(np.float32))
