"""What the programmes of the Land ask for: read where a message or the talk is about one."""

from __future__ import annotations

import datetime

import pytest

from chains.case.facts import Case
from chains.case.reader import read_case

TODAY = datetime.date(2026, 11, 28)
LAND = {
    "taxable_income",
    "residence_nrw",
    "months_at_employer",
    "work_days_week",
    "awbg_days_taken",
    "awbg_released_this_year",
    "consulting_days",
    "consulting_day_rate",
    "consulting_half_days",
}


def _read(text: str, known: Case | None = None, *about: str) -> dict[str, object]:
    return read_case(text, TODAY, known, 0, about).values()


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("Sie hat 41.500 Euro zu versteuern.", "taxable_income", 41_500),
        ("Laut Steuerbescheid sind es 27.900 Euro.", "taxable_income", 27_900),
        ("Der Kollege wohnt in Kassel.", "residence_nrw", False),
        ("Bildungsscheck für eine Kollegin aus Minden, Kurs 300 Euro?", "residence_nrw", True),
        ("Und wenn sie nach Unna zieht?", "residence_nrw", True),
        ("Bildungsurlaub: Sie ist seit anderthalb Jahren bei uns.", "months_at_employer", 18),
        ("Bildungsurlaub, sie hat eine Vier-Tage-Woche.", "work_days_week", 4),
        ("Bildungsurlaub: Drei Kollegen waren dieses Jahr schon weg.", "awbg_released_this_year", 3),
        ("Er hat schon 2 Tage Bildungsurlaub gehabt.", "awbg_days_taken", 2),
        ("Er will zum 7. Dezember Bildungsurlaub nehmen.", "course.start", datetime.date(2026, 12, 7)),
        ("Potentialberatung, ein Angebot über sechs Beratungstage.", "consulting_days", 6),
        ("Potentialberatung, der Berater nimmt 950 Euro am Tag.", "consulting_day_rate", 950),
        ("Potentialberatung mit drei halben Tagen.", "consulting_half_days", 3),
    ],
)
def test_a_fact_is_read(text: str, fact: str, value: object) -> None:
    assert _read(text).get(fact) == (value.isoformat() if isinstance(value, datetime.date) else value)


@pytest.mark.parametrize(
    "text",
    [
        "Der Kurs dauert drei Tage und kostet 1.000 Euro am Tag.",
        "Die Firma sitzt in Kassel und hat 80 Leute.",
        "Er ist seit vier Jahren bei uns.",
        "Schon zwei Kollegen waren im Kurs.",
        "Ein Bekannter sagt, bei der Potentialberatung gibt es 500 Euro am Tag.",
    ],
)
def test_elsewhere_nothing_is_read(text: str) -> None:
    assert not LAND & set(_read(text))


def test_what_the_talk_is_about_tells_what_a_figure_counts() -> None:
    assert "consulting_days" not in _read("Wir planen fünf Tage.")
    assert _read("Wir planen fünf Tage.", None, "potentialberatung")["consulting_days"] == 5
    assert _read("Seit 2 Jahren da.", None, "bildungsurlaub")["months_at_employer"] == 24


def test_pay_of_a_year_is_no_pay_of_a_month() -> None:
    assert _read("Die Kollegin verdient 35.000 im Jahr.")["gross_year"] == 35_000
    assert _read("Die Kollegin verdient 2.900 Euro im Monat.")["income"] == 2_900


def test_a_lone_date_takes_the_place_of_the_start_told_before() -> None:
    known = read_case("Der Kurs beginnt am 1. März 2027.", TODAY).case
    assert _read("Dann eben am 8. März 2027.", known)["course.start"] == "2027-03-08"
