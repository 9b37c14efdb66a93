"""Uncertainty and agreement: bootstrap intervals, paired tests, Cohen's kappa. Seeded, so equal input gives
equal output.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import comb

import numpy as np

_RESAMPLES = 2000
_SEED = 82


@dataclass(frozen=True, slots=True)
class ConfidenceInterval:
    """A value with its 95 % interval; `n` questions it was taken over."""

    value: float
    low: float
    high: float
    n: int


def ratio(parts: Sequence[tuple[float, float]]) -> ConfidenceInterval | None:
    """Sum of numerators over sum of denominators, with a percentile bootstrap over questions (Efron 1979);
    None if all denominators are 0.
    """
    values = np.asarray([p for p in parts if p[1]], dtype=float)
    if not len(values):
        return None
    draws = _draws(len(values))
    sums = values[draws].sum(axis=1)
    low, high = np.percentile(sums[:, 0] / sums[:, 1], [2.5, 97.5])
    return ConfidenceInterval(
        float(values[:, 0].sum() / values[:, 1].sum()), float(low), float(high), len(values)
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """How much the second of two runs is better; `p` is the chance of so large a difference if
    there were none.
    """

    value: float
    low: float
    high: float
    p: float
    n: int


def paired_difference(
    first: Sequence[tuple[float, float]], second: Sequence[tuple[float, float]]
) -> Difference | None:
    """Difference of two ratios over the same questions, paired bootstrap (Koehn 2004):
    questions are drawn together.
    """
    a, b = np.asarray(first, dtype=float).reshape(-1, 2), np.asarray(second, dtype=float).reshape(-1, 2)
    if not len(a) or not a[:, 1].sum() or not b[:, 1].sum():
        return None
    draws = _draws(len(a))
    sums_a, sums_b = a[draws].sum(axis=1), b[draws].sum(axis=1)
    usable = (sums_a[:, 1] > 0) & (sums_b[:, 1] > 0)
    deltas = sums_b[usable, 0] / sums_b[usable, 1] - sums_a[usable, 0] / sums_a[usable, 1]
    low, high = np.percentile(deltas, [2.5, 97.5])
    p = min(1.0, 2 * min(float((deltas <= 0).mean()), float((deltas >= 0).mean())))
    return Difference(
        float(b[:, 0].sum() / b[:, 1].sum() - a[:, 0].sum() / a[:, 1].sum()),
        float(low),
        float(high),
        p,
        len(a),
    )


def mcnemar(improved: int, worsened: int) -> float:
    """Exact two-sided p of McNemar's test (1947) for yes/no outcomes: discordant pairs against
    a fair coin.
    """
    n = improved + worsened
    if n == 0:
        return 1.0
    tail = sum(comb(n, k) for k in range(min(improved, worsened) + 1)) / 2**n
    return float(min(1.0, 2 * tail))


def cohens_kappa(first: Sequence[Hashable], second: Sequence[Hashable]) -> float:
    """Agreement of two judges beyond chance (Cohen 1960): 1 full, 0 as by chance; NaN for no labels, 1 if
    both always say the same one thing.
    """
    n = len(first)
    if n == 0:
        return float("nan")
    observed = sum(a == b for a, b in zip(first, second, strict=True)) / n
    expected = sum(
        (list(first).count(label) / n) * (list(second).count(label) / n) for label in set(first) | set(second)
    )
    return 1.0 if expected == 1 else (observed - expected) / (1 - expected)


def _draws(n: int) -> np.ndarray:
    return np.random.default_rng(_SEED).integers(0, n, size=(_RESAMPLES, n))
