"""Several what-ifs in one message."""

from __future__ import annotations

import datetime

import pytest

from chains.case.conversation import CaseSoFar, read_turn
from chains.case.facts import Case

TODAY = datetime.date(2026, 11, 28)
CASE = "Firma mit 60 Leuten, Kollege 41, ausgelernt 2005, Kurs 160 Stunden, 3.400 Euro. Was zahlt die Firma?"
FIRMS = (
    "Firma Ost 48 Beschäftigte, Firma West 52. Jeweils eine Person, 33 Jahre, Kurs 130 Stunden, 2.200 Euro."
)


def told(*messages: str) -> CaseSoFar:
    case, last = Case(), CaseSoFar()
    for turn, message in enumerate(messages):
        last = read_turn(message, TODAY, case, turn)
        case = last.kept
    return last


@pytest.mark.parametrize(
    ("message", "fact", "values"),
    [
        ("Und bei 49 Leuten? Und bei 500?", "firm_headcount", [49, 500]),
        ("wie wäre es, wenn er 44 wäre, und wie mit 45?", "age", [44, 45]),
        ("und mit 4.000 Euro? und mit 5.000?", "course.fee", [4000, 5000]),
    ],
)
def test_each_what_if_is_a_way(message: str, fact: str, values: list[int]) -> None:
    so_far = told(CASE, message)
    assert [party.facts[fact].value for party in so_far.case.parties] == values
    assert so_far.kept.values() == told(CASE).kept.values()


def test_what_is_supposed_of_one_firm() -> None:
    so_far = told(FIRMS, "Und wenn West 498 hätte? Und bei 502?")
    assert [party.name for party in so_far.case.parties] == [
        "West bei 498 Beschäftigten",
        "West bei 502 Beschäftigten",
    ]
    assert so_far.kept.focus == ("West",)


@pytest.mark.parametrize("message", ["Und wenn er 44 ist? Wer stellt den Antrag?", "Er ist 44."])
def test_what_tells_more_or_less_is_no_what_if(message: str) -> None:
    assert not told(CASE, message).case.parties
