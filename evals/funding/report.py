"""How worked funding cases came out: sums by programme, and what differs in each case that is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evals.funding.cases import CaseOutcome, FundingCase, ReadSentence, run_case
from knowledge.errors import RuleFault


@dataclass(frozen=True, slots=True)
class CaseRun:
    """All outcomes of a collection and how many sentences were left out."""

    outcomes: tuple[CaseOutcome, ...]
    skipped: int

    @property
    def right(self) -> int:
        """Cases in which everything is right."""
        return sum(outcome.right for outcome in self.outcomes)

    def by_programme(self) -> dict[str, tuple[int, int]]:
        """Programme -> (right, all)."""
        everything: Counter[str] = Counter()
        right: Counter[str] = Counter()
        for outcome in self.outcomes:
            everything.update(outcome.faults.keys())
            right.update(name for name, faults in outcome.faults.items() if not faults)
        return {name: (right[name], count) for name, count in sorted(everything.items())}


def run_cases(cases: Sequence[FundingCase], read: ReadSentence | None = None) -> CaseRun:
    """Run all cases; without `read` sentences are left out and counted."""
    chosen = [case for case in cases if read is not None or not case.sentence]
    return CaseRun(tuple(_outcome(case, read) for case in chosen), len(cases) - len(chosen))


def _outcome(case: FundingCase, read: ReadSentence | None) -> CaseOutcome:
    try:
        return run_case(case, read)
    except RuleFault as fault:
        return CaseOutcome(case, dict.fromkeys(case.expect, (str(fault),)))


def sums(done: CaseRun) -> Iterator[str]:
    """The figures without any case's content."""
    for name, (right, count) in done.by_programme().items():
        yield f"{name}: {right} von {count}"
    yield f"Fälle richtig: {done.right} von {len(done.outcomes)}"
    if done.skipped:
        yield f"Sätze ausgelassen: {done.skipped} (es gibt noch nichts, das Sätze liest)"


def differences(done: CaseRun) -> Iterator[str]:
    """Each wrong case with what differs."""
    for outcome in done.outcomes:
        for name, faults in outcome.faults.items():
            for fault in faults:
                yield f"{outcome.case.id} {name}: {fault}"
