"""Ranking metrics of one question, computed by ir-measures (over trec_eval's own code).

ir-measures was chosen over ranx (brings numba, 100 MB, seconds of compiling at start) and bare
pytrec-eval (no reciprocal rank cut-offs by name, no Success@k): same numbers as trec_eval, 70 ms to import.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from evals.places import matches

if TYPE_CHECKING:
    from evals.outcome import RankedPlace
    from evals.suite import Gold

CUTS = (1, 3, 5, 10)
ABSATZ = "/Abs"  # suffix of the metrics at the level of the Absatz; without it the § counts
Scores = dict[str, tuple[float, float]]  # metric -> (numerator, denominator)


def ranking_scores(hits: Sequence[RankedPlace], gold: Gold) -> Scores:
    """hit@1/3/5/10 (trec_eval success), MRR (reciprocal rank), nDCG@10 (Järvelin & Kekäläinen 2002),
    recall@10; at § and Absatz level.

    A need is what must be found: all of `any` together are one need, each of `all` is one of
    its own. nDCG and recall count needs, hit and MRR the first right place of any kind.
    """
    scores: Scores = {}
    for suffix, whole in (("", True), (ABSATZ, False)):
        needs = _needs(gold)
        values = _measure(_ranked_needs(hits, needs, whole_paragraph=whole), len(needs))
        scores |= {f"{name}{suffix}": (value, 1.0) for name, value in values.items()}
    return scores


def _needs(gold: Gold) -> list[tuple[str, ...]]:
    return ([gold.any] if gold.any else []) + [(place,) for place in gold.all]


def _ranked_needs(
    hits: Sequence[RankedPlace], needs: Sequence[tuple[str, ...]], *, whole_paragraph: bool
) -> list[str]:
    """Hits as document ids for trec_eval: the need a hit meets first, else an id of its own; a hit that meets
    two needs stands twice.
    """
    ranked: list[str] = []
    met: set[int] = set()
    for position, hit in enumerate(hits):
        new = [
            i
            for i, need in enumerate(needs)
            if i not in met
            and any(matches(p, g, whole_paragraph=whole_paragraph) for p in hit.places for g in need)
        ]
        met |= set(new)
        ranked += [f"need-{i}" for i in new] or [f"hit-{position}"]
    return ranked


def _measure(ranked: Sequence[str], needs: int) -> dict[str, float]:
    import ir_measures as im

    measures = {f"hit@{k}": im.Success @ k for k in CUTS} | {
        "mrr": im.RR,
        "ndcg@10": im.nDCG @ 10,
        "recall@10": im.R @ 10,
    }
    qrels = [im.Qrel("q", f"need-{i}", 1) for i in range(needs)]
    run = [im.ScoredDoc("q", key, float(-rank)) for rank, key in enumerate(ranked)] or [
        im.ScoredDoc("q", "nothing", 0.0)
    ]
    found = {str(m.measure): m.value for m in im.iter_calc(list(measures.values()), qrels, run)}
    return {name: float(found[str(measure)]) for name, measure in measures.items()}
