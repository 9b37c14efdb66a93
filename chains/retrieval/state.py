"""What a search knows of a question at each of its stages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chains.question.analysis import Analysis
    from chains.retrieval.filters import Filters
    from chains.retrieval.open_indexes import OpenIndexes
    from knowledge.index.phrases import NearestPhrase, PhraseMatches
    from knowledge.model.document import Hit, Passage
    from knowledge.store.library import Library

Values = dict[str, float]  # feature -> its value for one place


@dataclass(frozen=True, slots=True)
class State:
    """A question on its way through the stages; each gives a new one, of which the fields it fills are new.

    `vectors`: the whole question's, then those of its sentences · `values`: chunk id -> feature -> value ·
    `scores`: chunk id -> weighted sum of its values so far · `pool`: the candidates that were read ·
    `named`: places that the question names, best first · `hits`: best first.
    """

    analysis: Analysis
    vectors: list[list[float]]
    k: int
    filters: Filters
    weights: Mapping[str, float]
    indexes: OpenIndexes
    library: Library
    matches: PhraseMatches
    found: dict[str, list[tuple[str, float]]] = field(default_factory=dict)  # way of search -> best first
    nearest: NearestPhrase | None = None  # the nearest phrase of an indexed place
    dense: float = 0.0  # nearness of the nearest chunk (knowledge/index/scale.py)
    values: dict[str, Values] = field(default_factory=dict)
    scores: dict[str, float] = field(default_factory=dict)
    pool: dict[str, Passage] = field(default_factory=dict)
    named: tuple[Passage, ...] = ()
    hits: tuple[Hit, ...] = ()
    siblings: tuple[Hit, ...] = ()  # the other Absätze of the best place's §, best first

    @property
    def candidates(self) -> int:
        """How many candidates each way of search brings: more where filters leave many out."""
        return _NARROWED if self.filters.narrow else _POOL


_POOL, _NARROWED = 300, 3000
