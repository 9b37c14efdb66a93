"""Staff lists that are told anew in part."""

from __future__ import annotations

import datetime

import pytest

from chains.case.facts import Case, Fact
from chains.case.reader import read_case

TODAY = datetime.date(2026, 11, 28)
LIST = ((40, 40), (12, 20), (9, 10), (10, 30))


@pytest.mark.parametrize(
    ("message", "anew"),
    [
        ("halt, die 10 mit 30 std gehören zur Firma der Schwester, eigene Firma", LIST[:3]),
        ("ohne die 9 mit 10 Stunden", (LIST[0], LIST[1], LIST[3])),
        ("von den 10 mit 30 Std sind 6 weg", (*LIST[:3], (4, 30))),
        ("die Minijobber habe ich vergessen: 6 mit 8 Std.", (*LIST, (6, 8))),
        ("statt 12 sind es 16 mit 20 Std", (LIST[0], (16, 20), *LIST[2:])),
        ("nicht 9, sondern 11 mit 10 Stunden", (*LIST[:2], (11, 10), LIST[3])),
        ("zwei Vollzeitkräfte mehr", ((42, 40), *LIST[1:])),
        ("Drei der Vollzeitkräfte gehen auf 15 Stunden runter.", ((37, 40), *LIST[1:], (3, 15))),
    ],
)
def test_a_list_keeps_what_is_not_corrected(message: str, anew: tuple[tuple[int, int], ...]) -> None:
    known = Case({"staff_hours": Fact(LIST)})
    assert read_case(message, TODAY, known, 1).case["staff_hours"].value == anew


def test_who_belongs_to_the_firm_stays() -> None:
    known = Case({"staff_hours": Fact(LIST)})
    assert (
        read_case("die 10 mit 30 Std gehören auch zu uns", TODAY, known, 1).case["staff_hours"].value == LIST
    )
