"""Reckoning one figure of a programme: by the first way that holds, or within what all possible
ways allow.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from chains.funding.decide import CaseCheck
from chains.funding.expression import Seen
from chains.funding.programmes import Programme, ProgrammeFigure, Way
from chains.funding.values import UNKNOWN, Range, bounds


def reckon(
    check: CaseCheck, programme: Programme, figure: ProgrammeFigure, before: Mapping[str, Seen]
) -> tuple[Seen, Way | None]:
    """The figure by the first way that holds; while earlier ways may hold, what all of them allow.

    None as a value: the figure does not exist for this case.
    """
    if figure.only_if is not None:
        exists = check.evaluate(figure.only_if, programme, before)
        if exists.value is not True:
            return Seen(None if exists.value is False else UNKNOWN, exists.open), None
    possible: list[Seen] = []
    undecided: frozenset[str] = frozenset()
    for way in figure.ways:
        holds = check.evaluate(way.when, programme, before) if way.when else Seen(True)
        if holds.value is False:
            continue
        seen = check.evaluate(way.value, programme, before)
        possible.append(seen)
        undecided |= holds.open | seen.open
        if holds.value is True:
            return (seen if len(possible) == 1 else _together(possible, undecided)), way
    return (_together(possible, undecided) if possible else Seen(None)), None


def reckon_up_to(check: CaseCheck, programme: Programme, key: str) -> Seen:
    """One figure, with those before it that it may use."""
    seen: dict[str, Seen] = {}
    for name, figure in programme.figures.items():
        seen[name], _ = reckon(check, programme, figure, seen)
        if name == key:
            break
    return seen[key]


def is_open(seen: Seen) -> bool:
    """Whether a figure is not (fully) known."""
    return seen.value is UNKNOWN or isinstance(seen.value, Range)


def in_rule_order(check: CaseCheck, programme: Programme, names: frozenset[str]) -> tuple[str, ...]:
    """Facts as the rule's figures first rest on them."""
    order: dict[str, None] = {}
    for figure in programme.figures.values():
        for expression in (figure.only_if, *(each for way in figure.ways for each in (way.when, way.value))):
            for name in sorted(expression.names, key=expression.text.find) if expression else ():
                order |= dict.fromkeys(sorted(check.look(name).open) if name not in programme.figures else ())
    return (*(name for name in order if name in names), *sorted(names - order.keys()))


def _together(possible: list[Seen], undecided: frozenset[str]) -> Seen:
    """What several possible values have in common: the value itself, or bounds around all of them."""
    values = [seen.value for seen in possible]
    if UNKNOWN in values or not all(isinstance(value, Decimal | Range) for value in values):
        return Seen(UNKNOWN, undecided)
    lows, highs = zip(*(bounds(value) for value in values), strict=True)
    low = None if None in lows else min(lows)
    high = None if None in highs else max(highs)
    if low is not None and low == high:
        return Seen(low)
    return Seen(Range(low, high), undecided)
