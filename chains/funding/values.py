"""Values of a case: known, unknown, or known within bounds; comparing and reckoning with them
never guesses.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Final


class Unknown(Enum):
    """What nobody has told; a type of its own, so that it is never taken for zero, no or empty."""

    UNKNOWN = "unknown"

    def __bool__(self) -> bool:
        raise TypeError("an unknown value is neither true nor false")


UNKNOWN: Final = Unknown.UNKNOWN


@dataclass(frozen=True, slots=True)
class Range:
    """A number that lies between two bounds, both included; None is no bound."""

    low: Decimal | None
    high: Decimal | None


def bounds(value: Any) -> tuple[Decimal | None, Decimal | None]:
    """Lowest and highest number that a number or range can be."""
    return (value.low, value.high) if isinstance(value, Range) else (value, value)


def ranged(low: Decimal | None, high: Decimal | None) -> Decimal | Range | Unknown:
    """One number where both bounds agree, nothing known where there is none."""
    if low is None and high is None:
        return UNKNOWN
    return low if low is not None and low == high else Range(low, high)


def compare(left: Any, sign: str, right: Any) -> bool | Unknown:
    """`left sign right` for signs < <= > >= == !=; UNKNOWN where the bounds allow both."""
    return comparison_of(sign)(left, right)


@cache
def comparison_of(sign: str) -> Callable[[Any, Any], bool | Unknown]:
    """What compares two values by a sign, as `compare` does."""
    exact = _EXACT[sign]

    def compares(left: Any, right: Any) -> bool | Unknown:
        if isinstance(left, Unknown) or isinstance(right, Unknown):
            return UNKNOWN
        if isinstance(left, Range) or isinstance(right, Range):
            return _compare_ranges(left, sign, right)
        return bool(exact(left, right))

    return compares


_EXACT: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
_MIRRORED = {">": "<", ">=": "<="}
_NEGATED = {"!=": "==", "==": "=="}


def _compare_ranges(left: Any, sign: str, right: Any) -> bool | Unknown:
    if sign in _MIRRORED:
        return _compare_ranges(right, _MIRRORED[sign], left)
    (low, high), (other_low, other_high) = bounds(left), bounds(right)
    if sign in _NEGATED:
        apart = _below(high, other_low, strict=True) or _below(other_high, low, strict=True)
        return (sign == "!=") if apart else UNKNOWN
    strict = sign == "<"
    if _below(high, other_low, strict=strict):
        return True
    return False if _below(other_high, low, strict=not strict) else UNKNOWN


def _below(one: Decimal | None, other: Decimal | None, *, strict: bool) -> bool:
    """Whether `one` surely lies below `other`; a missing bound is never sure."""
    if one is None or other is None:
        return False
    return one < other if strict else one <= other


def reckon(left: Any, sign: str, right: Any) -> Any:
    """`left sign right` for + - * /; bounds stay bounds.

    Products and quotients take values that are not negative, as people, hours and Euro are.
    """
    if left is UNKNOWN or right is UNKNOWN:
        return UNKNOWN
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return _SIGNS[sign](left, right) if sign != "/" or right else UNKNOWN
    (low, high), (other_low, other_high) = bounds(left), bounds(right)
    if sign in "-/":
        other_low, other_high = other_high, other_low
    return ranged(_bound(low, sign, other_low), _bound(high, sign, other_high))


_SIGNS: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
}


def _bound(one: Decimal | None, sign: str, other: Decimal | None) -> Decimal | None:
    if one is None or other is None or (sign == "/" and not other):
        return None
    return _SIGNS[sign](one, other)
