"""A plain search: the nearest places, each with a short verbatim line, and no answer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from chains.answer import Answer, Citation
from chains.blocks.kinds import FoundPlaces, NamedPlace
from chains.extract.extractor import Extractor
from chains.retrieval.context import analyse_turn
from chains.retrieval.filters import EVERYTHING, Filters

if TYPE_CHECKING:
    from chains.retrieval.searcher import Searcher

_LINE = 180  # characters of the line that is shown
_PLACES = 8


def find_places(
    searcher: Searcher,
    question: str,
    history: Sequence[tuple[str, str]] = (),
    *,
    filters: Filters = EVERYTHING,
    without: Collection[tuple[str, str]] = (),
    k: int = _PLACES,
) -> Answer:
    """The k nearest places as citations whose quotes are their best lines; `without`: (document id, locator)
    of places that were shown already.
    """
    analysis = analyse_turn(searcher, question, history)
    state = searcher.state
    extractor = Extractor(state.lexical.compounds, state.lexical.rarity)
    found = [
        hit
        for hit in searcher.look(analysis, k + len(without), filters).hits
        if (hit.passage.document.id, hit.passage.section.locator) not in without
    ][:k]
    citations = tuple(
        Citation(n, hit.passage, extractor.quote(hit.passage, analysis, _LINE))
        for n, hit in enumerate(found, 1)
    )
    said = (FoundPlaces(tuple(NamedPlace(c.label, c.n) for c in citations)),) if citations else ()
    return Answer(question, said, citations, abstained=not citations, hits=tuple(found))
