"""Figures of a source or an answer: numbers, shares, amounts, durations, dates and §§, made comparable.

What is said is read by chains/quantities/scan.py; here stands which figures say the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from chains.quantities.quantity import DATE, SHARE, Quantity, Writing
from chains.quantities.scan import scan_source

SECTION = "§"
# the scanner's units -> those that figures and conditions are compared in; a number of anything else counts
# as a number without a unit
_UNITS = {
    "Personen": "Beschäftigte",
    "Vollzeitkräfte": "Beschäftigte",
    "Unterrichtsstunden": "Stunden",
    SHARE: SHARE,
    "Prozent": "Prozent",
    "Prozentpunkte": "Prozentpunkte",
    "Euro": "Euro",
    "Kilometer": "Kilometer",
    "Jahre": "Jahre",
    "Monate": "Monate",
    "Wochen": "Wochen",
    "Tage": "Tage",
    "Stunden": "Stunden",
    "Minuten": "Minuten",
}
_WITHOUT_VALUE = frozenset({SECTION, DATE})
_YEAR_DIGITS = 4


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """A number with its unit ("" if none stands beside it); "Prozent", "Euro", "Jahre", "Beschäftigte",
    "Anteil", "§", "Datum" …

    Two figures are equal if they say the same: "die Hälfte" = 50 Prozent = 0,5; "zwölf Monate" = "ein Jahr"
    and "sechs Monate" = "ein halbes Jahr" (§ 189 BGB); "zwei Wochen" = "14 Tage". Not equal: 30 Tage and ein
    Monat (§ 188 BGB counts them apart), a third and 33 Prozent, Prozent and Prozentpunkte.
    """

    value: str
    unit: str
    # what is compared: the value in the one unit of its kind
    meaning: tuple[str, float | str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        scaled = _SAME_KIND.get(self.unit)
        if self.unit == "" and 0 < self.number < 1:
            meaning: tuple[str, float | str] = ("share", round(self.number, 6))
        elif scaled:
            meaning = (scaled[0], round(self.number * scaled[1], 6))
        else:
            meaning = (self.unit, self.value)
        object.__setattr__(self, "meaning", meaning)

    @property
    def number(self) -> float:
        """The value as a number; NaN for a § or a date."""
        try:
            return float(self.value)
        except ValueError:
            return float("nan")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Figure) and self.meaning == other.meaning

    def __hash__(self) -> int:
        return hash(self.meaning)


_SAME_KIND = {
    "Prozent": ("share", 0.01),
    SHARE: ("share", 1.0),
    "Jahre": ("months", 12.0),
    "Monate": ("months", 1.0),
    "Wochen": ("days", 7.0),
    "Tage": ("days", 1.0),
}


def unit_of(quantity: Quantity) -> str:
    """The unit that a quantity is compared in; "" for none."""
    return _UNITS.get(quantity.unit, "")


def figure_of(quantity: Quantity) -> Figure | None:
    """A quantity as a figure; None for "ein Kind", which counts nothing, and for the name of a month.

    A day without its year is "--07-31", a month "2024-07".
    """
    if quantity.date is not None:
        day = quantity.date.isoformat()
        if quantity.about:
            return Figure(day[:7], DATE) if quantity.with_year else None
        return Figure(day if quantity.with_year else f"-{day[4:]}", DATE)
    unit = unit_of(quantity)
    if quantity.indefinite and not unit:
        return None
    return Figure(f"{quantity.value:g}" if unit == SHARE else f"{quantity.value:.10g}", unit)


def dates_in(text: str) -> list[date]:
    """All full dates of a text, in order; impossible ones are left out."""
    return [q.date for q in scan_source(text).numbers if q.date and q.with_year and not q.about]


def quantities_in(text: str) -> list[Figure]:
    """Numbers and shares with their units, in order; "ein" does not count, §§, Absätze, list marks and dates
    neither.
    """
    found = (figure_of(q) for q in scan_source(text).numbers if not q.date and not q.indefinite)
    return [figure for figure in found if figure is not None]


def figure_spans(text: str) -> list[tuple[int, int]]:
    """Where amounts, shares and dates stand in a text (start, end), in order, to be shown; numbers without a
    unit are none.
    """
    return [
        (q.start, q.number_end if q.shared else q.end)
        for q in scan_source(text).numbers
        if unit_of(q) or (q.date and q.with_year and not q.about)
    ]


def figures_in(text: str, style: Writing = Writing.GERMAN) -> set[Figure]:
    """All that must be backed by a source: quantities, periods, dates, §§."""
    return set(_figures_in(text, style))


@lru_cache(maxsize=1024)
def _figures_in(text: str, style: Writing) -> frozenset[Figure]:
    scan = scan_source(text, style)
    found = (figure_of(quantity) for quantity in scan.numbers)
    return frozenset(figure for figure in found if figure is not None) | {
        Figure(number, SECTION) for number in scan.paragraphs
    }


def unsupported(claim: str, evidence: str) -> set[Figure]:
    """Figures of the claim that the evidence does not hold; a bare number is backed by the same
    number with any unit.
    """
    return missing_from(figures_in(claim), figures_in(evidence))


def missing_from(claimed: Iterable[Figure], have: Collection[Figure]) -> set[Figure]:
    """Figures that are not among the others.

    A bare number is backed by the same number with any unit, a year, a month and a day without a year by a
    date that has them.
    """
    values = {f.value for f in have if f.unit not in _WITHOUT_VALUE}
    days = [f.value for f in have if f.unit == DATE]
    return {
        f
        for f in claimed
        if f not in have
        and not (f.unit == "" and (f.value in values or _is_year_of(f.value, days)))
        and not (f.unit == DATE and any(_is_part(f.value, day) for day in days))
    }


def _is_year_of(value: str, days: Iterable[str]) -> bool:
    return len(value) == _YEAR_DIGITS and any(day.startswith(f"{value}-") for day in days)


def _is_part(said: str, day: str) -> bool:
    """Whether a date holds what is said of it ("2024-07" and "--07-31" of "2024-07-31")."""
    return day.endswith(said[1:]) if said.startswith("-") else day.startswith(f"{said}-")
