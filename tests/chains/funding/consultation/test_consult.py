"""Consultations as mentors hold them, on the starter knowledge: the rule's result leads,
follow-ups stay with the case.
"""

from __future__ import annotations

from datetime import date

import pytest

from chains.assistant import Assistant
from chains.funding.topics import Topic, programmes_named, topic_of

TODAY = date(2026, 11, 28)
HELPER = (
    "Wir sind ein Metallbetrieb mit 85 Leuten. Ein Helfer, 47, ohne Abschluss, soll Zerspanungsmechaniker"
    " werden; der zugelassene Kurs kostet 9.800 Euro. Was zahlt der Betrieb?"
)
COLLEAGUE = "Firma hat 300 Leute, Kollegin 52, Kurs 160 Stunden, 4.000 Euro. Was müssen wir zahlen?"


def said(assistant: Assistant, *turns: str) -> list[str]:
    """The headline of each turn of a conversation."""
    history: list[tuple[str, str]] = []
    heads = []
    for turn in turns:
        answer = assistant.ask(turn, history, today=TODAY)
        history += [("user", turn), ("assistant", answer.text)]
        heads.append(answer.text.splitlines()[0])
    return heads


@pytest.mark.parametrize(
    ("question", "head"),
    [
        (HELPER, "Der Betrieb zahlt voraussichtlich nichts von den 9.800 Euro."),
        (COLLEAGUE, "Der Betrieb zahlt voraussichtlich nichts von den 4.000 Euro."),
        (
            "60 Vollzeitkräfte und 40 Minijobber mit 8 Stunden, wie viele zählen?",
            "Es zählen 70 Beschäftigte.",
        ),
        ("22 Leute, Staplerschein, 3 Tage, was zahlt der Betrieb?", "nötig sind mehr als 120 Stunden"),
        ("29, Geselle, will den Meister machen. Welche Förderung?", "Aufstiegs-BAföG"),
    ],
)
def test_the_rule_leads(assistant: Assistant, question: str, head: str) -> None:
    assert head in said(assistant, question)[0]


def test_a_follow_up_stays_with_the_case(assistant: Assistant) -> None:
    heads = said(
        assistant, HELPER, "Und der Lohn?", "Wer stellt den Antrag, wo und bis wann?", "Danke, das hilft mir!"
    )
    assert "bis zum ganzen Lohn" in heads[1]
    assert "Agentur für Arbeit am Wohnsitz der Person; wann: vor Beginn" in heads[2]
    assert heads[3].startswith("Gern.")


def test_what_is_told_anew_is_reckoned_anew(assistant: Assistant) -> None:
    heads = said(assistant, COLLEAGUE, "rechne mal mit 600", "nein, sie ist 44, und wir sind doch nur 300")
    assert "3.000 Euro von den 4.000 Euro (75 Prozent)" in heads[1]
    assert "2.000 Euro von den 4.000 Euro (50 Prozent)" in heads[2]


def test_another_question_in_between_is_answered_from_the_sources(assistant: Assistant) -> None:
    heads = said(assistant, HELPER, "Was steht in § 7 LernFG?")
    assert "Betrieb zahlt" not in heads[1]


def test_a_general_question_decides_no_case(assistant: Assistant) -> None:
    answer = assistant.ask("Was gilt für Betriebe unter 50 Beschäftigten?", today=TODAY)
    assert not answer.decided


def test_places_are_quoted_last_and_prove_what_is_said(assistant: Assistant) -> None:
    answer = assistant.ask(COLLEAGUE, today=TODAY)
    lines = answer.text.splitlines()
    quoted = [place for place, line in enumerate(lines) if line.startswith(">")]
    assert quoted
    assert max(place for place, line in enumerate(lines) if line.startswith("- ")) < quoted[0]
    assert answer.verdict is not None
    assert answer.verdict.ok
    assert len([word for line in lines if not line.startswith(">") for word in line.split()]) <= 130


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Was müssen wir zahlen?", Topic.FIRM_COST),
        ("Wer zahlt das?", Topic.FIRM_COST),
        ("Und der Lohn?", Topic.WAGE),
        ("Bis wann muss der Antrag da sein?", Topic.APPLY),
        ("Welche Unterlagen brauchen wir?", Topic.DOCUMENTS),
        ("Welche Förderung gibt es?", Topic.OVERVIEW),
        ("Was ist besser, § 82 oder Qualifizierungsgeld?", Topic.COMPARE),
        ("Was kann der Betriebsrat dabei mitbestimmen?", None),
        ("Danke!", None),
    ],
)
def test_what_a_question_asks(question: str, topic: Topic | None) -> None:
    assert topic_of(question) is topic


def test_programmes_are_known_by_their_names() -> None:
    assert "sgb3_82a_qualifizierungsgeld" in programmes_named("Bekommt er Qualifizierungsgeld?")
