"""What an answer leads with is known of the answer itself and, where only its text is kept, of its text."""

from __future__ import annotations

from datetime import date

import pytest

from chains.assistant import Assistant
from chains.blocks.text_form import is_led_by_quote
from chains.last_answer import LastAnswer
from chains.turn import Turn

QUESTIONS = [
    "Wie lange dauert die Lernzeit?",
    "Betrieb mit 85 Leuten, Helferin, 47, ohne Abschluss, Umschulung für 9.800 Euro. Was zahlt der Betrieb?",
    "Wer bekommt einen Bildungsgutschein?",
    "Danke!",
    "Wie hoch ist der Mond?",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_answer_and_its_text_say_the_same(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question, today=date(2026, 11, 30))
    assert is_led_by_quote(answer.text) == answer.leads_with_quote == LastAnswer.of(answer).quoted


def test_both_kinds_are_among_them(assistant: Assistant) -> None:
    led = {assistant.ask(question, today=date(2026, 11, 30)).leads_with_quote for question in QUESTIONS}
    assert led == {True, False}


def test_what_is_known_as_data_goes_before_the_text() -> None:
    history = [("user", "Und?"), ("assistant", "**Im Kern:** „So ist es.“ [1]")]
    assert Turn("Und dann?", history).goes_on_from_quote
    assert not Turn("Und dann?", history, last=LastAnswer((("sgb_3", "82"),))).goes_on_from_quote
    assert not Turn("Und dann?").goes_on_from_quote
    assert Turn("Und dann?", history, last=LastAnswer()).cited is None
