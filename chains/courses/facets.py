"""How many of the courses found are of each kind: what a search can be narrowed by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from knowledge.index.course_columns import SLOT_BITS, form_code
from knowledge.index.course_filters import CourseFilters

_MOST = 6  # values of a facet that are shown
_FORMS = ("praesenz", "online", "fernunterricht", "inhouse")
_BANDS = (
    ("kostenlos", 0.0, 0.0),
    ("bis 500 Euro", 0.01, 500.0),
    ("bis 2.000 Euro", 500.01, 2000.0),
    ("darüber", 2000.01, np.inf),
)


@dataclass(frozen=True, slots=True)
class Facet:
    """Values of one kind with their number of courses, the most first."""

    key: str
    title: str
    counts: tuple[tuple[str, int], ...]


def facets_of(filters: CourseFilters, fits: np.ndarray, courses: np.ndarray) -> tuple[Facet, ...]:
    """Facets over the dates that fit of the courses that were found."""
    rows = np.flatnonzero(fits & courses[filters.columns["course"]])
    found = (
        Facet("form", "Form", tuple(_forms(filters, rows))),
        Facet("time", "Zeit", tuple(_times(filters, rows))),
        Facet("place", "Ort", tuple(_towns(filters, rows))),
        Facet("price", "Preis", tuple(_prices(filters, rows))),
        Facet("voucher", "Förderung", tuple(_vouchers(filters, rows))),
    )
    return tuple(facet for facet in found if facet.counts)


def _count(filters: CourseFilters, rows: np.ndarray) -> int:
    """Courses of some dates."""
    seen = np.zeros(filters.courses, dtype=bool)
    seen[filters.columns["course"][rows]] = True
    return int(seen.sum())


def _forms(filters: CourseFilters, rows: np.ndarray) -> Iterator[tuple[str, int]]:
    codes = filters.columns["forms"]
    of_row = filters.columns["form"][rows]
    for name in _FORMS:
        of_form = np.asarray([name in form_code(str(form)) for form in codes], dtype=bool)
        if count := _count(filters, rows[of_form[of_row]]):
            yield name, count


def _times(filters: CourseFilters, rows: np.ndarray) -> Iterator[tuple[str, int]]:
    slots = filters.columns["slots"][rows]
    for name, bit in SLOT_BITS.items():
        if count := _count(filters, rows[(slots & bit) > 0]):
            yield name, count


def _towns(filters: CourseFilters, rows: np.ndarray) -> Iterator[tuple[str, int]]:
    of_row = filters.columns["town"][rows]
    pairs = np.unique(np.stack([of_row, filters.columns["course"][rows]], axis=1), axis=0)
    codes, counts = np.unique(pairs[:, 0], return_counts=True) if len(pairs) else (np.zeros(0, int),) * 2
    order = np.argsort(-counts, kind="stable")
    named = [(str(filters.columns["towns"][codes[i]]), int(counts[i])) for i in order]
    yield from [(town, count) for town, count in named if town][:_MOST]


def _prices(filters: CourseFilters, rows: np.ndarray) -> Iterator[tuple[str, int]]:
    prices = filters.columns["price"][rows]
    for name, low, high in _BANDS:
        if count := _count(filters, rows[(prices >= low) & (prices <= high)]):
            yield name, count
    if count := _count(filters, rows[np.isnan(prices)]):
        yield "nicht angegeben", count


def _vouchers(filters: CourseFilters, rows: np.ndarray) -> Iterator[tuple[str, int]]:
    if count := _count(filters, rows[filters.columns["voucher"][rows]]):
        yield "mit Bildungsgutschein", count
