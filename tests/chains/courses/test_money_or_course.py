"""A case that names a course and asks who pays is no search for courses, however it is spelled."""

from __future__ import annotations

from datetime import date

import pytest

from chains.courses.recognition import asks_for_courses

TODAY = date(2026, 11, 29)


@pytest.mark.parametrize("after_courses", [False, True])
@pytest.mark.parametrize(
    "message",
    [
        "Neuer Fall: mir sind zu zwölft, einer will nen cnc kurs machn, 140 std, 1980 euro, was zahln mir",
        "Helferin will Umschulung machen, 9.800 Euro. Kosten wer?",
        "85 MA, o. Abschluss, Kurs 480 UE, 3.900 €, AG-Anteil?",
        "Und wenn der Kurs nur 110 Stunden hätte?",
        "Einer will den Schweißerschein machen, 160 Std, 2.900 €. Unser Anteil?",
    ],
)
def test_who_pays_is_a_case(message: str, *, after_courses: bool) -> None:
    assert not asks_for_courses(message, TODAY, after_courses=after_courses)


def test_who_pays_for_courses_in_general_is_law() -> None:
    assert not asks_for_courses("Welche Kurse werden von der Agentur bezahlt?", TODAY)


@pytest.mark.parametrize(
    "message",
    [
        "Kollege sucht Schweißkurs in Hagen",
        "Wo gibt es günstige Kurse, was kostet das?",
        "Wo in Hagen kann ich Tischlern lernen?",
        "Habt ihr was zu Datenschutz am Samstag?",
        "Any Excel courses in Bonn?",
        "Ich suche einen Excel-Kurs in Bonn unter 500 Euro",
    ],
)
def test_what_seeks_a_course_stays_a_search(message: str) -> None:
    assert asks_for_courses(message, TODAY)
