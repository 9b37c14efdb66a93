"""Finds the search's weights by coordinate ascent over suites, and says how well they do on questions they
were not fitted on.

    WBM_DATA=data python benchmarks/tune_weights.py foerderrecht arbeitswelt beratung [--rounds 2] [--folds]

Each suite is asked of four indexes: with all everyday phrases, with those of every second law (twice, so that
each law is once without), and with none. So the weights are fitted on what a document looks like that
somebody adds, and no source is preferred because it ships. Objective: hit@1 + hit@5 at § level, a mean over
the questions with gold; of the index with all phrases, which people use, a question counts as much as of the
other three together. The values of each question's candidates are read once; a set of weights then takes a
second. The search's own measures are not fitted. Five folds: fitted on four, measured on the fifth.
"""

from __future__ import annotations

import argparse
import pickle
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import numpy as np
from langchain_core.embeddings import Embeddings

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from chains.retrieval import pipeline
from chains.retrieval.context import analyse_turn
from chains.retrieval.features import FEATURES, WEIGHTS, weigh_places
from chains.retrieval.filters import EVERYTHING
from chains.retrieval.searcher import Searcher
from chains.retrieval.state import State
from evals.places import matches, place
from evals.runs.held_out import Phrases, place_with
from evals.suite import Question, load_suite
from knowledge.index.embedding import load_embedding
from settings import settings

if TYPE_CHECKING:
    from evals.suite import Gold

_STEPS = (0.0, 0.5, 0.8, 1.25, 1.6, 2.0)  # factors that are tried on a weight
_ZERO = (0.1, 0.3, 0.6, 1.0)  # what is tried for a weight that is 0
_FOLDS = 5
_ALL = 10_000  # hits, so that every candidate's values are read
_SHOWN = 40  # best candidates that may come among the first five once Absätze are spread
_NAMES = [feature.name for feature in FEATURES]
_NEVER_WORSE = 10.0  # what a question less costs with all phrases, beyond its own count
_COUNTS = {"all": 3.0, "none": 1.0, "even": 1.0, "odd": 1.0}


@dataclass(frozen=True, slots=True)
class Asked:
    """One question's candidates. `values`: (n, features); `rest`: (n,), what a score has beyond them (a law's
    share of the factsheet that explains it); `right`: (n,); `place`, `paragraph`: (n,) numbers.
    """

    question: str
    phrases: str
    values: np.ndarray
    rest: np.ndarray
    right: np.ndarray
    place: np.ndarray
    paragraph: np.ndarray

    def score(self, weights: np.ndarray) -> tuple[float, float]:
        """(hit@1, hit@5)."""
        scores = self.values @ weights + self.rest
        best = np.argsort(-scores, kind="stable")[:_SHOWN]
        seen: dict[int, int] = defaultdict(int)
        places: set[int] = set()
        spread = []
        for i in best:
            spread.append((scores[i] * WEIGHTS["same_paragraph"] ** seen[self.paragraph[i]], i))
            seen[self.paragraph[i]] += 1
        first: list[bool] = []
        for _, i in sorted(spread, key=lambda pair: -pair[0]):
            if self.place[i] not in places:
                places.add(self.place[i])
                first.append(bool(self.right[i]))
        return float(any(first[:1])), float(any(first[:5]))


def asked_of(searcher: Searcher, question: Question, phrases: str) -> Asked | None:
    """A question's candidates; None where it names its place, which no weight decides."""
    analysis = analyse_turn(searcher, question.question, question.turns)
    if question.gold is None or any(r.law for r in analysis.references):
        return None
    indexes = searcher.state
    vectors = searcher.vectors(searcher.asked(analysis))
    state = State(
        analysis, vectors, _ALL, EVERYTHING, WEIGHTS, indexes, searcher.library, indexes.match(vectors)
    )
    for stage in pipeline.STAGES[: pipeline.STAGES.index(weigh_places) + 1]:
        state = stage(state)
    keys = list(state.pool)
    if not keys:
        return None
    values = np.asarray([[state.values[k].get(name, 0.0) for name in _NAMES] for k in keys])
    located = [(state.pool[k].document.id, state.pool[k].section.locator) for k in keys]
    return Asked(
        question.id,
        phrases,
        values,
        np.asarray([state.scores[k] for k in keys]) - values @ _vector(WEIGHTS),
        np.asarray([_is_right(one, question.gold) for one in located]),
        np.unique([" ".join(one) for one in located], return_inverse=True)[1],
        np.unique([f"{d} {at.partition(' Abs. ')[0]}" for d, at in located], return_inverse=True)[1],
    )


