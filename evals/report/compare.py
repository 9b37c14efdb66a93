"""Two results side by side: what got better, what got worse, and whether that may be chance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evals.metrics.statistics import Difference, mcnemar, paired_difference
from evals.metrics.table import METRICS
from evals.runs.run_folder import Record

_YES_NO = ("correct", "hit@1", "hit@5")
Records = Mapping[tuple[str, str], Record]


@dataclass(frozen=True, slots=True)
class MetricChange:
    """One question whose verdict changed."""

    before: Record
    after: Record

    @property
    def improved(self) -> bool:
        """From wrong to right."""
        return bool(self.after.value("correct"))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Differences (second minus first) by metric, McNemar's p by yes/no metric, and the
    questions that turned.
    """

    common: int
    differences: dict[str, Difference]
    mcnemar_p: dict[str, float]
    changes: tuple[MetricChange, ...]


def compare(first: Records, second: Records) -> Comparison:
    """Compare the questions that both hold; a question whose wording changed in between is left out."""
    keys = [
        k for k in first if k in second and first[k].question.content_hash == second[k].question.content_hash
    ]
    differences: dict[str, Difference] = {}
    for name in METRICS:
        pairs = [
            (first[k].scores.get(name, (0.0, 0.0)), second[k].scores.get(name, (0.0, 0.0))) for k in keys
        ]
        found = paired_difference([a for a, _ in pairs], [b for _, b in pairs])
        if found is not None:
            differences[name] = found
    p = {name: _mcnemar(first, second, keys, name) for name in _YES_NO}
    turned = [
        MetricChange(first[k], second[k])
        for k in keys
        if first[k].value("correct") != second[k].value("correct")
    ]
    return Comparison(
        len(keys), differences, p, tuple(sorted(turned, key=lambda c: (not c.improved, c.after.key)))
    )


def _mcnemar(first: Records, second: Records, keys: list[tuple[str, str]], name: str) -> float:
    pairs = [(first[k].value(name), second[k].value(name)) for k in keys]
    both = [(a, b) for a, b in pairs if a is not None and b is not None]
    return mcnemar(sum(b > a for a, b in both), sum(b < a for a, b in both))
