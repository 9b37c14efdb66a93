"""The same offer from two catalogues becomes one course that keeps both origins; richer fields win.

Equal are offers of different sources with the same AZAV measure number, or with the same provider, postcode
and (nearly) the same title; offers of one source are never joined, since it keeps them apart itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from typing import Any

from rapidfuzz import fuzz, utils

from knowledge.model.course import Course, CourseDate, sorted_dates

_SAME_TITLE = 92.0  # of 100; figures in the title must be the same anyway ("AZ-104" is not "AZ-140")
_LEGAL_FORM = re.compile(r"\b(?:g?gmbh|mbh|ag|kg|ohg|gbr|ug|e\s*k|e\s*v|se|co)\b")
_GENDER = re.compile(r"\(?\b[mwd](?:/[mwdx]){1,3}\b\)?", re.IGNORECASE)
_FIGURES = re.compile(r"\d+|\b[ivx]+\b")


class Matcher:
    """Puts courses, fed source by source, into groups of equal offers."""

    def __init__(self) -> None:
        self._groups: list[set[str]] = []  # sources of each group
        self._titles: list[tuple[str, int]] = []  # (title, group) of each course
        self._by_measure: dict[str, list[int]] = defaultdict(list)
        self._by_block: dict[str, list[int]] = defaultdict(list)

    def group_of(self, course: Course, source_id: str) -> int:
        """Number of the course's group; a new one if nothing equal was fed before."""
        title = _title(course.title)
        blocks = _blocks(course)
        group = next(
            (
                self._titles[i][1]
                for i in self._equal(course, title, blocks)
                if source_id not in self._groups[self._titles[i][1]]
            ),
            None,
        )
        if group is None:
            group = len(self._groups)
            self._groups.append(set())
        self._groups[group].add(source_id)
        number = len(self._titles)
        self._titles.append((title, group))
        if measure := _measure(course):
            self._by_measure[measure].append(number)
        for block in blocks:
            self._by_block[block].append(number)
        return group

    def _equal(self, course: Course, title: str, blocks: set[str]) -> Iterator[int]:
        """Courses that are the same offer: by measure number those at a common place first, then by title
        within provider and place.
        """
        near = {i for block in blocks for i in self._by_block.get(block, ())}
        measured = self._by_measure.get(_measure(course), []) if _measure(course) else []
        yield from (i for i in measured if i in near)
        figures = sorted(_FIGURES.findall(title))
        rated = [
            (fuzz.token_sort_ratio(title, self._titles[i][0], score_cutoff=_SAME_TITLE), i) for i in near
        ]
        yield from (
            i
            for score, i in sorted(rated, key=lambda r: (-r[0], r[1]))
            if score and sorted(_FIGURES.findall(self._titles[i][0])) == figures
        )
        yield from (
            i
            for i in measured
            if i not in near and fuzz.token_sort_ratio(title, self._titles[i][0]) >= _SAME_TITLE
        )


def merge(courses: Sequence[Course]) -> Course:
    """One course of several records of the same offer; the first one's title, provider and
    place of origin lead.
    """
    first = courses[0]
    if len(courses) == 1:
        return first
    texts = {
        f.name: max((getattr(c, f.name) for c in courses), key=len) for f in fields(Course) if f.type == "str"
    }
    return replace(
        first,
        **texts | {"title": first.title, "provider": first.provider, "url": first.url or texts["url"]},
        origins=tuple(o for c in courses for o in c.origins),
        keywords=tuple(dict.fromkeys(k for c in courses for k in c.keywords)),
        topics=tuple(dict.fromkeys(t for c in courses for t in c.topics)),
        updated=max((c.updated for c in courses if c.updated), default=None),
        dates=_merged_dates(courses),
    )


def _merged_dates(courses: Sequence[Course]) -> tuple[CourseDate, ...]:
    joined: dict[tuple[Any, ...], CourseDate] = {}
    for day in (d for c in courses for d in c.dates):
        key = (day.start, day.end, day.place.plz, day.time, day.flexible)
        joined[key] = _filled(joined[key], day) if key in joined else day
    return sorted_dates(joined.values())


def _filled(day: CourseDate, other: CourseDate) -> CourseDate:
    """A date with its blank fields taken from the other record of it."""
    blanks: dict[str, Any] = {
        f.name: getattr(other, f.name) for f in fields(CourseDate) if getattr(day, f.name) == f.default
    }
    place = (
        day.place if day.place.lat is not None else other.place if other.place.lat is not None else day.place
    )
    return replace(day, **blanks | {"place": place})


def _title(text: str) -> str:
    return utils.default_process(_GENDER.sub(" ", text))


def _measure(course: Course) -> str:
    return "".join(c for c in course.measure_number.casefold() if c.isalnum())


def _blocks(course: Course) -> set[str]:
    """Provider and postcode of each place: only courses that share one are compared by title."""
    provider = " ".join(_LEGAL_FORM.sub(" ", utils.default_process(course.provider)).split())
    return {f"{provider}|{plz}" for plz in {d.place.plz for d in course.dates} or {""}}
