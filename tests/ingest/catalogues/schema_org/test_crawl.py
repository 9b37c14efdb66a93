"""Courses of a crawled site: typed, one for the list and the page of a course, kept while a page fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.crawl.rules import FetchRules
from ingest.crawl.session import Session
from ingest.outcome import Outcome
from ingest.sources.read import read_source
from knowledge.editorial.sources import Source
from knowledge.model.course import Course
from tests.ingest.site import Site, page, source_of


def _ld(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


def _course(url: str, title: str, more: str = "") -> str:
    return f'{{"@context":"https://schema.org","@type":"Course","name":"{title}","url":"{url}"{more}}}'


def _site() -> Site:
    site = Site({})
    date = ',"hasCourseInstance":{"@type":"CourseInstance","startDate":"2027-05-03"}'
    links = '<a href="/kurs/1">Löten</a> <a href="/kurs/2">Fräsen</a> <a href="/ueber">Über uns</a>'
    site.pages = {
        "/": page("Kurse", links, head=_ld(_course("/kurs/1", "Löten"))),
        "/kurs/1": page("Löten", "Löten lernen.", head=_ld(_course("/kurs/1", "Löten", date))),
        "/kurs/2": page("Fräsen", "Fräsen lernen.", head=_ld(_course("/kurs/2", "Fräsen", date))),
        "/ueber": page("Über uns", "Wir sind eine Schule."),
    }
    return site


def _read(site: Site, folder: Path) -> tuple[dict[str, Course], list[str]]:
    source = Source(**(source_of(site).model_dump() | {"format": "schema.org"}))
    session = Session(folder, FetchRules(timeout=5, deadline=10, attempts=1))
    outcomes: list[Outcome] = list(read_source(source, Path(), session))
    courses = [o.document.course for o in outcomes if o.document and o.document.course]
    return {c.title: c for c in courses}, [o.failure for o in outcomes if o.failure]


def test_the_courses_of_a_site_are_typed_and_each_is_one(tmp_path: Path) -> None:
    with _site() as site:
        courses, failures = _read(site, tmp_path)
        assert failures == []
        assert set(courses) == {"Löten", "Fräsen"}
        assert [str(d.start) for d in courses["Löten"].dates] == ["2027-05-03"]
        assert courses["Löten"].url == f"{site.url}/kurs/1"
        again, _ = _read(site, tmp_path)
        assert {c.id for c in again.values()} == {c.id for c in courses.values()}


def test_a_page_that_fails_keeps_its_course_and_a_gone_one_leaves(tmp_path: Path) -> None:
    with _site() as site:
        _read(site, tmp_path)
        site.specials["/kurs/1"] = lambda handler: handler.answer(500, b"")
        del site.pages["/kurs/2"]
        courses, failures = _read(site, tmp_path)
        assert "Löten" in courses
        assert "Fräsen" not in courses
        assert any("/kurs/1" in failure for failure in failures)


def test_a_site_without_courses_says_so(tmp_path: Path) -> None:
    with Site({"/": page("Start", "Nichts.")}) as site:
        courses, failures = _read(site, tmp_path)
        assert courses == {}
        assert "kein Kurs nach schema.org" in failures[-1]


def test_the_format_is_for_sites_only() -> None:
    given = {
        "id": "x",
        "kind": "folder",
        "location": "ordner",
        "licence": "frei",
        "topics": (),
        "region": "",
        "max_age_days": 1,
        "format": "schema.org",
    }
    with pytest.raises(ValueError, match="format gilt nur"):
        Source(**given)
