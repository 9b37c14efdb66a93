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


@pytest.mark.parametrize(
    ("html", "dates"),
    [
        (
            '<script type="application/ld+json">{"@type":"course","name":"K","HasCourseInstance":{"@type":'
            '"courseinstance","StartDate":"2027-02-10"}}</script>',
            [("2027-02-10", None)],
        ),
        (
            '<div itemscope itemtype="http://schema.org/Course"><span itemprop="name">K</span>'
            '<div itemprop="hasCourseInstance" itemscope><meta itemprop="startDate" content="2027-01-02">'
            "</div></div>",
            [("2027-01-02", None)],
        ),
        (
            '<script type="application/ld+json">{"@type":"Course","name":"K","hasCourseInstance":{'
            '"startDate":"2027-07-01","courseSchedule":{"@type":"Schedule","duration":"PT3H","repeatCount":31}}}</script>',
            [("2027-07-01", 93)],
        ),
    ],
    ids=["any case", "without type", "repeated"],
)
def test_ways_to_write_it(html: str, dates: list[tuple[str, int | None]]) -> None:
    (course,) = courses_of(html, URL, "kurse")
    assert [(str(d.start), d.hours) for d in course.dates] == dates


def test_two_pages_of_one_title_are_two_courses() -> None:
    html = (
        '<script type="application/ld+json">[{"@type":"Course","name":"K","url":"/1"},'
        '{"@type":"Course","name":"K","url":"/2"}]</script>'
    )
    assert len({course.id for course in courses_of(html, URL, "kurse")}) == 2


def test_things_that_name_each_other_in_circles_cost_their_size() -> None:
    names = [f"#{n}" for n in range(60)]
    every = ",".join(f'{{"@id":"{name}"}}' for name in names)
    things = ",".join(
        f'{{"@id":"{name}","@type":"Course","name":{{"@id":"{name}"}},"provider":[{every}]}}'
        for name in names
    )
    html = f'<script type="application/ld+json">{{"@graph":[{things}]}}</script>'
    assert courses_of(html, URL, "kurse") == []


def test_things_are_found_over_several_scripts() -> None:
    html = (
        '<script type="application/ld+json">{"@id":"#a","@type":"Organization","name":"Werk"}</script>'
        '<script type="application/ld+json">{"@type":"Course","name":"K","provider":{"@id":"#a"}}</script>'
    )
    assert [course.provider for course in courses_of(html, URL, "kurse")] == ["Werk"]
