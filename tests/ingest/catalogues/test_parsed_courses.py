"""What a catalogue gives again unchanged is not read again."""

from __future__ import annotations

import importlib
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
from tests.ingest.catalogues.schema_org.pages import ld
from tests.ingest.catalogues.test_formats import PLACE, full, service, source


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


COLUMNS = {"title": "Titel", "town": "Ort", "start": "Beginn"}
LIST = "Titel;Ort;Beginn\nSchweißen;Hagen;01.03.2027\nLöten;Unna;02.03.2027\n"
CALENDAR = (
    "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VEVENT\nUID:1@x\nSUMMARY:Schweißen\nDTSTART:20270301T090000Z\n"
    "DTEND:20270301T160000Z\nEND:VEVENT\nEND:VCALENDAR\n"
)
PAGE = ld('{"@context":"https://schema.org","@type":"Course","name":"Schweißen","description":"MAG"}')
CATALOGUE = full(service("A1", title="Schweißen", place=PLACE), service("A2", title="Löten", place=PLACE))


@pytest.mark.parametrize(
    ("name", "content", "options", "reader"),
    [
        (
            "a.csv",
            LIST,
            {"format": "csv", "columns": COLUMNS, "provider": "Haus"},
            "ingest.catalogues.listing._course",
        ),
        ("a.ics", CALENDAR, {"format": "ics", "provider": "Haus"}, "ingest.catalogues.feeds._event"),
        ("a.html", PAGE, {"format": "schema.org"}, "ingest.catalogues.schema_org.pages.courses_of"),
        ("a.xml", CATALOGUE, {"format": "openqcat"}, "ingest.catalogues.openqcat.fields_of"),
    ],
)
def test_each_format_reads_only_what_changed(
    name: str,
    content: str,
    options: dict[str, Any],
    reader: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def titles(text: str) -> list[str]:
        (tmp_path / name).write_text(text, encoding="utf-8")
        found = read_source(source(".", **options), tmp_path, Session(tmp_path / "stand"))
        return [o.document.course.title for o in found if o.document and o.document.course]

    module, _, function = reader.rpartition(".")
    original = getattr(importlib.import_module(module), function)
    read_now: list[object] = []

    def counted(*of: Any) -> Any:
        read_now.append(of)
        return original(*of)

    monkeypatch.setattr(importlib.import_module(module), function, counted)
    first = titles(content)
    assert "Schweißen" in first
    units = len(read_now)
    assert units
    assert titles(content) == first
    assert len(read_now) == units  # nothing was read again
    assert "Drehen" in titles(content.replace("Schweißen", "Drehen"))
    assert units < len(read_now) <= 2 * units
    if options["format"] == "openqcat":
        assert len(read_now) == units + 1  # the other SERVICE was not


def test_a_file_with_a_fault_is_read_again(tmp_path: Path) -> None:
    faulty = LIST + "Drehen;Hamm;morgen\n"
    options: dict[str, Any] = {"format": "csv", "columns": COLUMNS, "provider": "Haus"}
    (tmp_path / "a.csv").write_text(faulty, encoding="utf-8")
    for _ in range(2):
        found = list(read_source(source(".", **options), tmp_path, Session(tmp_path / "stand")))
        assert sum(bool(o.failure) for o in found) == 1
