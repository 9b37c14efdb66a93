"""What a rule may call in an expression: each function takes values that may be unknown or
ranges and never guesses.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any

from dateutil.relativedelta import relativedelta

from chains.funding.values import UNKNOWN, Range, bounds, ranged

_CENT = Decimal("0.01")


def smallest(*values: Any) -> Any:
    """The smallest of the values; with an unknown among them at most the smallest known one."""
    known = [bounds(value) for value in values if value is not UNKNOWN]
    highs = [high for _, high in known if high is not None]
    lows = [low for low, _ in known]
    complete = len(known) == len(values) and all(low is not None for low in lows)
    return ranged(
        min(low for low in lows if low is not None) if complete else None, min(highs) if highs else None
    )


def greatest(*values: Any) -> Any:
    """The greatest of the values; with an unknown among them at least the greatest known one."""
    known = [bounds(value) for value in values if value is not UNKNOWN]
    lows = [low for low, _ in known if low is not None]
    highs = [high for _, high in known]
    complete = len(known) == len(values) and all(high is not None for high in highs)
    return ranged(
        max(lows) if lows else None, max(high for high in highs if high is not None) if complete else None
    )


def first(*values: Any) -> Any:
    """The first value that is known."""
    return next((value for value in values if value is not UNKNOWN), UNKNOWN)


def at_least(value: Any) -> Any:
    """Something that is at least as much as the value."""
    return UNKNOWN if value is UNKNOWN else Range(bounds(value)[0], None)


def between(low: Any, high: Any) -> Any:
    """Something from one value to the other; an unknown end is no bound, and so is a whole unknown."""
    return ranged(None if low is UNKNOWN else bounds(low)[0], None if high is UNKNOWN else bounds(high)[1])


def at_most(value: Any) -> Any:
    """Something between nothing and the value."""
    return UNKNOWN if value is UNKNOWN else Range(Decimal(0), bounds(value)[1])


def _stepwise(rounding: str, step: Decimal) -> Callable[[Any], Any]:
    def rounded(value: Any) -> Any:
        if value is UNKNOWN:
            return UNKNOWN
        low, high = (None if end is None else end.quantize(step, rounding) for end in bounds(value))
        return ranged(low, high)

    return rounded


def weigh(staff: Any, weights: Any) -> Any:
    """Heads counted by weekly hours: staff ((heads, hours), …); weights ((hours at most, weight), …) rising.

    More hours than the last bound count as one; unknown hours count between the least weight and one.
    """
    if staff is UNKNOWN or weights is UNKNOWN:
        return UNKNOWN
    low = high = Decimal(0)
    for heads, hours in staff:
        least, most = _weight(hours, weights)
        low, high = low + heads * least, high + heads * most
    return ranged(low, high)


def _weight(hours: Any, weights: tuple[tuple[Decimal, Decimal], ...]) -> tuple[Decimal, Decimal]:
    if hours is None:
        return weights[0][1], Decimal(1)
    weight = next((weight for most, weight in weights if hours <= most), Decimal(1))
    return weight, weight


def count_below(values: Any, bound: Any) -> Any:
    """How many numbers of a list are smaller than the bound."""
    if values is UNKNOWN or bound is UNKNOWN:
        return UNKNOWN
    return Decimal(sum(1 for value in values if value < bound))


def length(values: Any) -> Any:
    """How many values a list has."""
    return UNKNOWN if values is UNKNOWN else Decimal(len(values))


def months_between(start: Any, end: Any) -> Any:
    """Whole months from one date to another, both days included (1.3. to 31.8. are six)."""
    if not isinstance(start, date) or not isinstance(end, date):
        return UNKNOWN
    later = date.fromordinal(end.toordinal() + 1)
    months = (later.year - start.year) * 12 + later.month - start.month
    return Decimal(months - (later.day < start.day))


def days_between(start: Any, end: Any) -> Any:
    """Calendar days from one date to another, both days included."""
    if not isinstance(start, date) or not isinstance(end, date):
        return UNKNOWN
    return Decimal((end - start).days + 1)


def days_before(day: Any, days: Any) -> Any:
    """The day so many calendar days before another."""
    if not isinstance(day, date) or not isinstance(days, Decimal):
        return UNKNOWN
    return day - timedelta(days=int(days))


def last_day_of(start: Any, months: Any) -> Any:
    """The last day of so many months from a date on, it included (1.10.2024 and 24: 30.9.2026)."""
    if not isinstance(start, date) or not isinstance(months, Decimal):
        return UNKNOWN
    return start + relativedelta(months=int(months), days=-1)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "min": smallest,
    "max": greatest,
    "first": first,
    "at_least": at_least,
    "at_most": at_most,
    "between": between,
    "cent_down": _stepwise(ROUND_FLOOR, _CENT),
    "euro": _stepwise(ROUND_HALF_UP, _CENT),
    "round_down": _stepwise(ROUND_FLOOR, Decimal(1)),
    "round_up": _stepwise(ROUND_CEILING, Decimal(1)),
    "weigh": weigh,
    "count_below": count_below,
    "length": length,
    "months_between": months_between,
    "days_between": days_between,
    "days_before": days_before,
    "last_day_of": last_day_of,
}