class Remembering(Embeddings):
    """An embedding with a memory of questions: each is asked of four indexes."""

    def __init__(self, inner: Embeddings) -> None:
        self._inner, self._known = inner, dict[str, list[float]]()

    def embed_query(self, text: str) -> list[float]:
        """See Embeddings."""
        if text not in self._known:
            self._known[text] = self._inner.embed_query(text)
        return self._known[text]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """See Embeddings."""
        return self._inner.embed_documents(texts)


def _is_right(located: tuple[str, str], gold: Gold) -> bool:
    return any(matches(place(*located), wanted, whole_paragraph=True) for wanted in gold.places)


def _vector(weights: dict[str, float]) -> np.ndarray:
    return np.asarray([weights[name] for name in _NAMES])


class Objective:
    """hit@1 and hit@5 of all questions under weights, kept by weights."""

    def __init__(self, asked: Sequence[Asked]) -> None:
        self._asked = asked
        self._kept: dict[bytes, np.ndarray] = {}
        self.counts = np.asarray([_COUNTS[one.phrases] for one in asked])
        self.used = np.asarray([one.phrases == "all" for one in asked])
        self.before = self.of(_vector(WEIGHTS))

    def of(self, weights: np.ndarray) -> np.ndarray:
        """(questions, 2)."""
        key = weights.tobytes()
        if key not in self._kept:
            self._kept[key] = np.asarray([one.score(weights) for one in self._asked])
        return self._kept[key]

    def worth(self, weights: np.ndarray, rows: np.ndarray) -> float:
        """What is made as large as can be, over these questions; what people use must not get worse."""
        scores = self.of(weights)
        used = rows[self.used[rows]]
        lost = np.maximum(0.0, self.before[used].sum(axis=0) - scores[used].sum(axis=0)).sum()
        return float((scores[rows].sum(axis=1) * self.counts[rows]).sum() - _NEVER_WORSE * lost)


def ascend(objective: Objective, rows: np.ndarray, rounds: int) -> np.ndarray:
    """Weights that do best on these questions."""
    best = _vector(WEIGHTS)
    for _ in range(rounds):
        for i in range(len(_NAMES)):
            tried = [best]
            for value in [best[i] * s for s in _STEPS] if best[i] else _ZERO:
                changed = best.copy()
                changed[i] = round(value, 4)
                tried.append(changed)
            old = best[i]
            best = max(tried, key=lambda w: (objective.worth(w, rows), -abs(w[i] - old)))
    return best


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("suites", nargs="+")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--folds", action="store_true", help="measure by cross-validation too")
    parser.add_argument("--keep", type=Path, help="file in which the read candidates are kept")
    options = parser.parse_args()
    if options.keep and options.keep.exists():
        asked = pickle.loads(options.keep.read_bytes())  # noqa: S301 - this program's own file
    else:
        asked = _read(options.suites)
        if options.keep:
            options.keep.write_bytes(pickle.dumps(asked))
    objective, everything = Objective(asked), np.arange(len(asked))
    _say("vorher", asked, objective.of(_vector(WEIGHTS)))
    if options.folds:
        ids = sorted({one.question for one in asked})
        of_id = dict(zip(ids, np.random.default_rng(82).permutation(len(ids)) % _FOLDS, strict=True))
        fold = np.asarray([of_id[one.question] for one in asked])
        unseen = np.zeros((len(asked), 2))
        for f in range(_FOLDS):
            fitted = ascend(objective, np.flatnonzero(fold != f), options.rounds)
            unseen[fold == f] = objective.of(fitted)[fold == f]
        _say("auf ungesehenen Fünfteln", asked, unseen)
    best = ascend(objective, everything, options.rounds)
    _say("auf allen", asked, objective.of(best))
    print({n: round(float(v), 4) for n, v in zip(_NAMES, best, strict=True) if v != WEIGHTS[n]})


def _read(suites: Sequence[str]) -> list[Asked]:
    config = settings()
    embedding = Remembering(load_embedding(config.embedding))
    questions = [q for name in suites for q in load_suite(name)[0].questions if q.gold is not None]
    asked: list[Asked] = []
    for phrases in get_args(Phrases):
        searcher = Searcher(config, embedding, exact=True, place=place_with(phrases, config))
        found = (asked_of(searcher, question, phrases) for question in questions)
        asked += [one for one in found if one is not None]
        searcher.close()
    return asked


def _say(name: str, asked: Sequence[Asked], scores: np.ndarray) -> None:
    for phrases in get_args(Phrases):
        rows = [i for i, one in enumerate(asked) if one.phrases == phrases]
        print(f"{name}, Alltagsfragen {phrases}: {scores[rows].mean(axis=0).round(4)} ({len(rows)} Fragen)")


if __name__ == "__main__":
    main()
