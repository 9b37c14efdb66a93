"""For which candidates a dear feature is read: for those that it could bring among the hits.

To read what sizes a place states takes a third of a millisecond, which of 300 candidates was half of a search
(29.11.2026). What is left out could not be shown whatever was read of it, so the hits are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from heapq import heappush, heappushpop
from typing import TYPE_CHECKING

from chains.retrieval.diversity import SPARE

if TYPE_CHECKING:
    from chains.retrieval.state import State

_ROUNDING = 1e-9
_Paragraph = tuple[str, str]  # document id, "§ 82"


def weigh_within_reach(
    state: State, scores: Mapping[str, float], gains: float, weigh: Callable[[str], float]
) -> None:
    """Call `weigh`, which reads a place and gives its whole score, for all places that may be among the hits
    when each of the `scores` rises by `gains` at most.

    Only so many paragraphs are shown, and the best place of each keeps its score
    (chains/retrieval/diversity.py): who cannot reach the least of the best so far is behind. A paragraph is
    read whole, since a hit is shown with its other Absätze; all are read where hits may be left out for the
    day that is asked for, and as long as scores are not above zero.
    """
    paragraphs = _paragraphs(state)
    best = {paragraph: max(scores[key] for key in keys) for paragraph, keys in paragraphs.items()}
    named = {
        (reference.law, f"{kind} {reference.paragraph}")
        for reference in state.analysis.references
        for kind in ("§", "Art.")
    }
    shown, room = list[float](), state.k + SPARE
    for paragraph in sorted(paragraphs, key=lambda each: -best[each]):
        full = len(shown) == room and shown[0] > 0 and state.filters.day is None
        if full and best[paragraph] + gains + _ROUNDING < shown[0] and paragraph not in named:
            continue
        score = max([weigh(key) for key in paragraphs[paragraph]])
        if len(shown) < room:
            heappush(shown, score)
        else:
            heappushpop(shown, score)


def _paragraphs(state: State) -> dict[_Paragraph, list[str]]:
    found: dict[_Paragraph, list[str]] = {}
    for key, passage in state.pool.items():
        locator = passage.section.locator.partition(" Abs. ")[0]
        found.setdefault((passage.document.id, locator), []).append(key)
    return found
