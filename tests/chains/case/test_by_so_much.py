"""Figures that a message changes by so much, and parts of a staff among all of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from chains.funding.consultation.following import follow

TODAY = date(2026, 11, 30)


def _facts(*messages: str) -> dict[str, Any]:
    return follow(messages, TODAY).told.facts


@pytest.mark.parametrize(
    ("before", "message", "fact", "value"),
    [
        (
            "Kurs mit 120 Stunden, 300 Leute.",
            "Und wenn der Träger noch 10 Stunden dranhängt?",
            "course.hours",
            130,
        ),
        ("Wir sind 480 Beschäftigte.", "Wir bekommen nächsten Monat 40 Neue dazu.", "firm_headcount", 520),
        ("Wir sind 52 Beschäftigte.", "und wenn 5 gehen?", "firm_headcount", 47),
        ("Wir sind 480 Leute.", "Nächstes Jahr übernehmen wir ein MVZ mit 40 Leuten.", "firm_headcount", 520),
        ("Kurs für 2.000 Euro, 80 Leute.", "Er kostet jetzt 500 Euro mehr.", "course.fee", 2_500),
        (
            "130 Leute, Kollege, 44. Der Kurs beginnt am 7.1.2027.",
            "Wenn der Kurs eine Woche später anfängt?",
            "course.start",
            "2027-01-14",
        ),
        (
            "Wir sind 130 Leute, der Kurs beginnt am 7.1.2027.",
            "Und wenn er zwei Monate früher anfängt?",
            "course.start",
            "2026-11-07",
        ),
    ],
)
def test_a_change_by_so_much_is_reckoned_from_what_was_told(
    before: str, message: str, fact: str, value: object
) -> None:
    assert _facts(before, message)[fact] == value


@pytest.mark.parametrize(
    ("message", "fact", "value"),
    [
        ("Der Chef gibt 500 Euro dazu.", "course.fee", 2_000),
        ("Neuer Bescheid: GdB 50.", "firm_headcount", 80),
        ("Fünf Kollegen gehen in den Kurs.", "firm_headcount", 80),
    ],
)
def test_a_figure_with_a_role_of_its_own_changes_nothing_else(message: str, fact: str, value: object) -> None:
    assert _facts("Wir sind 80 Leute, der Kurs kostet 2.000 Euro.", message)[fact] == value


def test_new_people_join_the_full_timers_of_a_staff_list() -> None:
    facts = _facts("480 Beschäftigte, davon 30 in Teilzeit mit 25 Stunden.", "Wir bekommen 40 Neue dazu.")
    assert facts["staff_hours"] == [[490, 40], [30, 25]]


@pytest.mark.parametrize(
    ("message", "staff"),
    [
        ("Betrieb mit 480 Beschäftigten, davon 30 in Teilzeit mit 25 Stunden.", [[450, 40], [30, 25]]),
        ("55 Leute, darunter 10 Minijobber mit 10 Stunden.", [[45, 40], [10, 10]]),
        ("44 in Vollzeit, 12 mit 20 Stunden.", [[44, 40], [12, 20]]),
    ],
)
def test_part_timers_among_all_leave_the_rest_in_full_time(message: str, staff: list[list[int]]) -> None:
    assert _facts(message)["staff_hours"] == staff


def test_a_course_without_a_degree_says_nothing_of_the_person() -> None:
    facts = _facts("Wir sind 60 Leute, ein Lehrgang von drei Monaten ohne Abschluss.")
    assert facts["course.leads_to_degree"] is False
    assert "degree" not in facts


def test_somebody_in_a_supposed_question_is_the_person_of_the_case() -> None:
    state = follow(
        ["Wir sind 180 Leute.", "Wie hoch ist es, wenn jemand netto 1.000 Euro weniger bekommt?"], TODAY
    )
    assert state.told.facts["net_difference_month"] == 1_000
    assert "net_difference_month" not in state.told.kept.values()
