"""What a catalogue gives again unchanged is not read again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ingest.catalogues import read as catalogue_read
from ingest.catalogues.ba import course_of
from ingest.catalogues.parsed_courses import ParsedCourses
from ingest.crawl.session import Session
from ingest.sources.read import read_source
from knowledge.model.course import Course
from tests.catalogue_samples import page, termin
from tests.ingest.catalogues.test_formats import source


def bodies(title: str = "Schweißen") -> list[str]:
    return [json.dumps(termin(7, 1, title=title), ensure_ascii=False)]


def read(entries: list[str]) -> Course:
    return course_of("ba", [json.loads(body) for body in entries])


def never() -> Course:
    raise AssertionError("wurde noch einmal gelesen")


def test_an_unchanged_offer_is_not_read_again(tmp_path: Path) -> None:
    first, other = bodies(), bodies("Löten")
    with ParsedCourses(tmp_path / "ba.gelesen") as parsed:
        course = parsed.course(first, lambda: read(first))
    with ParsedCourses(tmp_path / "ba.gelesen") as parsed:
        assert parsed.course(first, never) == course == read(first)
        assert parsed.course(other, lambda: read(other)).title == "Löten"
        with pytest.raises(AssertionError):
            parsed.course(bodies("Drehen"), never)


def test_what_a_source_no_longer_has_leaves(tmp_path: Path) -> None:
    first, other = bodies(), bodies("Löten")
    with ParsedCourses(tmp_path / "ba.gelesen") as parsed:
        for each in (first, other):
            parsed.course(each, lambda each=each: read(each))  # type: ignore[misc]
    with ParsedCourses(tmp_path / "ba.gelesen") as parsed:
        parsed.course(other, never)
        parsed.forget_others()
    with ParsedCourses(tmp_path / "ba.gelesen") as parsed:
        parsed.course(other, never)
        with pytest.raises(AssertionError):
            parsed.course(first, never)


@pytest.mark.parametrize("content", [b"", b"no database at all, only text", bytes(5000)])
def test_a_damaged_file_only_costs_time(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "ba.gelesen").write_bytes(content)
    for _ in range(2):
        with ParsedCourses(tmp_path / "ba.gelesen") as parsed:
            assert parsed.course(bodies(), lambda: read(bodies())) == read(bodies())


def test_two_that_read_at_once_do_not_wait(tmp_path: Path) -> None:
    with ParsedCourses(tmp_path / "ba.gelesen") as one, ParsedCourses(tmp_path / "ba.gelesen") as two:
        assert one.course(bodies(), lambda: read(bodies())) == two.course(bodies(), lambda: read(bodies()))
    with ParsedCourses(tmp_path / "ba.gelesen") as parsed:
        parsed.course(bodies(), never)


def test_a_catalogue_reads_only_what_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def courses(*entries: dict[str, Any]) -> list[str]:
        (tmp_path / "seite.json").write_text(json.dumps(page(list(entries))), encoding="utf-8")
        found = read_source(source(".", format="ba"), tmp_path, Session(tmp_path / "stand"))
        return [o.document.course.title for o in found if o.document and o.document.course]

    read_now: list[int] = []

    def counted(source_id: str, entries: list[dict[str, Any]]) -> Course:
        read_now.append(len(entries))
        return course_of(source_id, entries)

    monkeypatch.setattr(catalogue_read, "course_of", counted)
    first, second = termin(1, 10), termin(2, 20)
    before = courses(first, second)
    assert len(read_now) == len(before) == 2
    assert courses(first, second) == before
    assert len(read_now) == 2
    assert "Ganz anders" in courses(first, termin(2, 20, title="Ganz anders"))
    assert len(read_now) == 3
