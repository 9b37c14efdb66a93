"""Several questions in one message: each is answered, the first one leads."""

from __future__ import annotations

from datetime import date

import pytest

from chains.funding.consultation.consult import consult
from chains.funding.consultation.following import follow
from chains.funding.consultation.questions_in import questions_in

TODAY = date(2026, 11, 30)
CASE = "60 Leute, Mitarbeiter 41, Abschluss 2001, Kurs 180 Stunden, 3.600 Euro. Was zahlt der Betrieb?"


@pytest.mark.parametrize(
    ("asking", "questions"),
    [
        ("Was zahlen wir, und wer stellt den Antrag?", ("Was zahlen wir?", "wer stellt den Antrag?")),
        ("Muss er zur Beratung, und bei welcher Agentur?", ("Muss er zur Beratung?", "bei welcher Agentur?")),
        ("Wie hoch ist das? Und wie lange gibt es das?", ("Wie hoch ist das?", "wie lange gibt es das?")),
        ("Wer stellt den Antrag, wo und bis wann?", ("Wer stellt den Antrag, wo und bis wann?",)),
        ("Was ist besser, § 82 oder Q-Geld?", ("Was ist besser, § 82 oder Q-Geld?",)),
        ("Wissen Sie, was das kostet?", ("Wissen Sie, was das kostet?",)),
        ("Kolleginnen und Kollegen, was gilt für sie?", ("Kolleginnen und Kollegen, was gilt für sie?",)),
    ],
)
def test_a_question_ends_where_another_begins(asking: str, questions: tuple[str, ...]) -> None:
    assert questions_in(asking) == questions


@pytest.mark.parametrize(
    ("message", "lead", "beside"),
    [
        ("Was kostet uns das und bekommt er weiter Lohn?", "Der Betrieb zahlt", "Den Lohn zahlt der"),
        ("Bis wann muss der Antrag da sein und was zahlen wir?", "Den Antrag stellt", "Der Betrieb zahlt"),
        ("Was zahlen wir und zahlt der Träger etwas?", "Der Betrieb zahlt", "Nein, der Träger führt"),
    ],
)
def test_the_first_question_leads_and_the_other_is_answered(message: str, lead: str, beside: str) -> None:
    said = consult(follow([CASE, message], TODAY), TODAY)
    assert said is not None
    assert said.explanation.lead.text.startswith(lead)
    assert any(line.text.startswith(beside) for line in said.explanation.details)
