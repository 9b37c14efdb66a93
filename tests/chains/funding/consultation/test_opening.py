"""Consultations that begin with a statement: what is the case is taken in, and nothing is "not found"."""

from __future__ import annotations

from datetime import date

import pytest

from chains.blocks.text_form import text_of
from chains.funding.consultation.consult import consult
from chains.funding.consultation.following import follow
from chains.funding.consultation.opening import opening, opens, proposed

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("message", "led"),
    [
        ("Ich möchte den Meister machen.", "Aufstiegs-BAföG"),
        ("Sie möchte Friseurmeisterin werden und arbeitet bei uns.", "Aufstiegs-BAföG"),
        ("Eine Kollegin hat keinen Abschluss und will etwas Richtiges lernen.", "Berufsabschluss nachholen"),
        ("Guten Morgen, ich bin Mentor bei einem Maschinenbauer in Bielefeld, 140 Leute.", "§ 82 SGB III"),
        (
            "Ich werde zum 31.3. gekündigt. Bin 51 und Bürokauffrau. Was kann ich jetzt tun?",
            "Bildungsgutschein",
        ),
    ],
)
def test_what_is_told_is_looked_over_as_far_as_it_goes(message: str, led: str) -> None:
    said = consult(follow([message], TODAY), TODAY)
    assert said is not None
    assert said.certain
    assert said.explanation.lead.text.startswith("Für diesen Fall kommt in Frage")
    assert led in said.explanation.lead.text
    assert said.explanation.ask


def test_what_is_told_after_such_a_beginning_is_of_the_same_case() -> None:
    begins = "Guten Tag, ich betreue eine Spedition mit 35 Fahrern. Der Chef möchte zwei Lageristen schulen."
    said = consult(follow([begins, "Beide haben keine Ausbildung und sind jung."], TODAY), TODAY)
    assert said is not None
    assert "Berufsabschluss nachholen" in said.explanation.lead.text


@pytest.mark.parametrize(
    ("message", "noted", "missing"),
    [
        (
            "Hallo, ich berate gerade eine Verkäuferin, 44, aus Duisburg.",
            "44 Jahre, Duisburg",
            "Beschäftigte",
        ),
        ("Ich habe hier einen Fall.", "Gern.", "Person (Alter, Berufsabschluss)"),
        ("Mein Mitarbeiter will sich weiterbilden.", "Gern.", "Kurs (Ziel, Stunden, Kosten)"),
        ("Mein Sohn ist 17 und muss samstags arbeiten.", "Notiert: Alter der Kinder: 17.", "Beschäftigte"),
    ],
)
def test_what_is_still_to_be_told_is_asked(message: str, noted: str, missing: str) -> None:
    state = follow([message], TODAY)
    assert opens(state)
    text = text_of(opening(state))
    assert noted in text
    assert missing in text
    assert 1 <= len(proposed(state)) <= 3


@pytest.mark.parametrize(
    "message",
    [
        "Kündigungsfrist bei 5 Jahren im Betrieb",
        "Bildungsgutschein Voraussetzungen",
        "wieviele tage urlaub hab ich mehr mit schwerbehindertn ausweiß",
        "Wir haben 45 Arbeitsplätze. Wie viele schwerbehinderte Menschen müssen wir beschäftigen?",
        "Meine Chefin fragt, wie lang der Kurs sein muss.",
    ],
)
def test_who_asks_is_not_answered_so(message: str) -> None:
    assert not opens(follow([message], TODAY))


def test_a_question_of_its_own_after_a_case_does_not_look_the_case_over() -> None:
    message = (
        "Ich hab einen Handel mit fünf Leuten. Geht das, wenn meine Mitarbeiterin die Ausbildung übernimmt?"
    )
    said = consult(follow([message], TODAY), TODAY)
    assert said is None or not said.explanation.lead.text.startswith("Für diesen Fall")
