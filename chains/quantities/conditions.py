"""Numeric conditions in rules ("mindestens 50 und weniger als 500 Beschäftigte") evaluated for a case."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from chains.quantities.bounds import Bound
from chains.quantities.figures import unit_of
from chains.quantities.quantity import SHARE, Quantity, Scan
from chains.quantities.scan import scan_source
from chains.quantities.tokens import Token, TokenKind

LOW, HIGH = "low", "high"
_SIDES = {
    Bound.AT_LEAST: (LOW, True),
    Bound.MORE: (LOW, False),
    Bound.AT_MOST: (HIGH, True),
    Bound.LESS: (HIGH, False),
}
_NO_CASE = frozenset({"", "Prozent", "Prozentpunkte", SHARE})  # what is asked for rather than told
_AGED = re.compile(r"\bbin (?:erst |jetzt |schon )?([1-7]\d)(?=,|[.!?](?:\s|$)|$| und\b)", re.IGNORECASE)
_NOT_YET = 2  # words of "noch nicht"


@dataclass(frozen=True, slots=True)
class NumberCase:
    """What is known of a person or firm: unit name -> value (Beschäftigte, Jahre, Stunden, Euro); an age for
    the rules that ask for one. A view of the Case (chains/case/views.py) and of the question's own numbers.
    """

    values: dict[str, float]
    age: float | None = None  # beside values["Jahre"], which may be any period

    def number_for(self, bound: NumberBound) -> float | None:
        """The number that a condition is about; None if the case does not tell it."""
        return self.values.get(bound.unit, self.age if bound.of_age else None)


def case_of(question: str) -> NumberCase:
    """The first number of each unit in a question; "52 Jahre alt" and "52-Jährige" are years."""
    return NumberCase(dict(_case_of(question)))


@lru_cache(maxsize=1024)
def _case_of(question: str) -> tuple[tuple[str, float], ...]:
    values: dict[str, float] = {}
    for quantity in scan_source(question).numbers:
        unit = unit_of(quantity)
        if unit not in _NO_CASE and not quantity.indefinite and not quantity.ordinal:
            values.setdefault(unit, quantity.value)
    if match := _AGED.search(question):
        values.setdefault("Jahre", float(match[1]))
    return tuple(values.items())


@dataclass(frozen=True, slots=True)
class Span:
    """A quantity as it stands in a text: "120 Beschäftigte" from `start` to `end`, its digits or words, its
    unit's name.
    """

    start: int
    end: int
    text: str
    number: str
    unit: str


def quantity_spans(text: str) -> list[Span]:
    """Quantities with their places, in order; a number whose next word is no unit, and that of a §, has unit
    "", "ein" alone is none.
    """
    scan = scan_source(text)
    found = [span for index in sorted(scan.masked) for span in _place_spans(scan, index)]
    for quantity in scan.numbers:
        unit = "" if quantity.shared else unit_of(quantity)
        written = text[quantity.start : quantity.number_end]
        if quantity.date or unit == SHARE or quantity.indefinite or not (unit or written.isdigit()):
            continue
        end = quantity.end if unit else quantity.number_end
        found.append(Span(quantity.start, end, text[quantity.start : end], written, unit))
    return sorted(found, key=lambda span: span.start)


def _place_spans(scan: Scan, index: int) -> list[Span]:
    """The number of a place that is asked for ("§ 82"), which another may replace; not one that goes on."""
    token, behind = scan.tokens[index], scan.tokens[index + 1 : index + 2]
    if token.kind is not TokenKind.NUMBER or (behind and behind[0].key.startswith(("abs", "§"))):
        return []
    return [Span(token.start, token.end, token.text, token.text, "")]


@dataclass(frozen=True, slots=True)
class NumberBound:
    """One side of a condition."""

    unit: str
    side: str
    value: float
    inclusive: bool
    of_age: bool = field(default=False, compare=False)  # of a person, as "Lebensjahr"

    def holds(self, number: float) -> bool:
        """Whether a number keeps within it."""
        if number == self.value:
            return self.inclusive
        return (number > self.value) == (self.side == LOW)


@lru_cache(maxsize=1024)
def bounds_of(text: str) -> tuple[NumberBound, ...]:
    """The numeric conditions a piece of text states."""
    scan = scan_source(text)
    # "eine mindestens dreijährige Ausbildung" is of the training, not of the case
    counted = [quantity for quantity in scan.quantities if unit_of(quantity) and not quantity.adjective]
    found = [bound for quantity in counted for bound in _bounds(quantity, scan.tokens)]
    for one, two in pairwise(counted):  # "mit 250 und weniger als 2.500 Beschäftigten"
        if one.shared and _is_open(one) and _SIDES.get(two.bound, (LOW,))[0] == HIGH:
            found.append(NumberBound(unit_of(one), LOW, one.value, True))
    return tuple(found)


def _bounds(quantity: Quantity, tokens: Sequence[Token]) -> list[NumberBound]:
    unit = unit_of(quantity)
    if quantity.upper is not None:
        return [NumberBound(unit, LOW, quantity.value, True), NumberBound(unit, HIGH, quantity.upper, True)]
    if quantity.bound in _SIDES:
        return [NumberBound(unit, *_side(quantity))]
    if tokens[quantity.last].key.startswith("lebensjahr"):
        return _of_age(quantity, [token.key for token in tokens[quantity.last + 1 : quantity.last + 4]])
    return []


def _side(quantity: Quantity) -> tuple[str, float, bool]:
    side, inclusive = _SIDES[quantity.bound]
    return side, quantity.value, inclusive


def _is_open(quantity: Quantity) -> bool:
    return quantity.bound is Bound.EXACTLY and quantity.upper is None and not quantity.alternative


def _of_age(quantity: Quantity, behind: Sequence[str]) -> list[NumberBound]:
    """The bound of "das 45. Lebensjahr vollendet hat", "noch nicht vollendet hat"."""
    denied = list(behind[:_NOT_YET]) == ["noch", "nicht"]
    verb = behind[_NOT_YET:] if denied else behind[:1]
    if not verb or not verb[0].startswith("vollendet"):
        return []
    return [NumberBound("Jahre", HIGH if denied else LOW, quantity.value, not denied, True)]


def fits(text: str, case: NumberCase) -> bool | None:
    """True if all conditions that the case has numbers for hold, False if one does not, None if
    none applies.
    """
    checked = [
        bound.holds(number) for bound in bounds_of(text) if (number := case.number_for(bound)) is not None
    ]
    return all(checked) if checked else None
