"""The vectors of the everyday phrases, shipped beside them: embedding thousands of phrases is what a first start would wait for.

Derived data: tools/build_phrase_vectors.py makes it from bridges/ with the default embedding. A phrase that is new since then
is embedded when it is needed, and another embedding uses none of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.embedding import DEFAULT_EMBEDDING

if TYPE_CHECKING:
    import numpy as np

FILE = Path(__file__).parent / "bridges" / "vectors.npz"


def shipped(model: str, hashes: Iterable[str]) -> dict[str, np.ndarray]:
    """content hash of a phrase -> vector (float32) of those that are shipped; {} for another embedding than the default one."""
    if model != DEFAULT_EMBEDDING or not FILE.exists():
        return {}
    known = _vectors()
    return {key: known[key] for key in hashes if key in known}


def stored_hashes() -> set[str]:
    """Content hashes of all phrases in the file."""
    return set(_vectors()) if FILE.exists() else set()


@cache
def _vectors() -> dict[str, np.ndarray]:
    import numpy as np

    with np.load(FILE) as stored:
        keys, matrix = stored["hashes"], stored["steps"].astype(np.float32) * stored["step"][:, None].astype(np.float32)
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    return {key.hex(): row for key, row in zip((bytes(k) for k in keys), matrix, strict=True)}


def write(vectors: dict[str, np.ndarray], file: Path = FILE) -> None:
    """Write the file: a byte a dimension, with each vector's own step, which keeps a cosine to three digits."""
    import numpy as np

    keys = sorted(vectors)
    matrix = np.stack([vectors[key] for key in keys]).astype(np.float32)
    step = np.abs(matrix).max(axis=1) / 127
    steps = np.round(matrix / step[:, None]).astype(np.int8)
    hashes = np.frombuffer(bytes.fromhex("".join(keys)), dtype=np.uint8).reshape(len(keys), -1)
    np.savez_compressed(file, hashes=hashes, steps=steps, step=step.astype(np.float32))
