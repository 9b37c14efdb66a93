"""The vectors of the editors' example questions (knowledge/guides/, knowledge/topic_questions.yaml), shipped
beside them: embedding hundreds of questions is what a first start would wait for.

Derived data: tools/build_question_vectors.py makes it with the default embedding. A question that is new
since then is embedded when it is needed, and another embedding uses none of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from settings import DEFAULT_EMBEDDING

if TYPE_CHECKING:
    import numpy as np

FILE = Path(__file__).parent.parent / "vectors" / "questions.npz"


def shipped(model: str, hashes: Iterable[str]) -> dict[str, np.ndarray]:
    """content hash of a question -> unit vector (float32) of those that are shipped; {} for another embedding
    than the default one.
    """
    if model != DEFAULT_EMBEDDING or not FILE.exists():
        return {}
    known = _vectors()
    return {key: known[key] for key in hashes if key in known}


def stored_hashes() -> set[str]:
    """Content hashes of all questions in the file."""
    return set(_vectors()) if FILE.exists() else set()


@cache
def _vectors() -> dict[str, np.ndarray]:
    from knowledge.index.vector_file import read_vectors

    return read_vectors(FILE)
