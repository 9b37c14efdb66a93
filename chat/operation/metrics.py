"""Figures for Prometheus: how many questions became what, how long which part took, what waits. Labels are a
few fixed words; no text, no names, no addresses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

from chat.operation.turns import STAGES, TurnOutcome

if TYPE_CHECKING:
    from prometheus_client.core import Metric

CONTENT_TYPE = CONTENT_TYPE_LATEST
# seconds; from a greeting (milliseconds) to the longest that a turn may take
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is counted elsewhere and looked at when the figures are fetched."""

    generation: int = 0  # of the index that is open
    embedding: int = 0  # questions that wait for the embedding or are with it
    model_calls: Mapping[str, int] | None = None  # by what became of them; None without a model


class _LooksAt:
    """A collector that asks at each fetch."""

    def __init__(self, standing: Callable[[], Standing]) -> None:
        self._standing = standing

    def collect(self) -> Iterable[Metric]:
        now = self._standing()
        yield GaugeMetricFamily(
            "wbm_index_generation", "Generation of the index that is open; 0: none", now.generation
        )
        yield GaugeMetricFamily(
            "wbm_embedding_queue", "Questions that wait for the embedding or are with it", now.embedding
        )
        calls = CounterMetricFamily(
            "wbm_model_calls", "Calls to the chat model by what became of them", labels=["outcome"]
        )
        for outcome, count in (now.model_calls or {}).items():
            calls.add_metric([outcome], count)
        yield calls


class Metrics:
    """The figures of one process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._questions = Counter(
            "wbm_questions", "Questions by what became of them", ["outcome"], registry=self._registry
        )
        self._refused = Counter(
            "wbm_refused_requests", "Requests beyond a limit, by kind", ["kind"], registry=self._registry
        )
        self._stages = Histogram(
            "wbm_stage_seconds",
            "Seconds by part of an answer",
            ["stage"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._turns = Gauge(
            "wbm_turns", "Questions being answered or in line", ["state"], registry=self._registry
        )
        self.line(0, 0)
        for outcome in TurnOutcome:  # there from the beginning, so that a first failure is a rise
            self._questions.labels(outcome.value)
        for stage in STAGES:
            self._stages.labels(stage)

    def look_at(self, standing: Callable[[], Standing]) -> None:
        """Ask for what is counted elsewhere at each fetch."""
        self._registry.register(_LooksAt(standing))

    def line(self, running: int, waiting: int) -> None:
        """How many questions are being answered, and how many wait."""
        self._turns.labels("running").set(running)
        self._turns.labels("waiting").set(waiting)

    def question(self, outcome: TurnOutcome, seconds: Mapping[str, float]) -> None:
        """Count a question; `seconds` by stage, of which unknown ones are left out."""
        self._questions.labels(outcome.value).inc()
        for stage, taken in _known(seconds):
            self._stages.labels(stage).observe(taken)

    def too_often(self, kind: str) -> None:
        """Count a request that a limit refused; `kind` is one of chat/web/rates.py."""
        self._refused.labels(kind).inc()

    def text(self) -> bytes:
        """All figures, as Prometheus reads them."""
        return generate_latest(self._registry)


def _known(seconds: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    return ((stage, taken) for stage, taken in seconds.items() if stage in STAGES)
