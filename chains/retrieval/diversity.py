"""The order of the hits: named places first, then by score, one hit a place, further Absätze of a § lower."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from chains.retrieval.near_duplicates import without_duplicates
from knowledge.model.document import Hit, HitOrigin

if TYPE_CHECKING:
    from chains.retrieval.state import State

SPARE = 10  # further hits that stand ready for near-duplicates
_STEP = 0.01  # by which the score of one named place lies above the next one's


def order_hits(state: State) -> State:
    """All candidates as hits, best first."""
    scores, values = state.scores, state.values
    named = {passage.chunk_id for passage in state.named}
    top = max(scores.values(), default=0.0)
    ordered = sorted(
        (p for p in state.pool.values() if p.chunk_id not in named),
        key=lambda p: (-scores[p.chunk_id], p.chunk_id),
    )
    hits = [
        Hit(p, top + 1.0 - i * _STEP, values.get(p.chunk_id, {}), HitOrigin.NAMED)
        for i, p in enumerate(state.named)
    ]
    hits += _spread(
        [Hit(p, scores[p.chunk_id], values.get(p.chunk_id, {})) for p in ordered],
        state.weights["same_paragraph"],
    )
    return replace(state, hits=tuple(hits))


def keep_distinct(state: State) -> State:
    """The k best places, without those that repeat an earlier one."""
    best = without_duplicates(one_per_place(state.hits)[: state.k + SPARE])[: state.k]
    return replace(state, hits=tuple(best))


def one_per_place(hits: Sequence[Hit]) -> list[Hit]:
    """The best chunk of each section: several parts of one Absatz would say the same place twice."""
    best: dict[tuple[str, str], Hit] = {}
    for hit in hits:
        best.setdefault((hit.passage.document.id, hit.passage.section.locator), hit)
    return list(best.values())


def _spread(hits: Sequence[Hit], share: float) -> list[Hit]:
    """Lower the later Absätze of one § a little and sort again."""
    seen: dict[tuple[str, str], int] = defaultdict(int)
    result = []
    for hit in hits:
        key = (hit.passage.document.id, hit.passage.section.locator.partition(" Abs. ")[0])
        result.append(replace(hit, score=hit.score * share ** seen[key]))
        seen[key] += 1
    return sorted(result, key=lambda h: -h.score)
