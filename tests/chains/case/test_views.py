"""A case as people see it."""

from __future__ import annotations

import pytest

from chains.case.facts import Case, Fact, chip, fact_table
from chains.case.views import parts_of


@pytest.mark.parametrize(
    ("goal", "said"), [("meister", "Ziel: Meister*in"), ("umschulung", "Ziel: Umschulung")]
)
def test_a_goal_is_said_in_words(goal: str, said: str) -> None:
    assert chip(fact_table()["course.goal"], goal) == said


def test_that_there_are_children_goes_without_saying_beside_their_ages() -> None:
    facts = {"children_ages": Fact((17,), "17"), "has_child": Fact(True, "17")}
    assert parts_of(Case(facts)) == ("Alter der Kinder: 17",)
