"""What a message tells for the sums of the law of work, and what is none of it."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from chains.funding.consultation.following import follow
from chains.funding.functions import last_day_of
from chains.funding.sentence import read_sentence
from chains.funding.values import UNKNOWN
from evals.funding.cases import FundingCase, load_cases, run_case

TODAY = datetime.date(2026, 7, 6)


def told(text: str) -> dict[str, object]:
    return dict(read_sentence(text, TODAY).facts)


@pytest.mark.parametrize("case", [c for c in load_cases("work") if c.sentence], ids=lambda case: case.id)
def test_a_sentence_is_reckoned(case: FundingCase) -> None:
    assert run_case(case, lambda text, today: read_sentence(text, today).facts).faults == dict.fromkeys(
        case.expect, ()
    )


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        (
            "Abfindung: 12 Jahre und 7 Monate dabei, 3.400 im Monat",
            {"months_at_employer": 151, "wage_month": 3400},
        ),
        (
            "Seit dem 1.4.2020 hier, 2.900 Euro brutto, Abfindung?",
            {"months_at_employer": 75, "wage_month": 2900},
        ),
        ("Der Vertrag ist seit dem 15.2.2025 befristet", {"fixed_term_start": datetime.date(2025, 2, 15)}),
        (
            "Azubi, Beginn 2022, drittes Lehrjahr",
            {"training_start": datetime.date(2022, 1, 1), "training_year": 3},
        ),
        (
            "Lehrling im 2. Ausbildungsjahr, angefangen im August 2023",
            {"training_start": datetime.date(2023, 8, 1), "training_year": 2},
        ),
        ("Schwerbehindert, arbeitet von Dienstag bis Freitag, Zusatzurlaub?", {"work_days_week": 4}),
        ("Arbeitet drei Tage die Woche, wie viel Urlaub?", {"work_days_week": 3}),
    ],
)
def test_what_is_read(text: str, facts: dict[str, object]) -> None:
    found = told(text)
    assert {name: str(found.get(name)) for name in facts} == {
        name: str(value) for name, value in facts.items()
    }


@pytest.mark.parametrize(
    "text",
    [
        "Firma hat 120 Leute, Kollege 44, Kurs 160 Stunden von Montag bis Mittwoch, 4.000 Euro.",
        "Er arbeitet seit 12 Jahren und 7 Monaten hier und verdient 3.400 im Monat.",
        "Der Kurs beginnt am 1.10.2024 und ist im dritten Jahr.",
    ],
)
def test_elsewhere_it_is_not_read(text: str) -> None:
    of_work = {"fixed_term_start", "training_start", "training_year", "work_days_week", "months_at_employer"}
    assert not of_work & told(text).keys()


def test_the_last_day_of_months() -> None:
    assert last_day_of(datetime.date(2024, 10, 1), Decimal(24)) == datetime.date(2026, 9, 30)
    assert last_day_of(datetime.date(2024, 2, 29), Decimal(24)) == datetime.date(2026, 2, 27)
    assert last_day_of(UNKNOWN, Decimal(24)) is UNKNOWN


def test_a_new_fact_goes_to_what_it_can_change() -> None:
    case = (
        "Kollege mit GdB 60, 39, Firma 210 Leute, gelernt 2006, Kurs 130 Stunden 2.800 Euro. Was zahlen wir?"
    )
    leave = "Bekommt er mehr Urlaub? Er arbeitet von Montag bis Mittwoch."
    state = follow([case, leave, "Und wenn die Firma zu einem Konzern mit 3.000 Leuten gehört?"], TODAY)
    assert state.asked.found is None or state.asked.found.guide != "urlaub"
    assert state.told.facts["group_headcount"] == 3000
