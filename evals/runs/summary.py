"""The figures of a run: each metric with its interval, by suite and configuration, by tag and
by law; times apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from evals.metrics.statistics import ratio
from evals.metrics.table import METRICS
from evals.runs.run_folder import Record
from evals.suite import laws_of

_BY_GROUP = ("correct", "hit@5", "hit@1", "fact_recall")


def summarise(records: Sequence[Record]) -> dict[str, Any]:
    """suite -> configuration -> {questions, metrics, by_tag, by_law, milliseconds}; all but the times is the
    same for equal outcomes.
    """
    parts: dict[str, dict[str, list[Record]]] = defaultdict(lambda: defaultdict(list))
    for record in records:
        parts[record.suite][record.configuration].append(record)
    return {
        suite: {name: _figures(found) for name, found in by_configuration.items()}
        for suite, by_configuration in parts.items()
    }


def _figures(records: Sequence[Record]) -> dict[str, Any]:
    by_tag: dict[str, list[Record]] = defaultdict(list)
    by_law: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        for tag in record.question.tags:
            by_tag[tag].append(record)
        for law in laws_of(record.question)[:1]:
            by_law[law].append(record)
    times = [r.outcome.milliseconds for r in records]
    return {
        "questions": len(records),
        "unanswerable": sum(r.question.unanswerable for r in records),
        "metrics": metrics_of(records, tuple(METRICS)),
        "by_tag": {
            tag: {"questions": len(part), "metrics": metrics_of(part, _BY_GROUP)}
            for tag, part in sorted(by_tag.items())
        },
        "by_law": {
            law: {"questions": len(part), "metrics": metrics_of(part, _BY_GROUP)}
            for law, part in sorted(by_law.items())
        },
        "milliseconds": {
            "median": round(float(np.median(times)), 1),
            "p95": round(float(np.percentile(times, 95)), 1),
            "max": round(max(times), 1),
        },
    }


def metrics_of(records: Sequence[Record], names: Sequence[str]) -> dict[str, dict[str, float]]:
    """metric -> value, low, high (95 % interval), n; metrics that apply to none of the
    questions are left out.
    """
    result = {}
    for name in names:
        interval = ratio([r.scores.get(name, (0.0, 0.0)) for r in records])
        if interval is not None:
            result[name] = {
                "value": round(interval.value, 6),
                "low": round(interval.low, 6),
                "high": round(interval.high, 6),
                "n": interval.n,
            }
    return result
