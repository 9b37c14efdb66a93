"""What a case turns to beside its reckoning: which guide a message that says little is about."""

from __future__ import annotations

from datetime import date

import pytest

from chains.funding.consultation.aside import goes_on_from_law
from chains.funding.consultation.asking import asking_part
from chains.funding.consultation.consult import consult
from chains.funding.consultation.following import follow
from chains.funding.consultation.guide_facts import guide_of_case
from chains.funding.consultation.meaning import Meaning
from chains.funding.topics import Topic
from chains.question.follow_up import asks_something

TODAY = date(2026, 11, 30)
CASE = (
    "Betrieb mit 120 Leuten, Kollegin 38, gelernt vor zwölf Jahren, zugelassener Kurs mit 200 Stunden für"
    " 3.000 Euro. Was zahlt der Betrieb?"
)
LEAVE = (
    "Eine Kollegin arbeitet drei Tage die Woche, seit zwei Jahren, 60 Leute."
    " Wie viele Tage Bildungsurlaub hat sie?"
)
ADVICE = (
    "Der Betrieb will eine Potentialberatung, sechs Tage, der Berater nimmt 900 Euro am Tag."
    " Was zahlt das Land?"
)
Q_GELD = "Werk, 600 Leute, 130 müssen umlernen, Tarifvertrag. Klappt das mit dem Qualifizierungsgeld?"


@pytest.mark.parametrize(
    ("messages", "guide"),
    [
        # what is named goes before the words of what the talk is on
        (
            [LEAVE, "Kann ich auch den Bildungsscheck dafür nehmen, also für die Kursgebühr?"],
            "bildungsscheck",
        ),
        # what points back is of the talk, though another matter sounds like it
        ([ADVICE, "Wo muss er sich dafür melden?"], "potentialberatung"),
        ([CASE, "Muss der Betriebsrat da zustimmen?"], "betriebsrat"),
        # a fact that is told asks for the entry that it decides
        (
            [
                Q_GELD,
                "Der eine hat vor zwei Jahren schon mal Qualifizierungsgeld bekommen. Geht das noch mal?",
            ],
            "qualifizierungsgeld",
        ),
    ],
)
def test_a_message_is_about(meaning: Meaning, messages: list[str], guide: str) -> None:
    found = follow(messages, TODAY, meaning=meaning).asked.found
    assert found is not None
    assert found.guide == guide


def test_a_fact_asks_for_the_entry_that_it_decides(meaning: Meaning) -> None:
    state = follow(
        [Q_GELD, "Der eine hat vor zwei Jahren schon mal Qualifizierungsgeld bekommen. Geht das noch mal?"],
        TODAY,
        meaning=meaning,
    )
    said = consult(state, TODAY)
    assert said is not None
    assert "vier Jahren" in said.explanation.lead.text


def test_a_course_that_is_told_is_not_of_what_pays_for_none(meaning: Meaning) -> None:
    course = (
        "Danach soll der Geselle, 33, ausgelernt 2014, einen CNC-Kurs mit 160 Stunden für 2.700 Euro machen."
    )
    state = follow([ADVICE, f"{course} Zahlt da der Betrieb was?"], TODAY, meaning=meaning)
    assert state.asked.found is None
    assert state.asked.topic is Topic.FIRM_COST
    facts = {"consulting_days": 6, "course.fee": 2_700, "course.hours": 160, "status": "employed"}
    assert guide_of_case(facts, TODAY) == "potentialberatung"
    assert guide_of_case(facts, TODAY, {"course.fee", "course.hours"}) == "beschaeftigte"


def test_the_application_for_what_was_compared_is_told_of_both(meaning: Meaning) -> None:
    compared = f"{CASE[: CASE.index('Was zahlt')]}Was ist günstiger, § 82 oder der Bildungsscheck?"
    said = consult(follow([compared, "Wer stellt den Antrag?"], TODAY, meaning=meaning), TODAY)
    assert said is not None
    told = " ".join(line.text for line in said.explanation.lines)
    assert "Agentur für Arbeit" in told
    assert "ESF-Portal" in told


def test_what_is_told_to_be_asked_is_asked() -> None:
    message = (
        "Eine Frau aus dem Kosovo hat dort Köchin gelernt. Sie fragt, ob ihr Zeugnis hier etwas wert ist."
    )
    assert asking_part(f"{message} Sie ist seit zwei Jahren hier und spült bei uns in der Küche.").startswith(
        "Sie fragt"
    )
    assert asks_something(message)


def test_a_named_guide_does_not_hang_on_a_quote(meaning: Meaning) -> None:
    messages = ["Wie melde ich mich arbeitslos?", "Kann ich auch den Bildungsscheck nehmen?"]
    assert not goes_on_from_law(follow(messages, TODAY, meaning=meaning))
