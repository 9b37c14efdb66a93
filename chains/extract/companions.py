"""The Absatz beside the best one: a rule often stands in one Absatz and its amount, period or
exception in the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from chains.quantities.kinds import QuantityKind, stated_kinds

if TYPE_CHECKING:
    from knowledge.model.document import Hit

# share of the best place's score from which on an Absatz of the same § goes before places elsewhere
_NEARLY = 0.8


def with_sibling(hits: Sequence[Hit], siblings: Sequence[Hit], asked: frozenset[QuantityKind]) -> list[Hit]:
    """The hits, with one Absatz of the best place's § put second where it completes the answer;
    `siblings`: best first.

    It does if it states the kind of quantity that was asked for and the best place does not, or if it comes
    near by itself.
    """
    if not hits or not siblings:
        return list(hits)
    best = hits[0]
    chosen = None
    if asked and not asked & stated_kinds(best.passage.section.text):
        chosen = next(
            (s for s in siblings if s.score > 0 and asked & stated_kinds(s.passage.section.text)), None
        )
    if chosen is None and siblings[0].score >= _NEARLY * best.score:
        chosen = siblings[0]
    if chosen is None:
        return list(hits)
    # it must not be left out for its score: it was chosen for what it completes
    second = replace(chosen, score=max(chosen.score, best.score))
    return [best, second, *(h for h in hits[1:] if h.passage.section is not second.passage.section)]
