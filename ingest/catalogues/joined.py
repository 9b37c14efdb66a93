"""Courses out of several files of one source: what bears the same id is one course with all its dates; a file
that is the same as before is not read again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from ingest.catalogues.kept import Kept, kept_courses, read_anew
from ingest.files import read_bytes
from knowledge.errors import UnreadableSource
from knowledge.model.course import Course, sorted_dates


def joined_courses(
    files: Iterable[Path],
    read: Callable[[Path], Iterator[Course | str]],
    kept: Kept = read_anew,
    options: str = "",
) -> Iterator[Course | str]:
    """Texts on what is unreadable as they come, then the courses. `read` gives those of one file; where it
    raises UnreadableSource the others are read all the same. `options`: what else decides how one is read.
    """
    joined: dict[str, Course] = {}
    for file in files:
        try:
            for course in _of_file(file, read, kept, options):
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


class _Faulty(Exception):
    """A file of which something is unreadable: it is read again next time, since its messages name it."""

    def __init__(self, found: list[Course | str]) -> None:
        super().__init__()
        self.found = found


def _of_file(
    file: Path, read: Callable[[Path], Iterator[Course | str]], kept: Kept, options: str
) -> list[Course | str]:
    def courses() -> list[Course]:
        found = list(read(file))
        if any(isinstance(each, str) for each in found):
            raise _Faulty(found)
        return [each for each in found if not isinstance(each, str)]

    content = sha256(read_bytes(file, str(file))).hexdigest()
    try:
        return [*kept_courses(kept, (options, content), courses)]
    except _Faulty as faulty:
        return faulty.found
