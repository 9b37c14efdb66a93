"""Fields that are read right off 25 pages of our own (pages.py)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ingest.catalogues.schema_org.course import courses_of
from knowledge.model.course import Course, CourseDate
from tests.ingest.catalogues.schema_org.pages import PAGES, URL


def _shown(day: CourseDate, name: str) -> Any:
    match name:
        case "start" | "end" | "deadline":
            value = getattr(day, name)
            return value.isoformat() if value else ""
        case "town" | "plz" | "street":
            return getattr(day.place, name)
        case "online":
            return "digital" in day.form
        case "time":
            return str(day.time or "")
        case _:
            return getattr(day, name)


def _compared(name: str) -> Iterator[tuple[str, Any, Any]]:
    """(field, expected, read) of a page."""
    html, expected = PAGES[name]
    found = {course.title: course for course in courses_of(html, URL, "kurse")}
    yield "courses", sorted(c["title"] for c in expected), sorted(found)
    for wanted in expected:
        course = found.get(wanted["title"], Course(""))
        for key in wanted.keys() - {"title", "dates"}:
            yield f"{wanted['title']}: {key}", wanted[key], getattr(course, key)
        yield f"{wanted['title']}: dates", len(wanted["dates"]), len(course.dates)
        for number, day in enumerate(wanted["dates"]):
            read = course.dates[number] if number < len(course.dates) else CourseDate()
            for key in day:
                yield f"{wanted['title']}: {number} {key}", day[key], _shown(read, key)


def test_fields_of_25_pages() -> None:
    fields = [(name, *field) for name in PAGES for field in _compared(name)]
    wrong = [field for field in fields if field[2] != field[3]]
    assert len(PAGES) == 25
    assert len(wrong) <= 0.05 * len(fields), "\n".join(map(str, wrong))


@pytest.mark.parametrize(
    "html", ["", "<html>", '<script type="application/ld+json">{</script>', "<p itemtype typeof>"]
)
def test_pages_without_any_course_give_none(html: str) -> None:
    assert courses_of(html, URL, "kurse") == []
