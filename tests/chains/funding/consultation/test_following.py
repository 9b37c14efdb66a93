"""What a message asks beside what was asked before."""

from __future__ import annotations

from datetime import date

from chains.funding.consultation.asked import AskedTopic
from chains.funding.consultation.following import follow
from chains.funding.topics import Topic

TODAY = date(2026, 11, 30)
CASE = "Wir sind 520 Leute, Kollegin, 29, ausgelernt 2019, Kurs, 160 Stunden, 3.200 Euro. Unser Anteil?"


def _asked(*messages: str) -> AskedTopic:
    return follow(messages, TODAY).asked


def test_the_talk_stays_on_what_was_named_though_the_case_would_bring_another_guide() -> None:
    asked = _asked("Was ist Qualifizierungsgeld?", "Wir sind 9 Leute, kein Betriebsrat. Geht das trotzdem?")
    assert asked.subjects[0] == "qualifizierungsgeld"
    assert asked.found is not None
    assert asked.found.guide == "qualifizierungsgeld"


def test_a_whole_case_leaves_what_was_named() -> None:
    assert _asked("Was ist Qualifizierungsgeld?", CASE).subjects[0] == "beschaeftigte"


def test_a_question_of_nothing_but_a_fact_asks_the_same_anew() -> None:
    asked = _asked(CASE, "Und mit Betriebsvereinbarung?")
    assert asked.repeated
    assert asked.topic is Topic.FIRM_COST


def test_what_comes_with_a_programme_is_asked_of_the_one_that_was_named() -> None:
    asked = _asked(
        "Bildungsscheck NRW, mein Kurs kostet 800 Euro. Ich habe 45.000 Euro zu versteuern.",
        "Kann ich auch Fahrtkosten bekommen?",
    )
    assert asked.found is not None
    assert asked.found.guide == "bildungsscheck"


def test_another_programme_that_is_named_is_turned_to() -> None:
    asked = _asked("Bildungsscheck NRW, mein Kurs kostet 800 Euro.", "Und Bildungsurlaub, wie viele Tage?")
    assert asked.found is not None
    assert asked.found.guide == "bildungsurlaub"


def test_pay_told_after_the_wage_asks_for_the_wage() -> None:
    case = "Betrieb mit 140 Leuten, Kollege 39, Ausbildung vor 15 Jahren, Kurs 200 Stunden, 4.800 Euro."
    asked = follow([case, "Und der Lohn?", "Er verdient 3.400 brutto. Wie viel wäre das im Monat?"], TODAY)
    assert asked.asked.topic is Topic.WAGE
    costs = follow(
        [case, "Was zahlt der Betrieb?", "Er verdient 3.400 brutto. Was zahlt der Betrieb?"], TODAY
    )
    assert costs.asked.topic is Topic.FIRM_COST
    asks = ["Was zahlt der Betrieb?", "Bekommen wir etwas vom Lohn zurück?"]
    told = follow([case, *asks, "Er verdient 3.400. Wie viel wäre das im Monat?"], TODAY)
    assert told.asked.topic is Topic.WAGE


def test_the_name_of_a_guide_alone_asks_for_what_it_gives() -> None:
    asked = _asked(CASE, "Und mit dem Bildungsscheck? Der Kurs kostet 640 Euro.")
    assert asked.found is not None
    assert asked.found.guide == "bildungsscheck"
    assert asked.found.entry.programme == "nrw_bildungsscheck"


def test_what_was_named_is_held_though_earlier_facts_would_bring_another_guide() -> None:
    asked = _asked(
        "Garten- und Landschaftsbauer will jemanden über 16i einstellen. Wie viel Prozent gibt es?",
        "Er würde ihm einen Kurs für 3.800 Euro zahlen. Was kann er davon wiederkriegen?",
    )
    assert asked.subjects[0] == "teilhabechancen"
