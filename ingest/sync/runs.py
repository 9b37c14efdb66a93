"""Goes through the sources of one sync in order and records how each fared."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ingest.crawl.session import Session
from ingest.outcome import Outcome
from ingest.sources.read import read_path, read_source
from ingest.sync.plan import DocumentStatus, Plan
from knowledge.editorial.sources import Source
from knowledge.store.library import Library
from knowledge.store.states import SourceState

Seen = Callable[[str, int], None]  # (source id, outcomes so far)


@dataclass(frozen=True, slots=True)
class SourceRun:
    """When a source was read and for how many seconds."""

    source_id: str
    begun: datetime
    seconds: float


class SourceRuns:
    """The sources of one sync; iterate `outcomes` once, then ask for `runs`."""

    def __init__(self, session: Session, seen: Seen | None = None) -> None:
        self.session = session
        self.runs: dict[str, SourceRun] = {}
        self._seen = seen

    def of_sources(self, sources: Sequence[Source], base: Path) -> Iterator[Outcome]:
        """The outcomes of entries of sources.yaml; paths are relative to `base`. One source's failure never
        stops the next.
        """
        for source in sources:
            yield from self._timed(source.id, read_source(source, base, self.session))

    def of_paths(self, paths: Sequence[Path]) -> Iterator[Outcome]:
        """The outcomes of files and folders given by hand; each is a source of its own, named by its path."""
        for path in paths:
            name = f"pfad:{path.resolve()}"
            yield from self._timed(name, read_path(path.resolve(), name))

    def _timed(self, source_id: str, outcomes: Iterator[Outcome]) -> Iterator[Outcome]:
        begun, clock = datetime.now(UTC), time.perf_counter()
        count = 0
        try:
            for count, outcome in enumerate(outcomes, 1):
                if self._seen:
                    self._seen(source_id, count)
                yield outcome
        finally:
            self.runs[source_id] = SourceRun(source_id, begun, time.perf_counter() - clock)

    def states(self, plan: Plan) -> list[SourceState]:
        """What is to be remembered of each source after its sync."""
        counts: dict[str, Counter[str]] = {name: Counter() for name in self.runs}
        failures: dict[str, list[tuple[str, str]]] = {name: [] for name in self.runs}
        for step in plan.steps:
            counts.setdefault(step.source_id, Counter())[step.change.value] += 1
            if step.change is DocumentStatus.FAILED:
                failures.setdefault(step.source_id, []).append((step.document_id, step.reason))
        result = []
        for name, run in self.runs.items():
            begun = run.begun.isoformat(timespec="seconds")
            traffic = self.session.traffic.get(name)
            requests = (
                dict(traffic.requests) | ({"conditional": traffic.conditional} if traffic.conditional else {})
                if traffic
                else {}
            )
            success = "" if failures[name] else begun
            result.append(
                SourceState(
                    name,
                    begun,
                    success,
                    round(run.seconds, 2),
                    dict(counts[name]),
                    tuple(failures[name]),
                    requests,
                )
            )
        return result

    def left_out(self, plan: Plan) -> dict[str, list[str]]:
        """source id -> what was passed over on purpose; empty for a source of which everything was read."""
        found: dict[str, list[str]] = {name: [] for name in self.runs}
        for step in plan.having(DocumentStatus.SKIPPED):
            found.setdefault(step.source_id, []).append(step.reason)
        return found


def record(runs: SourceRuns, plan: Plan, library: Library) -> list[SourceState]:
    """Keep in the library how each source fared and what was passed over; returns the states."""
    states = runs.states(plan)
    with library.transaction():
        for state in states:
            library.states.record(state)
        for source_id, reasons in runs.left_out(plan).items():
            library.readings.keep_left_out(source_id, reasons)
    return states
