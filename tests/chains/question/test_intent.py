"""What a message is for: one decision, whichever way it is put."""

from __future__ import annotations

import datetime

import pytest

from chains.case.conversation import CaseSoFar
from chains.funding.consultation.following import follow
from chains.question.intent import Intent, understand
from chains.question.small_words import TalkKind, talk_of

TODAY = datetime.date(2026, 11, 28)
CASE = "85 Beschäftigte, 47 Jahre, ohne Abschluss. Umschulung für 9.800 Euro, was zahlt der Betrieb?"


@pytest.mark.parametrize(
    ("message", "intent"),
    [
        ("Hallo zusammen", Intent.GREETING),
        ("Danke, alles klar", Intent.THANKS),
        ("ok danke. was kannst du noch?", Intent.ABILITIES),
        ("Schönen Feierabend", Intent.GOODBYE),
        ("ok, neuer Fall", Intent.NEW_CASE),
        ("Gibt es so einen Kurs bei Dortmund?", Intent.COURSES),
        ("was ist besser, § 82 oder Qualifizierungsgeld?", Intent.COMPARISON),
        ("Wer stellt den Antrag, wo und bis wann?", Intent.APPLICATION),
        ("Welche Unterlagen braucht der Arbeitgeber?", Intent.APPLICATION),
        ("nein, er ist 44", Intent.CORRECTION),
        ("und wenn sie schwerbehindert wäre, GdB 50?", Intent.WHAT_IF),
        (
            "Kollegin 52, Kurs 160 Stunden, 4.000 Euro",
            Intent.CORRECTION,
        ),  # the age replaces the one told before
        ("Und der Lohn?", Intent.FOLLOW_UP),
        ("Was gilt nach dem Gesetz bei Pflichtschulungen?", Intent.LAW),
        ("Wie viel Urlaub steht Auszubildenden mindestens zu?", Intent.TOPIC_CHANGE),
    ],
)
def test_a_message_in_a_conversation(message: str, intent: Intent) -> None:
    told = follow([CASE, message], TODAY).told
    assert understand(message, [CASE], told).intent is intent


def test_the_first_message() -> None:
    assert understand(CASE, [], follow([CASE], TODAY).told).intent is Intent.CASE
    assert understand("Wer bekommt Bildungsurlaub?", [], CaseSoFar()).intent is Intent.LAW


@pytest.mark.parametrize(
    ("message", "left"),
    [
        ("Danke! Und was ist mit dem Lohn?", "Und was ist mit dem Lohn?"),
        ("Hallo. Wer stellt den Antrag?", "Wer stellt den Antrag?"),
    ],
)
def test_what_is_left_to_answer_behind_a_greeting(message: str, left: str) -> None:
    assert talk_of(message) == (None, left)


def test_a_new_case_with_facts_is_no_talk() -> None:
    assert talk_of("Neuer Fall: 28, arbeitslos") == (None, "Neuer Fall: 28, arbeitslos")
    assert talk_of("neuer Fall bitte")[0] is TalkKind.BEGINS_ANEW
