"""A plain search: the nearest places, each with a short verbatim line, and no answer."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from chains.answer import Answer, Citation, german_date
from chains.context import analyse_turn
from chains.extract import Extractor
from chains.filters import EVERYTHING, Filters
from chains.render import inert, mark_link

if TYPE_CHECKING:
    from chains.search import Searcher

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
    """The k nearest places as citations whose quotes are their best lines; `without`: (document id, locator) of places that were shown already."""
    analysis = analyse_turn(searcher, question, history)
    state = searcher.state
    extractor = Extractor(state.lexical.compounds, state.lexical.rarity)
    found = [hit for hit in searcher.look(analysis, k + len(without), filters).hits if (hit.passage.document.id, hit.passage.section.locator) not in without][:k]
    citations = tuple(Citation(n, hit.passage, extractor.quote(hit.passage, analysis, _LINE)) for n, hit in enumerate(found, 1))
    text = "\n".join(f"- {c.label} [{c.n}]" for c in citations)
    return Answer(question, text, citations, abstained=not citations, hits=tuple(found))


def places_markdown(found: Answer, title: str) -> str:
    """The list for the chat: the place, its Stand, its line; each [n] opens its place."""
    if not found.citations:
        return "Mit diesen Filtern gibt es dazu keine weitere Fundstelle."
    lines = [f"- {mark_link(c.n)} {inert(c.label)} (Stand {german_date(c.passage.document.stand)})  \n  „{inert(_line(c.quote))}“" for c in found.citations]
    return f"**{title}**\n\n" + "\n".join(lines)


def _line(quote: str) -> str:
    """The first lines of a quote as one, its list marks as dashes, cut between two words."""
    joined = " ".join(re.sub(r"\n\s*[-•*]\s+", " – ", re.sub(r"^\s*[-•*]\s+", "", quote)).split())
    if len(joined) <= _LINE:
        return joined
    return joined[:_LINE].rpartition(" ")[0] + " …"
