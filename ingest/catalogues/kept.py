"""What was read of a catalogue before, as its readers ask for it: by the unit that is read as a whole, an
offer's entries, a page, a file.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from knowledge.model.course import Course

# (what a unit was read from, how it is read) -> its JSON, from before or read now
Kept = Callable[[Sequence[str], Callable[[], str]], str]


def read_anew(unit: Sequence[str], read: Callable[[], str]) -> str:  # noqa: ARG001 - a Kept
    """Keeps nothing: every unit is read."""
    return read()


def kept_courses(kept: Kept, unit: Sequence[str], read: Callable[[], list[Course]]) -> list[Course]:
    """The courses of a unit; what `read` raises is not kept."""
    said = kept(unit, lambda: json.dumps([course.to_json() for course in read()], ensure_ascii=False))
    return [Course.from_json(each) for each in json.loads(said)]
