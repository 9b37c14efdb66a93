"""The decision: whether to answer from what was found. One logistic model over named features, fitted by
`wbm eval calibrate`; beside it only what no model need decide.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from math import exp
from typing import TYPE_CHECKING

from chains.question.language import GERMAN
from chains.refusal.features import LOOKED_AT, Features, is_added, signals_of
from chains.refusal.message import NOTHING, Refusal, not_indexed, of_another_year, of_matter
from chains.refusal.treated import OTHER_LAND
from knowledge.editorial.elsewhere import load_elsewhere
from knowledge.model.document import HitOrigin

if TYPE_CHECKING:
    from chains.question.analysis import Analysis
    from chains.refusal.features import Nearest, Signals
    from chains.retrieval.open_indexes import OpenIndexes
    from chains.retrieval.searcher import SearchResult

_SURELY = 0.85  # nearness to an editors' phrase: the same question in other words
_SAME_QUESTION = 0.7
_CLEARLY = 0.1  # by so much nearer to a law that is not here than to one that is
_HELD = 0.75  # share of the question's words; where the places hold so much, they are about it
_MOSTLY = 0.5  # share of the neighbourhood from which on a question is about another matter
# bar for other languages: their questions lie further from German texts than German ones do
_ACROSS_LANGUAGES = 0.15


@dataclass(frozen=True, slots=True)
class Confidence:
    """How sure the search may be: a logistic model, weights by the names of Features; `added`: another one
    for leads that editors keep no phrases for, where what is missing tells more and the phrases nothing.
    """

    intercept: float
    weights: dict[str, float]
    threshold: float  # refuse below this probability
    added: Confidence | None = None

    def bar(self, features: Features) -> float:
        """The probability below which to refuse."""
        return self.added.threshold if self.added and features.unphrased else self.threshold

    def of(self, features: Features) -> float:
        """Probability that the sources hold the answer."""
        if self.added and features.unphrased:
            return self.added.of(features)
        z = self.intercept + sum(
            self.weights.get(field.name, 0.0) * getattr(features, field.name) for field in fields(Features)
        )
        return 1 / (1 + exp(-max(-60.0, min(60.0, z))))


def judge(
    analysis: Analysis, found: SearchResult, state: OpenIndexes, nearest: Nearest, confidence: Confidence
) -> Refusal | None:
    """Why to refuse, or None to answer; `nearest` as in signals_of.

    A place that is named and exists is always shown, and so is the person's own document where it fits. Then,
    in this order: no hit, a named place that neither is here nor is treated by a document that somebody added
    (a decision on it), a place for another Land or year, brackets of which none takes the case in, a law
    that is not indexed, too little confidence, said with the matter that stands elsewhere if it is one.
    """
    if any(hit.origin is not HitOrigin.FOUND for hit in found.hits):
        return None
    if not found.hits or not _places_are_treated(analysis, found, state):
        return Refusal(NOTHING)
    signals = signals_of(analysis, found, state, nearest)
    if signals.other_land:
        return of_matter(load_elsewhere().by_id[OTHER_LAND])
    if signals.features.other_year:
        return of_another_year(signals.lead)
    if signals.features.outside:
        return Refusal(NOTHING)
    return _missing_law(found, signals, state) or _unsure(analysis, signals, confidence)


def _places_are_treated(analysis: Analysis, found: SearchResult, state: OpenIndexes) -> bool:
    """Whether each place of law that the question names, none of which was found, is named by an added
    document.
    """
    added = [hit.passage for hit in found.hits[:LOOKED_AT] if is_added(hit.passage, state)]
    return all(
        any(state.passages.names(passage, reference) for passage in added)
        for reference in analysis.references
        if reference.law
    )


def _unsure(analysis: Analysis, signals: Signals, confidence: Confidence) -> Refusal | None:
    """The refusal of what lies below the bar."""
    bar = confidence.bar(signals.features)
    if analysis.language != GERMAN:
        bar = min(bar, _ACROSS_LANGUAGES)
    if confidence.of(signals.features) >= bar:
        return None
    if signals.told is not None:
        return of_matter(signals.told)
    if signals.near is not None and signals.features.elsewhere >= _MOSTLY:
        return of_matter(signals.near)
    return Refusal(NOTHING)


def _missing_law(found: SearchResult, signals: Signals, state: OpenIndexes) -> Refusal | None:
    """The refusal that names a law which is not indexed, where the question is nearer to it than to any place
    here.
    """
    missing, features = found.missing, signals.features
    if missing is None or (features.unphrased and features.first >= _HELD):
        return None
    near = found.phrase.nearness if found.phrase else 0.0
    bar = _SAME_QUESTION if features.coverage < _HELD else _SURELY
    if missing.nearness <= near + _CLEARLY or missing.nearness < bar:
        return None
    return not_indexed(missing, state.law_titles)
