"""Bridges: how people ask for what a place of a law rules, in everyday words, kept by editors in bridges.yaml.

A law says "Übernahme der Weiterbildungskosten", a person "zahlt mir das Amt den Kurs". Each phrase leads to the place it is
kept at (document expansion, Nogueira et al. 2019, here by people instead of a model); it is searched, never shown.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from pydantic import RootModel

from knowledge.checked_yaml import load_checked
from knowledge.errors import SettingsError
from knowledge.model import content_hash

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from knowledge.library import Library
    from knowledge.model import Chunk

DEFAULT_BRIDGES = Path(__file__).parent / "bridges.yaml"
_MATRIX, _PLACES = "bridges.npy", "bridges.json"


class Bridges(RootModel[dict[str, dict[str, tuple[str, ...]]]]):
    """Document id -> locator -> phrases."""

    @property
    def hash(self) -> str:
        """Changes with any phrase or place."""
        return content_hash(json.dumps(self.root, sort_keys=True, ensure_ascii=False))

    def phrases(self, document_id: str, locator: str) -> tuple[str, ...]:
        """Phrases kept at a place."""
        return self.root.get(document_id, {}).get(locator, ())


@cache
def load_bridges(path: Path = DEFAULT_BRIDGES) -> Bridges:
    """The bridges of that file.

    Raises:
        SettingsError: unreadable or of another shape; names the line.
    """
    return load_checked(path, Bridges, "Die Liste der Alltagsfragen", SettingsError)[0]


class BridgeIndex:
    """The phrases' vectors and the chunks they lead to; a scan, since there are hundreds, not millions."""

    def __init__(self, matrix: np.ndarray, chunk_ids: list[list[str]]) -> None:
        self._matrix, self._chunk_ids = matrix, chunk_ids

    @classmethod
    def build(cls, folder: Path, bridges: Bridges, chunks: Iterable[Chunk], library: Library, embedding: Embeddings, model: str) -> None:
        """Write the index of the phrases whose places are stored; phrases are embedded as questions, each once."""
        ids: dict[tuple[str, str], list[str]] = {}
        for chunk in chunks:
            ids.setdefault((chunk.document_id, chunk.locator), []).append(chunk.id)
        pairs = [
            (phrase, ids[document, locator])
            for document, places in bridges.root.items()
            for locator, phrases in places.items()
            if (document, locator) in ids
            for phrase in phrases
        ]
        matrix = _vectors([phrase for phrase, _ in pairs], library, embedding, f"{model} (Frage)")
        np.save(folder / _MATRIX, matrix)
        (folder / _PLACES).write_text(json.dumps([chunk_ids for _, chunk_ids in pairs]))

    @classmethod
    def open(cls, folder: Path) -> BridgeIndex:
        """Open a built index; raises FileNotFoundError."""
        return cls(np.load(folder / _MATRIX, mmap_mode="r"), json.loads((folder / _PLACES).read_text()))

    def similar(self, vector: list[float], at_least: float) -> dict[str, float]:
        """Chunk id -> cosine of the phrase nearest to the question, where it is at least so near."""
        if not len(self._matrix):
            return {}
        cosines = self._matrix @ np.asarray(vector, dtype=np.float32)
        found: dict[str, float] = {}
        for i in np.flatnonzero(cosines >= at_least):
            for chunk_id in self._chunk_ids[i]:
                found[chunk_id] = max(found.get(chunk_id, 0.0), float(cosines[i]))
        return found


def _vectors(phrases: list[str], library: Library, embedding: Embeddings, model: str) -> np.ndarray:
    """Matrix (len(phrases), dimensions) of float32; what the library has cached is not embedded again."""
    keys = [content_hash(phrase) for phrase in phrases]
    missing = library.missing_embeddings(model, keys)
    if missing:
        texts = {key: phrase for key, phrase in zip(keys, phrases, strict=True) if key in missing}
        library.put_embeddings(model, {key: np.asarray(embedding.embed_query(text), dtype=np.float32) for key, text in texts.items()})
    known = library.embeddings(model, keys)
    return np.stack([known[key] for key in keys]).astype(np.float32) if keys else np.zeros((0, 1), dtype=np.float32)
