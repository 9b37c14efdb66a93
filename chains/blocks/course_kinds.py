"""Courses that were found, as data: what was understood and given up, a card each, what narrows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class UnderstoodFilter:
    """A filter as people read it."""

    key: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class CourseFunding:
    """A programme that can pay for a course in this case: verdict, shares, what is missing, in German."""

    title: str
    verdict: str
    shares: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CourseCard:
    """One course. `dates`: the next that fit, as lines; `km` from the place that was asked for; `age`: of the
    record, in words; `firm_eur`, `person_eur`: shares in Euro, None where no rule settles them.
    """

    id: str
    title: str
    provider: str
    dates: tuple[str, ...] = ()
    more_dates: int = 0
    place: str = ""
    km: float | None = None
    time: str = ""
    form: str = ""
    length: str = ""
    price: str = ""
    voucher: str = ""
    measure_number: str = ""
    url: str = ""
    age: str = ""
    funding: tuple[CourseFunding, ...] = ()
    firm_eur: float | None = None
    person_eur: float | None = None

    @property
    def lines(self) -> Iterator[tuple[bool, str]]:
        """(whether it is the first, words) of each line of the card."""
        away = f" ({self.km:.0f} km)" if self.km is not None else ""
        yield True, f"{self.title} – {self.provider}"
        facts = (
            self.dates[0] if self.dates else "",
            f"{self.place}{away}",
            self.time,
            self.form,
            self.length,
        )
        yield False, ", ".join(fact for fact in facts if fact)
        money = (self.price, self.voucher, self.measure_number and f"Maßnahmenummer {self.measure_number}")
        yield False, ", ".join(fact for fact in money if fact)
        for each in self.funding:
            yield False, "; ".join((f"{each.title}: {each.verdict}", *each.shares, *each.missing))
        if self.url:
            yield False, f"{self.url}{f' ({self.age})' if self.age else ''}"


@dataclass(frozen=True, slots=True)
class CourseFacet:
    """What the courses can be narrowed by: (value, number of courses)."""

    key: str
    title: str
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class CourseList:
    """Courses found. `says`: what was not understood, given up or assumed, in German."""

    understood: tuple[UnderstoodFilter, ...]
    says: tuple[str, ...]
    courses: tuple[CourseCard, ...]
    facets: tuple[CourseFacet, ...] = ()
    total: int = 0
    kind: Literal["courses"] = "courses"
