"""What the readers of figures and words claim about the case, and how claims of one fact are settled."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from chains.case.facts import Fact, Value
from chains.case.sheet import Sheet
from chains.quantities.bounds import Bound
from chains.quantities.scan import Quantity

# weight of a word for the person ("Kollegin"): who is one may be threatened or in a transfer company too
FOR_PERSON = 0.5


@dataclass(frozen=True, slots=True)
class Claim:
    """A fact read from tokens first..last; `weight`: how sure its words are; `supposed`: only a
    hypothesis.
    """

    fact: str
    value: Value
    first: int
    last: int
    weight: float = 1.0
    about: bool = False
    supposed: bool = False

    @property
    def hardly_employed(self) -> bool:
        """Whether only a word for the person says that somebody has that status."""
        return self.fact == "status" and self.weight <= FOR_PERSON

    def as_fact(self, sheet: Sheet, turn: int) -> Fact:
        """The claim as a fact of the case."""
        start, end = sheet.tokens[self.first].start, sheet.tokens[self.last].end
        return Fact(self.value, sheet.text[start:end], (start, end), turn, about=self.about)


def settle(claims: Iterable[Claim], corrected_from: int | None) -> dict[str, Claim]:
    """One claim a fact: the surest; of two as sure that differ none, unless the later corrects ("nein",
    "sondern", "doch").

    `corrected_from`: first token of the last correction in the message, if there is one.
    """
    by_fact: dict[str, list[Claim]] = {}
    for claim in claims:
        by_fact.setdefault(claim.fact, []).append(claim)
    return {fact: chosen for fact, options in by_fact.items() if (chosen := _chosen(options, corrected_from))}


def _chosen(options: list[Claim], corrected_from: int | None) -> Claim | None:
    best = max(claim.weight for claim in options)
    rest = [claim for claim in options if claim.weight == best]
    if len({repr(claim.value) for claim in rest}) == 1:
        return min(rest, key=lambda claim: claim.first)
    later = [claim for claim in rest if corrected_from is not None and claim.first > corrected_from]
    if later and len({repr(claim.value) for claim in later}) == 1:
        return later[0]
    return None


def claimed(
    fact: str, quantity: Quantity, value: float | int | bool | datetime.date, weight: float = 1.0
) -> Iterator[Claim]:
    """One claim, read from a quantity."""
    about = quantity.bound is Bound.ABOUT or quantity.about
    yield Claim(fact, value, quantity.first, quantity.last, weight, about=about)


def whole(value: float) -> float | int:
    """A value without its zero behind the comma."""
    return int(value) if value == int(value) else value
