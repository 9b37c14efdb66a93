"""The stages of a search, in their order: each takes what is known of a question and gives back more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING

from chains.retrieval.as_of import hits_as_of, named_as_of
from chains.retrieval.candidates import search
from chains.retrieval.diversity import keep_distinct, one_per_place, order_hits
from chains.retrieval.features import weigh_candidates, weigh_places
from chains.retrieval.named_places import inherit_from_explanations, name_places
from knowledge.model.document import Hit, HitOrigin

if TYPE_CHECKING:
    from chains.retrieval.state import State

Stage = Callable[["State"], "State"]


def read_candidates(state: State) -> State:
    """Read the best candidates from the library."""
    best = sorted(state.scores, key=lambda key: -state.scores[key])[: state.candidates]
    return replace(state, pool=state.indexes.passages.passages(best))


def admit(state: State) -> State:
    """Leave out what the filters do not admit."""
    return replace(
        state,
        pool={key: passage for key, passage in state.pool.items() if state.filters.admits(passage.document)},
    )


def turn_back(state: State) -> State:
    """With the words of the day that is asked for, and with named places that only that day's version had."""
    day = state.filters.day
    if day is None:
        return state
    top = max((hit.score for hit in state.hits), default=0.0)
    gone = named_as_of(state.analysis.references, state.indexes.heads, day, state.library)
    earlier = [Hit(p, top + 1.0, origin=HitOrigin.EARLIER) for p in gone]
    return replace(state, hits=(*earlier, *hits_as_of(state.hits, day, state.library)))


def add_siblings(state: State) -> State:
    """The other Absätze of the best place's § in a law, best first."""
    if not state.hits or state.filters.day is not None:
        return state
    passage, indexes = state.hits[0].passage, state.indexes
    law, (paragraph, _, absatz) = passage.document.id, passage.section.locator.partition(" Abs. ")
    if law not in indexes.laws or not absatz:
        return state
    there = indexes.passages.at(law, indexes.locators(law, paragraph.removeprefix("§ "), ""))
    hits = [
        Hit(p, state.scores.get(p.chunk_id, 0.0), state.values.get(p.chunk_id, {}))
        for p in there
        if p.section.locator != passage.section.locator
    ]
    return replace(state, siblings=tuple(one_per_place(sorted(hits, key=lambda h: -h.score))))


STAGES: tuple[Stage, ...] = (
    search,
    weigh_candidates,
    read_candidates,
    inherit_from_explanations,
    admit,
    weigh_places,
    name_places,
    order_hits,
    turn_back,
    keep_distinct,
    add_siblings,
)


def run(state: State) -> State:
    """All stages, one after the other."""
    return reduce(lambda known, stage: stage(known), STAGES, state)
