"""The figures of a decision: certain ones, bounds, or one for each way an open fact can turn
out, with the reckoning.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from chains.funding.branches import TooMany, Tries, branches, labels
from chains.funding.cells import every_way
from chains.funding.decide import CaseCheck
from chains.funding.decision import Decision, Result
from chains.funding.expression import Seen
from chains.funding.programmes import Programme, ProgrammeFigure, Way
from chains.funding.reckoning import in_rule_order, is_open, reckon, reckon_up_to
from chains.funding.values import UNKNOWN, Range
from knowledge.editorial.rules import FactKind

_MOST_BRANCHES = 8  # more than eight conditions nobody reads; then the bounds are given


@dataclass(frozen=True, slots=True)
class Money:
    """Figures of one programme: certain ones, bounds, {condition: value} where open facts
    decide; the ways taken.

    `open`: the facts that would make an uncertain figure certain, special circumstances last.
    `regular`: the special circumstances that nobody told and that the certain figures take not to be there.
    """

    certain: Mapping[str, Any]
    bounds: Mapping[str, Range]
    branches: Mapping[str, Mapping[str, Decimal]]
    ways: tuple[Way, ...]
    open: tuple[str, ...]
    regular: tuple[str, ...]


def figures_of(check: CaseCheck, decision: Decision) -> Money:
    """All figures that the case allows if the programme is granted; none of them is guessed."""
    reckoning = _Reckoning(_if_granted(check, decision), decision.programme)
    for key, figure in decision.programme.figures.items():
        if decision.result is not Result.NO or figure.rule.even_if_no:
            reckoning.add(key, figure)
    return reckoning.money()


def _if_granted(check: CaseCheck, decision: Decision) -> CaseCheck:
    """The case with each open yes-or-no fact as the programme needs it: figures are asked for
    if it is granted.
    """
    for name in decision.missing:
        if check.book.facts[name].type == "bool":
            refused = [value for value in (False, True) if _refused(check, decision, name, value)]
            if len(refused) == 1:
                check = check.with_fact(name, not refused[0])
    return check


def _refused(check: CaseCheck, decision: Decision, name: str, value: bool) -> bool:
    return check.with_fact(name, value).decide(decision.programme.id).result is Result.NO


def _is_special(check: CaseCheck, name: str, kind: FactKind) -> bool:
    """Whether nobody told of a circumstance that a speaker would name if it were there."""
    if kind.regular is None or check.look(name).value is not UNKNOWN:
        return False
    return all(check.facts.get(other) != value for other, value in kind.regular_unless.items())


class _Reckoning:
    """The figures of one programme in their order, each may use those before it."""

    def __init__(self, check: CaseCheck, programme: Programme) -> None:
        self._check, self._programme = check, programme
        self._special = frozenset(
            name for name, kind in check.book.facts.items() if _is_special(check, name, kind)
        )
        self._regular = check.regular(self._special)
        self._strictly: dict[str, Seen] = {}
        self._regularly: dict[str, Seen] = {}
        self._bounds: dict[str, Range] = {}
        self._branches: dict[str, dict[str, Decimal]] = {}
        self._ways: list[Way] = []
        self._leans: frozenset[str] = frozenset()

    def add(self, key: str, figure: ProgrammeFigure) -> None:
        """Reckon one figure, strictly and for the regular case."""
        strict, way = reckon(self._check, self._programme, figure, self._strictly)
        self._strictly[key] = strict
        if not is_open(strict):
            self._regularly[key] = strict
        else:
            self._regularly[key], way = reckon(self._regular, self._programme, figure, self._regularly)
            self._undecided(key, strict, self._regularly[key])
        if way and way.text and not is_open(self._regularly[key]):
            self._ways.append(way)

    def _undecided(self, key: str, strict: Seen, regular: Seen) -> None:
        if isinstance(strict.value, Range):
            self._bounds[key] = strict.value
        if is_open(regular):
            self._narrow(key, strict)
        elif isinstance(regular.value, Decimal):
            self._except(key, regular.value, strict.open & self._special)

    def _except(self, key: str, regular: Decimal, names: frozenset[str]) -> None:
        """Note the figure where one special circumstance is there after all."""
        found: dict[str, Decimal] = {}
        for name in sorted(names):
            tried = [
                (
                    ((name, sample),),
                    reckon_up_to(self._regular.with_fact(name, sample), self._programme, key).value,
                )
                for sample in every_way(self._check, self._programme, key, name)
            ]
            if not tried or any(value != regular for _, value in tried):
                self._leans |= {name}
            numbers = [branch for branch in tried if isinstance(branch[1], Decimal)]
            found |= (
                {label: value for label, value in labels(numbers).items() if value != regular}
                if numbers
                else {}
            )
        if 0 < len(found) <= _MOST_BRANCHES:
            self._branches[key] = found

    def _narrow(self, key: str, strict: Seen) -> None:
        """What trying the open facts' possible answers leaves of a figure's bounds."""
        try:
            tried = list(branches(self._regular, self._programme, key, Tries()))
        except TooMany:
            return
        numbers = [value for _, value in tried]
        if not numbers or not all(isinstance(value, Decimal) for value in numbers):
            return
        leans = strict.open & self._special
        if len(set(numbers)) == 1:
            self._regularly[key] = Seen(numbers[0])
            self._leans |= leans
            return
        if not leans:
            self._bounds[key] = Range(min(numbers), max(numbers))
        labelled = labels(tried)
        if len(labelled) <= _MOST_BRANCHES:
            self._branches[key] = labelled
            self._leans |= leans

    def money(self) -> Money:
        """All of it."""
        hidden = {key for key, figure in self._programme.figures.items() if figure.rule.hidden}
        certain = {
            key: seen.value
            for key, seen in self._regularly.items()
            if not is_open(seen) and seen.value is not None
        }
        undecided: frozenset[str] = frozenset().union(
            *(seen.open for seen in self._strictly.values() if is_open(seen))
        )
        ordered = in_rule_order(self._check, self._programme, undecided)
        return Money(
            {key: value for key, value in certain.items() if key not in hidden},
            {key: value for key, value in self._bounds.items() if key not in hidden},
            {key: value for key, value in self._branches.items() if key not in hidden},
            tuple(self._ways),
            tuple(sorted(ordered, key=lambda name: name in self._special)),
            tuple(name for name in ordered if name in self._leans),
        )
