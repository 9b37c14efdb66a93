"""Which of the found places comes first where somebody added them: of the documents the one that has what the
question names, of its places the one that says what is asked. A search by likeness alone takes the place that
repeats the question's words for the one that answers it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from chains.question.asked import asked_of
from chains.question.language import GERMAN
from chains.question.word_matching import WordMatcher
from chains.refusal.features import is_added, led_by_treating
from chains.refusal.missing import lacking_in, missing_of
from knowledge.model.document import HitOrigin

if TYPE_CHECKING:
    from chains.question.analysis import Analysis
    from chains.retrieval.open_indexes import OpenIndexes
    from chains.retrieval.searcher import SearchResult
    from knowledge.index.word_index import WordIndex
    from knowledge.model.document import Hit

_AMONG = 5  # best places whose documents may come first
# by how much less another document, another place lacks (`wbm eval run` of the suites zusatz …, first places,
# 2026-11-30)
_OF_NAMES, _OF_ASKED = 0.4, 0.25


def best_first(analysis: Analysis, found: SearchResult, state: OpenIndexes) -> SearchResult:
    """The search with that first which answers: a document that treats a matter which no law here holds, else
    the place that says what is asked.
    """
    return led_by_answering(analysis, led_by_treating(analysis, found, state), state)


def led_by_answering(analysis: Analysis, found: SearchResult, state: OpenIndexes) -> SearchResult:
    """The search with the place first that answers, where the best places are of sources without phrases."""
    hits = list(found.hits)
    if analysis.language != GERMAN or not hits or any(hit.origin is not HitOrigin.FOUND for hit in hits):
        return found
    if state.everyday.speak_of(hits[0].passage.document):
        return found
    ordered = _documents(hits, analysis, state)
    # of the seminar's places "Seminartag 3" names which, and need not stand in the text
    if is_added(ordered[0].passage, state):
        ordered = _places(ordered, analysis, state.lexical)
    return found if ordered == hits else replace(found, hits=tuple(ordered), siblings=())


def _documents(hits: Sequence[Hit], analysis: Analysis, state: OpenIndexes) -> list[Hit]:
    """The hits with the added document first whose places have the rarest noun that the first ones lack."""
    gaps: dict[str, float] = {}
    for name in dict.fromkeys(hit.passage.document.id for hit in hits[:_AMONG]):
        places = [hit.passage for hit in hits if hit.passage.document.id == name]
        if not gaps or is_added(places[0], state):
            gaps[name] = missing_of(analysis, places[0], places, state.lexical).gap
        if next(iter(gaps.values())) < _OF_NAMES:
            return list(hits)
    best = min(gaps, key=lambda name: gaps[name])
    return _first(best, hits) if next(iter(gaps.values())) - gaps[best] >= _OF_NAMES else list(hits)


def _first(name: str, hits: Sequence[Hit]) -> list[Hit]:
    of_it = [hit for hit in hits if hit.passage.document.id == name]
    return [*of_it, *(hit for hit in hits if hit.passage.document.id != name)]


def _places(hits: list[Hit], analysis: Analysis, lexical: WordIndex) -> list[Hit]:
    """The hits with that place of the first document first that says what is asked."""
    name = hits[0].passage.document.id
    of_it = [hit for hit in hits if hit.passage.document.id == name]
    if len(of_it) == 1:
        return hits
    asked, held = asked_of(analysis, lexical.rarity), WordMatcher(analysis, lexical.compounds, lexical.rarity)
    lacks = [lacking_in(hit.passage, asked, held) for hit in of_it]
    best = min(range(len(of_it)), key=lambda n: lacks[n])
    if lacks[0] - lacks[best] < _OF_ASKED:
        return hits
    return [of_it[best], *(hit for hit in hits if hit is not of_it[best])]
