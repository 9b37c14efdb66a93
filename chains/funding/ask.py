"""Which fact to ask for: the one whose answers settle most, of one programme or of all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from chains.funding.cells import cells
from chains.funding.decide import CaseCheck
from chains.funding.decision import Decision, Result


def by_weight(check: CaseCheck, decision: Decision) -> tuple[str, ...]:
    """The missing facts of a programme, the one that decides most first; equals in the order of the rule."""
    weights = {fact: settles(check, decision, fact) for fact in decision.missing}
    return tuple(sorted(decision.missing, key=lambda fact: -weights[fact]))


def settles(check: CaseCheck, decision: Decision, fact: str) -> float:
    """The share of a fact's possible answers after which the programme is decided, 0 to 1."""
    samples = cells(check, decision.programme, fact)
    if not samples:
        return 0.0
    results = [check.with_fact(fact, sample).decide(decision.programme.id).result for sample in samples]
    return sum(result is not Result.DEPENDS for result in results) / len(samples)


def most_decisive(check: CaseCheck, decisions: Sequence[Decision]) -> str | None:
    """Of all programmes that are open the one fact whose answers settle most of them; None if
    nothing is open.
    """
    weights: Counter[str] = Counter()
    for decision in decisions:
        for place, fact in enumerate(decision.missing):
            weights[fact] += settles(check, decision, fact) + 1 / (100 + place)  # type: ignore[assignment]
    return max(weights, key=lambda fact: weights[fact], default=None)
