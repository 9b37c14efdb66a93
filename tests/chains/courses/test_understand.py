"""Sentences as filters: the four suites, and the traps by name."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import date, timedelta
from typing import Any

import pytest

from chains.courses.conversation import asks_for_courses
from chains.courses.understand.periods import period_of
from chains.courses.understand.understand import understand
from chains.courses.words import said_of
from evals.courses.reading import read_suite

TODAY = date(2026, 11, 28)
SUITES = ("blind", "own", "fresh", "fresh_again", "fresh_third", "fresh_fourth")
LEAST_RIGHT, LEAST_OF_A_FILTER = 0.92, 0.9


def filters(text: str) -> dict[str, Any]:
    return understand(text, TODAY).filters()


@pytest.mark.parametrize("name", SUITES)
def test_the_suites_are_read(name: str) -> None:
    reading = read_suite(name)
    assert reading.share_right >= LEAST_RIGHT, "\n".join(reading.failures)
    assert not [key for key, kind in reading.filters if kind == "invented"]


def test_each_filter_is_read_over_all_suites() -> None:
    readings = [read_suite(name) for name in SUITES]
    keys = {key for reading in readings for key in reading.keys}
    shares = {}
    for key in keys:
        counts = [(kind, n) for r in readings for (k, kind), n in r.filters.items() if k == key]
        shares[key] = sum(n for kind, n in counts if kind == "ok") / sum(n for _, n in counts)
    assert {key: share for key, share in shares.items() if share < LEAST_OF_A_FILTER} == {}


@pytest.mark.parametrize(
    ("text", "place", "topic"),
    [
        ("Kurs über gesundes Essen in Hamm", "Hamm", ["gesundes", "essen"]),
        ("Schweißen, Essen", "Essen", ["schweißen"]),
        ("Kranfahren in der Halle", None, ["kranfahren", "halle"]),
        ("Kranfahren in Halle", "Halle", ["kranfahren"]),
    ],
)
def test_words_decide_by_their_sense(text: str, place: str | None, topic: list[str]) -> None:
    found = filters(text)
    assert (found.get("place"), found.get("topic")) == (place, topic)


def test_b2_behind_a_language_is_the_course_and_behind_a_person_the_person() -> None:
    assert filters("Deutsch B2 in Bonn")["topic"] == ["deutsch", "b2"]
    assert filters("Sie hat B2 und sucht Pflege")["entry"] == {"german_level": "B2"}


def test_what_is_denied_is_no_filter() -> None:
    wish = understand("nicht in Vollzeit, nicht in Köln: Webdesign", TODAY)
    assert wish.filters() == {"topic": ["webdesign"]}
    assert "Köln" in wish.left_over


def test_a_wish_is_soft() -> None:
    assert understand("Englisch, am liebsten abends", TODAY).soft == {"time"}
    assert understand("Englisch abends", TODAY).soft == set()


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("Ende Januar", date(2027, 1, 21), date(2027, 1, 31)),
        ("Ostern", date(2027, 3, 28), date(2027, 3, 29)),
        ("Pfingsten 2028", date(2028, 6, 4), date(2028, 6, 5)),
        ("zweites Quartal", date(2027, 4, 1), date(2027, 6, 30)),
        ("nächste Woche", date(2026, 11, 30), date(2026, 12, 6)),
        ("29.2.2028", date(2028, 2, 29), date(2028, 2, 29)),
        ("Winter", date(2026, 12, 1), date(2027, 2, 28)),
        ("KW 1", date(2027, 1, 4), date(2027, 1, 10)),
    ],
)
def test_periods(words: str, first: date, last: date) -> None:
    period = period_of(words, TODAY)
    assert period is not None
    assert (period.first, period.last) == (first, last)


def test_a_day_that_is_none_is_no_period() -> None:
    assert period_of("31.2.2027", TODAY) is None
    assert "start_from" not in filters("Kurs ab 31.2.2027 Excel")


def test_dates_move_with_today() -> None:
    for ahead in range(0, 800, 37):
        today = TODAY + timedelta(days=ahead)
        found = understand("Kurs ab nächstem Monat", today).start_from
        assert found is None or found > today


@pytest.mark.parametrize(
    "text", ["", "   ", "?!", "in", "12345678901234567890", "ä" * 3000, "von bis ab vor nach"]
)
def test_nothing_breaks_it(text: str) -> None:
    understand(text, TODAY)


@pytest.mark.parametrize(
    "piece", ["in Essen und ", "ab März bis ", "nicht online ", "Kurs-", "für ", "1.1.", "a "]
)
def test_a_long_text_takes_no_time(piece: str) -> None:
    begun = time.process_time()
    understand(piece * 2_000, TODAY)
    asks_for_courses(piece * 2_000, TODAY, after_courses=True)
    assert time.process_time() - begun < 2


def test_what_was_understood_is_said() -> None:
    assert said_of(understand("Excel abends in Bonn unter 300 Euro", TODAY)) == (
        "Thema: excel · Ort: Bonn · Zeit: abends · Preis: bis 300,00 Euro"
    )


def test_the_command_line_reads_lines(environment: dict[str, str]) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "cli",
            "courses",
            "--understand",
            "--stdin",
            "--json",
            "--heute",
            "2026-11-28",
        ],
        input="Excel ab März in Bonn\nKurs mit Parkplatz\n",
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    first, second = map(json.loads, done.stdout.splitlines())
    assert first == {
        "filters": {"topic": ["excel"], "place": "Bonn", "start_from": "2027-03-01"},
        "left_over": "",
    }
    assert second == {"filters": {}, "left_over": "Parkplatz"}
