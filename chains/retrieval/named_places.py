"""Places that the question names, and law places that a found explanation leads to."""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chains.retrieval.state import State
    from knowledge.model.document import Passage


def inherit_from_explanations(state: State) -> State:
    """Law places that a found factsheet section rests on inherit a share of its score: its everyday words
    lead to the law.
    """
    indexes = state.indexes
    if not indexes.laws:
        return state
    scores, pool = dict(state.scores), dict(state.pool)
    for passage in state.pool.values():
        for reference in indexes.passages.explained(passage):
            if reference.law not in indexes.laws:
                continue
            share = state.weights["basis"] * scores[passage.chunk_id]
            heirs = indexes.passages.at(
                reference.law, indexes.locators(reference.law, reference.paragraph, reference.absatz)
            )
            if not reference.absatz:
                heirs = sorted(heirs, key=lambda p: -scores.get(p.chunk_id, 0.0))[:1]
            for heir in heirs:
                pool[heir.chunk_id] = heir
                scores[heir.chunk_id] = max(scores.get(heir.chunk_id, 0.0), share)
    return replace(state, scores=scores, pool=pool)


def name_places(state: State) -> State:
    """Passages of the places that the question names with their law; within a § the better fitting Absatz
    first. Behind a named Absatz the whole § joins the candidates: its neighbours complete the rule.
    """
    analysis, indexes = state.analysis, state.indexes
    scores, pool = dict(state.scores), dict(state.pool)
    each: list[list[Passage]] = []
    for reference in analysis.references:
        if not reference.law:
            continue
        found = indexes.passages.at(
            reference.law, indexes.locators(reference.law, reference.paragraph, reference.absatz)
        )
        each.append(
            sorted(found, key=lambda p: -scores.get(p.chunk_id, 0.0)) if analysis.asks_beyond else found
        )
        if reference.absatz:
            rest = indexes.passages.at(
                reference.law, indexes.locators(reference.law, reference.paragraph, "")
            )
            for passage in rest:
                pool.setdefault(passage.chunk_id, passage)
                scores.setdefault(passage.chunk_id, 0.0)
    # of several places, each one's first before any second
    in_turn = (passage for row in zip_longest(*each) for passage in row if passage is not None)
    named = tuple({p.chunk_id: p for p in in_turn}.values())
    return replace(state, scores=scores, pool=pool, named=named)
