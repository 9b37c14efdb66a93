"""The numbers that the conditions of a rule leave, as intervals: whether a rule's case takes in the case that
a claim speaks of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import inf

from chains.quantities.conditions import HIGH, LOW, NumberBound, bounds_of


@dataclass(frozen=True, slots=True)
class NumberInterval:
    """The numbers that a unit's bounds leave, in that unit."""

    low: float = -inf
    low_in: bool = True
    high: float = inf
    high_in: bool = True

    @property
    def empty(self) -> bool:
        """No number keeps within it: the bounds belong to different cases."""
        return self.low > self.high or (self.low == self.high and not (self.low_in and self.high_in))

    def holds(self, number: float) -> bool:
        """Whether a number lies in it."""
        above = number > self.low or (self.low_in and number == self.low)
        return above and (number < self.high or (self.high_in and number == self.high))

    def covers(self, other: NumberInterval) -> bool:
        """Whether all of the other lies in it."""
        low = self.low < other.low or (self.low == other.low and (self.low_in or not other.low_in))
        return low and (
            self.high > other.high or (self.high == other.high and (self.high_in or not other.high_in))
        )

    def within(self, bound: NumberBound) -> NumberInterval:
        """What of it keeps within a further bound."""
        if bound.side == LOW and (bound.value, not bound.inclusive) > (self.low, not self.low_in):
            return replace(self, low=bound.value, low_in=bound.inclusive)
        if bound.side == HIGH and (bound.value, bound.inclusive) < (self.high, self.high_in):
            return replace(self, high=bound.value, high_in=bound.inclusive)
        return self


def intervals_of(text: str) -> dict[str, NumberInterval]:
    """Unit -> the numbers that all bounds of a piece of text leave; may be empty where it tells
    several cases.
    """
    found: dict[str, NumberInterval] = {}
    for bound in bounds_of(text):
        found[bound.unit] = found.get(bound.unit, NumberInterval()).within(bound)
    return found


def covers(text_intervals: Mapping[str, NumberInterval], case: Mapping[str, NumberInterval]) -> bool | None:
    """True if a rule's intervals take in the whole case, False if not for one unit, None if they share no
    unit (or the rule tells several cases).
    """
    shared = [
        text_intervals[unit].covers(interval)
        for unit, interval in case.items()
        if unit in text_intervals and not text_intervals[unit].empty
    ]
    return all(shared) if shared else None
