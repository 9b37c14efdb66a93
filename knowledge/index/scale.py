"""What a cosine means: embeddings spread their cosines differently (E5: 0.75 to 0.95 for whatever one
compares), so all thresholds are in nearness, which is the same for every embedding.

Nearness 0 is where two texts begin to have to do with each other, 1 is the same question. A scale leads from
the one to the other by anchors: pairs that belong together and pairs that do not, whose nearness is known
from the embedding that the thresholds were fitted with.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from knowledge.index.embedding import embed_queries
from knowledge.index.unit import unit_vectors
from settings import DEFAULT_EMBEDDING

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from knowledge.index.exact import ExactVectors
    from knowledge.index.phrases import PhraseIndex
    from knowledge.store.library import Library

_FILE = "embedding_scale.json"
_PAIRS, _SEED = 400, 82  # of each kind; the median of 400 is known to a hundredth
_OPENINGS, _WORDS = 60, 8  # without phrases: chunks whose first words stand for a question
_LEAST_PAIRS = 20
_APART = 0.02  # cosine: where related pairs are no nearer than others, the embedding tells nothing
_log = logging.getLogger(__name__)
Points = tuple[tuple[float, float], ...]  # (cosine, nearness), rising

# median nearness of the anchors with the default embedding over the 33 laws (question_anchors,
# passage_anchors, opening_anchors; 2026-11-28)
_QUESTIONS_APART, _QUESTIONS_ALIKE = 0.06, 0.56
_PASSAGES_APART, _PASSAGES_ALIKE = 0.03, 0.28
_OPENINGS_APART, _OPENINGS_ALIKE = 0.12, 0.42


@dataclass(frozen=True, slots=True)
class CosineScale:
    """From cosines to nearness and back, linear between its points and beyond them."""

    points: Points

    def nearness(self, cosine: float) -> float:
        """What a cosine means; below 0 for texts that have nothing to do with each other."""
        return float(self.nearnesses(np.asarray([cosine], dtype=np.float64))[0])

    def nearnesses(self, cosines: np.ndarray) -> np.ndarray:
        """The same for many."""
        x, y = (np.asarray(values) for values in zip(*self.points, strict=True))
        at = np.clip(np.searchsorted(x, cosines) - 1, 0, len(x) - 2)
        slope = np.diff(y) / np.diff(x)
        return np.asarray(y[at] + (cosines - x[at]) * slope[at])


@dataclass(frozen=True, slots=True)
class EmbeddingScale:
    """What cosines between two questions, and between a question and a passage, mean with one embedding."""

    model: str
    questions: CosineScale
    passages: CosineScale


# cosines of multilingual-e5-small begin to mean something at 0.8
_E5 = CosineScale(((0.8, 0.0), (1.0, 1.0)))
SHIPPED = {DEFAULT_EMBEDDING: EmbeddingScale(DEFAULT_EMBEDDING, _E5, _E5)}


@dataclass(frozen=True, slots=True)
class Anchors:
    """Median cosines of pairs that have nothing to do with each other, and of those that belong together."""

    apart: float
    alike: float


def load_scale(
    root: Path,
    model: str,
    everyday: PhraseIndex,
    vectors: ExactVectors,
    library: Library,
    embedding: Embeddings,
) -> EmbeddingScale:
    """The scale of that embedding: shipped, kept below the indexes, or fitted now and kept."""
    if model in SHIPPED:
        return SHIPPED[model]
    kept = _read(root / _FILE, model)
    return kept or save_scale(root, fit_scale(model, everyday, vectors, library, embedding))


def save_scale(root: Path, scale: EmbeddingScale) -> EmbeddingScale:
    """Keep a scale; where nothing can be written it is fitted again next time."""
    try:
        (root / _FILE).write_text(json.dumps(asdict(scale), indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        _log.warning(
            "%s: Der Maßstab der Einbettung wird nicht aufgehoben (%s).", root / _FILE, error.strerror
        )
    return scale


def _read(path: Path, model: str) -> EmbeddingScale | None:
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        if stored["model"] != model:
            return None
        questions, passages = (
            CosineScale(tuple((float(x), float(y)) for x, y in stored[kind]["points"]))
            for kind in ("questions", "passages")
        )
        return EmbeddingScale(model, questions, passages)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def fit_scale(
    model: str, everyday: PhraseIndex, vectors: ExactVectors, library: Library, embedding: Embeddings
) -> EmbeddingScale:
    """Measure an embedding on what is indexed: from the vectors of phrases and places that are there already,
    else from the first words of some places, which are embedded as questions.
    """
    questions, passages = question_anchors(everyday), passage_anchors(everyday, vectors)
    if questions is not None and passages is not None:
        return EmbeddingScale(
            model,
            _through(questions, _QUESTIONS_APART, _QUESTIONS_ALIKE, same=True),
            _through(passages, _PASSAGES_APART, _PASSAGES_ALIKE),
        )
    openings = opening_anchors(vectors, library, embedding)
    if openings is None:
        return EmbeddingScale(model, _E5, _E5)
    line = _through(openings, _OPENINGS_APART, _OPENINGS_ALIKE)
    return EmbeddingScale(model, line, line)


def _through(anchors: Anchors, apart: float, alike: float, *, same: bool = False) -> CosineScale:
    """The line through both anchors; `same`: on to cosine 1, which the same question has."""
    points = [(anchors.apart, apart), (max(anchors.alike, anchors.apart + _APART), alike)]
    if same and points[-1][0] < 1 - _APART:
        points.append((1.0, 1.0))
    return CosineScale(tuple((round(x, 4), y) for x, y in points))


def question_anchors(everyday: PhraseIndex) -> Anchors | None:
    """Phrases of one place, and phrases of places in different documents; None without enough of them."""
    by_place: dict[tuple[str, str], list[int]] = {}
    for i in np.flatnonzero(everyday.here):
        by_place.setdefault(everyday.places[i], []).append(int(i))
    several = [rows for rows in by_place.values() if len(rows) > 1]
    if len(several) < _LEAST_PAIRS:
        return None
    drawn = np.random.default_rng(_SEED)
    chosen = [several[i] for i in drawn.permutation(len(several))[:_PAIRS]]
    alike = [max(_cosine(everyday.matrix, rows[0], row) for row in rows[1:]) for rows in chosen]
    apart = [
        _cosine(everyday.matrix, one[0], other[0])
        for one, other in zip(chosen, [*chosen[1:], chosen[0]], strict=True)
        if everyday.places[one[0]][0] != everyday.places[other[0]][0]
    ]
    return Anchors(float(np.median(apart)), float(np.median(alike))) if apart else None


def passage_anchors(everyday: PhraseIndex, vectors: ExactVectors) -> Anchors | None:
    """Phrases with the chunks they lead to, and with chunks drawn by lot; None without enough of them."""
    led = [i for i in np.flatnonzero(everyday.here) if vectors.rows.find(everyday.chunk_ids[i][:1])[0] >= 0]
    if len(led) < _LEAST_PAIRS:
        return None
    drawn = np.random.default_rng(_SEED)
    alike, apart, living = [], [], np.flatnonzero(vectors.rows.alive)
    for i in drawn.permutation(led)[:_PAIRS]:
        question = everyday.matrix[i]
        rows = vectors.rows.find(everyday.chunk_ids[i])
        alike.append(float((vectors.at(rows[rows >= 0]) @ question).max()))
        apart.append(float(vectors.at(living[[int(drawn.integers(len(living)))]])[0] @ question))
    return Anchors(float(np.median(apart)), float(np.median(alike)))


def opening_anchors(vectors: ExactVectors, library: Library, embedding: Embeddings) -> Anchors | None:
    """The first words of chunks, as questions, with their own chunk and with another's; None for fewer than
    two chunks.
    """
    living = np.flatnonzero(vectors.rows.alive)
    if len(living) < 2:  # noqa: PLR2004 - there is no other
        return None
    step = max(1, len(living) // _OPENINGS)
    chosen = vectors.rows.ids(living[::step][:_OPENINGS])
    passages = library.passages(chosen)
    chosen = [key for key in chosen if key in passages]
    asked = embed_queries(embedding, [" ".join(passages[key].chunk_text.split()[:_WORDS]) for key in chosen])
    questions = unit_vectors(asked)
    places = vectors.at(vectors.rows.find(chosen))
    cosines = questions @ places.T
    own = np.eye(len(chosen), dtype=bool)
    return Anchors(float(np.median(cosines[~own])), float(np.median(cosines[own])))


def _cosine(matrix: np.ndarray, one: int, other: int) -> float:
    return float(matrix[one] @ matrix[other])


def describe(scale: EmbeddingScale) -> Sequence[str]:
    """The scale in lines of German, for the command that fits it."""
    return [
        f"{name}: " + ", ".join(f"Kosinus {x:.3f} = Nähe {y:.2f}" for x, y in kind.points)
        for name, kind in (("Frage und Frage", scale.questions), ("Frage und Fundstelle", scale.passages))
    ]
