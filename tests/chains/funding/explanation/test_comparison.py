"""Programmes beside each other, with a case and without one."""

from __future__ import annotations

from datetime import date

import pytest

from chains.funding.consultation.consult import consult
from chains.funding.consultation.following import follow
from chains.funding.explanation.lines import Explanation
from chains.funding.programmes import rulebook
from chains.funding.topics import Topic

TODAY = date(2026, 11, 30)


def _said(*messages: str) -> Explanation:
    said = consult(follow(messages, TODAY), TODAY)
    assert said is not None
    return said.explanation


def test_without_a_case_each_is_told_and_none_leads() -> None:
    said = _said("Was ist der Unterschied zwischen Aufstiegs-BAföG und Bildungsscheck?")
    assert said.lead.text.startswith("Welcher Weg passt, hängt vom Fall ab")
    assert [row.text.partition(":")[0] for row in said.rows] == [
        "Aufstiegs-BAföG",
        "Bildungsscheck Nordrhein-Westfalen",
    ]
    assert not any("offen" in row.text for row in said.rows)
    assert sum("Antrag, " in line.text for line in said.details) == 2


def test_what_shuts_out_what_is_said_with_its_place() -> None:
    said = _said("Was ist besser, § 82 oder Qualifizierungsgeld?")
    assert any(
        line.text == "Für dieselbe Maßnahme geht nur eines von beiden." and "§ 82a" in line.proofs[0]
        for line in said.details
    )


def test_what_the_case_decides_leads() -> None:
    case = "Firma mit 300 Leuten, Kollege 52, gelernt vor 20 Jahren, Kurs 160 Stunden, 4.000 Euro."
    said = _said(case, "Was ist besser, § 82 oder Qualifizierungsgeld?")
    assert said.lead.text.startswith("Im Vergleich kommt in Frage: Weiterbildung Beschäftigter")
    assert "Der Betrieb zahlt voraussichtlich nichts." in said.rows[0].text


def test_the_talk_stays_on_what_is_compared() -> None:
    first = "Was ist der Unterschied zwischen Aufstiegs-BAföG und Bildungsscheck?"
    which = "Welcher passt für einen Industriemeister-Kurs für 5.500 Euro?"
    state = follow([first, which], TODAY)
    assert state.asked.topic is Topic.COMPARE
    assert state.told.facts["course.fee"] == 5500
    assert "2.750 Euro" in _said(first, which).rows[0].text
    assert follow([first, which, "Er ist 28 und arbeitet Vollzeit"], TODAY).asked.topic is Topic.COMPARE
    assert "nicht mit dem Aufstiegs-BAföG" in _said(first, "Kann er beides kombinieren?").lead.text


@pytest.mark.parametrize("programme", sorted(rulebook().programmes))
def test_what_a_programme_gives_is_said_without_figures(programme: str) -> None:
    gist = rulebook().programmes[programme].rule.gist
    assert not any(letter.isdigit() for letter in gist)
    assert not gist or gist.endswith(".")
