"""Courses out of several files of one source: what bears the same id is one course with all its dates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from knowledge.errors import UnreadableSource
from knowledge.model.course import Course, sorted_dates


def joined_courses(
    files: Iterable[Path], read: Callable[[Path], Iterator[Course | str]]
) -> Iterator[Course | str]:
    """Texts on what is unreadable as they come, then the courses. `read` gives those of one file; where it
    raises UnreadableSource the others are read all the same.
    """
    joined: dict[str, Course] = {}
    for file in files:
        try:
            for course in read(file):
                if isinstance(course, str):
                    yield course
                    continue
                known = joined.get(course.id)
                joined[course.id] = (
                    replace(known, dates=sorted_dates([*known.dates, *course.dates])) if known else course
                )
        except UnreadableSource as error:
            yield str(error)
    yield from joined.values()
