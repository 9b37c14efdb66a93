"""Fits the model of abstention on suites, cross-validated, and keeps it with the index it was fitted on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from chains.abstain import Confidence, Features, features_of
from chains.context import analyse_turn

if TYPE_CHECKING:
    from chains.search import Searcher
    from evals.suite import Question

_FOLDS = 5
_SEED = 82
_RIDGE = 0.02  # keeps the weights small: a few hundred questions
_ALLOWED = 0.02  # share of answerable questions that the threshold may refuse; half of what the bar allows
_STEPS = 4000
_AGAINST = np.asarray([field.name in {"elsewhere", "told"} for field in fields(Features)])  # features that speak against an answer


@dataclass(frozen=True, slots=True)
class Calibration:
    """The fitted model, and how models fitted on four fifths did on the fifth they had not seen."""

    model: Confidence
    recognised: float  # share of unanswerable questions below the threshold
    wrongly_refused: float  # share of answerable ones below it
    answerable: int
    unanswerable: int


def calibrate(searcher: Searcher, questions: Sequence[Question]) -> Calibration:
    """Fit on all questions; measure by cross-validation. Raises ValueError without both kinds of questions."""
    rows = np.asarray([_row(_features(searcher, q)) for q in questions])
    answerable = np.asarray([not q.unanswerable for q in questions])
    if answerable.all() or not answerable.any():
        raise ValueError("beantwortbare und nicht beantwortbare Fragen")
    folds = np.random.default_rng(_SEED).permutation(len(rows)) % _FOLDS
    refused = np.zeros(len(rows), dtype=bool)
    for fold in range(_FOLDS):
        train, test = folds != fold, folds == fold
        weights = _fit(rows[train], answerable[train])
        refused[test] = _probability(rows[test], weights) < _threshold(_probability(rows[train], weights), answerable[train])
    weights = _fit(rows, answerable)
    threshold = _threshold(_probability(rows, weights), answerable)
    model = Confidence(*(round(float(value), 4) for value in (*weights, threshold)))
    return Calibration(model, float(refused[~answerable].mean()), float(refused[answerable].mean()), int(answerable.sum()), int((~answerable).sum()))


def _features(searcher: Searcher, question: Question) -> Features:
    analysis = analyse_turn(searcher, question.question, question.turns)
    return features_of(analysis, searcher.look(analysis), searcher.state)


def _row(features: Features) -> list[float]:
    return [1.0, *astuple(features)]


def _fit(rows: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Ridge logistic regression by gradient descent; both kinds of questions weigh the same, no feature counts against its meaning."""
    weights = np.zeros(rows.shape[1])
    share = np.where(labels, 0.5 / labels.sum(), 0.5 / (~labels).sum())
    for _ in range(_STEPS):
        error = (_probability(rows, weights) - labels) * share
        weights -= 2.0 * (rows.T @ error + _RIDGE * 0.1 * np.concatenate([[0.0], weights[1:]]))
        weights[1:] = np.where(_AGAINST, np.minimum(weights[1:], 0.0), np.maximum(weights[1:], 0.0))
    return weights


def _probability(rows: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-(rows @ weights))))


def _threshold(probabilities: np.ndarray, answerable: np.ndarray) -> float:
    return float(np.quantile(probabilities[answerable], _ALLOWED))
