"""How a figure turns out for each answer that an open fact can have, as {condition: figure}."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from chains.funding.cells import every_way
from chains.funding.decide import CaseCheck
from chains.funding.programmes import Programme
from chains.funding.reckoning import in_rule_order, reckon_up_to

_MOST_TRIES = 150  # cases tried for one figure; § 82 with size, age and agreement open needs 60
Branch = tuple[tuple[tuple[str, Any], ...], Any]  # (((fact, sample), …), the figure then)


class TooMany(Exception):
    """The open facts can turn out in more ways than are worth trying."""


class Tries:
    """Counts the cases tried for one figure."""

    def __init__(self) -> None:
        self._left = _MOST_TRIES

    def another(self) -> None:
        """Count one more.

        Raises:
            TooMany: that was one too many.
        """
        self._left -= 1
        if self._left < 0:
            raise TooMany


def branches(check: CaseCheck, programme: Programme, key: str, tries: Tries) -> Iterator[Branch]:
    """The figure for each way in which open facts can turn out; a fact is tried only where it
    makes a difference.

    Raises:
        TooMany: too many ways, or a fact that has no end of them.
    """
    tries.another()
    seen = reckon_up_to(check, programme, key)
    if not seen.open or seen.value is None or isinstance(seen.value, Decimal):
        yield (), seen.value
        return
    possible = {
        name: every_way(check, programme, key, name) for name in in_rule_order(check, programme, seen.open)
    }
    if not possible or not all(possible.values()):
        raise TooMany
    fact, samples = next(iter(possible.items()))
    for sample in samples:
        for told, value in branches(check.with_fact(fact, sample), programme, key, tries):
            yield ((fact, sample), *told), value


def labels(branches: Sequence[Branch]) -> dict[str, Decimal]:
    """{condition: value}; neighbouring samples of a number that lead to the same are one condition."""
    tree: dict[Any, Any] = {}
    for told, value in branches:
        node = tree
        for step in told[:-1]:
            node = node.setdefault(step, {})
        node[told[-1]] = value
    return {" und ".join(words): value for words, value in _walk(tree)}


def _walk(tree: Mapping[tuple[str, Any], Any]) -> Iterator[tuple[tuple[str, ...], Decimal]]:
    runs: list[tuple[list[Any], Any]] = []
    fact = next(iter(tree))[0]
    for (_, sample), below in tree.items():
        if runs and runs[-1][1] == below:
            runs[-1][0].append(sample)
        else:
            runs.append(([sample], below))
    if len(runs) == 1:
        runs = [([], runs[0][1])]
    for place, (samples, below) in enumerate(runs):
        following = runs[place + 1][0][0] if place + 1 < len(runs) else None
        label = _condition(fact, samples, following, is_first=place == 0)
        if isinstance(below, Mapping):
            yield from (((label, *words) if label else words, value) for words, value in _walk(below))
        else:
            yield ((label,) if label else ()), below


def _condition(fact: str, samples: list[Any], following: Any, *, is_first: bool) -> str:
    if not samples:
        return ""
    if not isinstance(samples[0], Decimal):
        return f"{fact} = {' | '.join(str(sample).lower() for sample in samples)}"
    if following is None:
        return "" if is_first else f"{fact} >= {samples[0]}"
    return f"{fact} < {following}" if is_first else f"{samples[0]} <= {fact} < {following}"
