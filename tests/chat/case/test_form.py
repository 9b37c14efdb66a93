"""Chips and fields of a case: shown as people say it, read as they type it."""

from __future__ import annotations

from datetime import date

import pytest

from chains.case.conversation import read_turn
from chains.case.facts import Case, fact_table
from chat.case.form import BASIC, changed, chips, field_json, form, kind_of, read_field, written
from knowledge.errors import RuleFault

TODAY = date(2026, 11, 28)
CASE = read_turn(
    "Wir haben 60 Vollzeitkräfte und 40 Minijobber mit 8 Stunden in Dortmund, meine Kollegin ist 47 und ohne"
    " Abschluss, der Kurs ab 1. März 2027 hat 200 Stunden und kostet 4.000 Euro.",
    TODAY,
    Case(),
).kept


def test_every_fact_is_read_back_as_it_was_written() -> None:
    assert {"staff_hours", "age", "degree", "course.start", "course.hours", "course.fee"} <= set(CASE)
    for name, fact in CASE.items():
        assert read_field(name, written(fact.value)) == fact.value


def test_chips_say_what_people_say() -> None:
    shown = {chip["id"]: chip["short"] for chip in chips(CASE)}
    assert shown["age"] == "Alter: 47 Jahre"
    assert shown["course.hours"] == "200 Stunden"
    assert shown["course.fee"] == "Lehrgangskosten: 4.000 Euro"
    assert shown["course.start"] == "Beginn: 01.03.2027"
    assert shown["remarks"] == "Dortmund"
    assert chips(Case()) == []


def test_the_form_has_every_fact_once_and_first_what_matters() -> None:
    fields = [field for group in form(CASE, ["course.months"]) for field in group["fields"]]
    names = [field["id"] for field in fields]
    assert sorted(names) == sorted([*fact_table(), "remarks"])
    matters = {field["id"] for field in fields if field["matters"]}
    assert {*BASIC, *CASE, "course.months"} <= matters
    assert len(matters) < len(names) / 2


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("course.fee", "9.800,50 €", 9800.5),
        ("course.fee", "4.000 Euro", 4000),
        ("course.fee", "4000.50", 4000.5),
        ("firm_headcount", "1.200", 1200),
        ("age", "47 Jahre", 47),
        ("course.start", "1.3.2027", date(2027, 3, 1)),
        ("course.start", "2027-03-01", date(2027, 3, 1)),
        ("degree", "ohne", "none"),
        ("works_council_consents", "nein", False),
        ("staff_hours", "60 × 40; 40x8,5", ((60, 40), (40, 8.5))),
        ("children_ages", "4; 12", (4, 12)),
    ],
)
def test_what_is_typed_is_read(name: str, typed: str, value: object) -> None:
    assert changed(Case(), {name: typed})[name].value == value


@pytest.mark.parametrize(
    ("name", "typed", "says"),
    [
        ("age", "siebenundvierzig", "Bitte eine ganze Zahl."),
        ("age", "-4", "Bitte eine ganze Zahl."),
        ("age", "47,5", "Bitte eine ganze Zahl."),
        ("course.fee", "viel", "Bitte einen Betrag in Euro"),
        ("course.start", "31.02.2027", "Bitte einen Tag"),
        ("degree", "<b>", "„Berufsabschluss“"),
        ("staff_hours", "60 mal 40", "Personen × Wochenstunden"),
        ("gibt_es_nicht", "1", "gibt es nicht"),
        ("nationality", "x" * 400, "zu lang"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(name: str, typed: str, says: str) -> None:
    with pytest.raises(RuleFault, match=says):
        changed(CASE, {name: typed})


def test_a_change_replaces_and_takes_out() -> None:
    case = changed(CASE, {"age": "", "firm_headcount": "600", "remarks": "Köln, Schichtbetrieb"})
    assert "age" not in case
    assert case["firm_headcount"].value == 600
    assert case.remarks == ("Köln", "Schichtbetrieb")
    assert changed(case, {"remarks": ""}).remarks == ()
    with pytest.raises(RuleFault, match="zu viele"):
        changed(Case(), dict.fromkeys(map(str, range(100)), "1"))


def test_a_value_outside_of_a_list_stays_in_its_field() -> None:
    field = field_json("course.goal", "staplerschein")
    assert {"value": "staplerschein", "label": "staplerschein"} in field["options"]
    assert kind_of("course.fee_max").label == "Lehrgangskosten höchstens"
