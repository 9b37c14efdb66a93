"""What two numbers of a text have to do with each other: one unit for both, a range, alternatives, a
correction.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from chains.quantities.bounds import Bound
from chains.quantities.quantity import SHARE, Quantity, is_year
from chains.quantities.tokens import Token

_RANGE = frozenset({"bis", "to", "do", "–", "-", "—", "до"})
_BETWEEN = frozenset({"zwischen", "between", "pomiedzy", "miedzy", "між"})
_AND = frozenset({"und", "and", "i", "та"})
_INSTEAD = frozenset({"statt", "anstatt"})
_OR = frozenset({"oder", "or", "lub", "veya", "або"})
_LINKS = _RANGE | _AND | _OR | {"sowie", "aber", "beziehungsweise", "bzw", "."}


def with_shared_units(
    numbers: Sequence[Quantity], tokens: Sequence[Token], bound_before: Callable[[int], int], text: str
) -> list[Quantity]:
    """The numbers, each without a unit taking that of the next where only a link and a bound stand between
    ("10 bis 25 Prozent", "mindestens 50 und weniger als 500 Beschäftigte").

    `bound_before`: the token where the bound that ends at a token begins; the token behind it if none does.
    """
    found = list(numbers)
    for at in range(len(found) - 2, -1, -1):
        one, two = found[at], found[at + 1]
        if (
            one.unit
            or one.value < 1
            or is_year(one, text)
            or not two.unit
            or two.unit == SHARE
            or two.adjective
        ):
            continue  # "mit 0,5 und nicht mehr als 30 Stunden": a factor has no unit
        between = tokens[one.last + 1 : bound_before(two.first - 1)] or tokens[one.last + 1 : two.first]
        if 0 < len(between) <= 2 and all(token.key in _LINKS for token in between):  # noqa: PLR2004 - "bzw."
            found[at] = replace(one, unit=two.unit, period=one.period or two.period, shared=True)
    return found


def with_ranges(numbers: Sequence[Quantity], tokens: Sequence[Token]) -> list[Quantity]:
    """Two numbers joined as a range become one with `upper`; two joined by "oder" are alternatives."""
    joined: list[Quantity] = []
    for quantity in numbers:
        before = joined[-1] if joined else None
        link = tokens[quantity.first - 1].key if quantity.first else ""
        if before is not None and _denied(before, quantity, tokens):  # "320, nicht 230 Leute"
            joined[-1] = replace(before, unit=quantity.unit, last=quantity.last)
        elif (
            before is None
            or before.last != quantity.first - 2
            or before.unit not in {"", quantity.unit}
            or before.upper is not None
        ):
            joined.append(quantity)
        elif link in _OR and before.value != quantity.value:
            joined[-1] = replace(before, alternative=True, unit=quantity.unit)
            joined.append(replace(quantity, alternative=True))
        elif link in _INSTEAD and before.value != quantity.value:
            joined[-1] = replace(before, unit=quantity.unit, last=quantity.last)
        elif before.value < quantity.value and (
            link in _RANGE or (link in _AND and tokens[before.first - 1].key in _BETWEEN)
        ):
            joined[-1] = replace(
                before,
                last=quantity.last,
                end=quantity.end,
                unit=quantity.unit,
                upper=quantity.value,
                bound=Bound.EXACTLY,
                period=quantity.period,
                sense=before.sense,
            )
        else:
            joined.append(quantity)
    return joined


def _denied(before: Quantity, quantity: Quantity, tokens: Sequence[Token]) -> bool:
    signs = [token.key for token in tokens[before.last + 1 : quantity.first]]
    return (
        signs == [",", "nicht"]
        and not before.unit
        and before.upper is None
        and bool(quantity.unit)
        and not quantity.date
    )
