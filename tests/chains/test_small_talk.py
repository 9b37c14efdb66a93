"""Greetings, thanks and "was kannst du" are no questions to the sources."""

from __future__ import annotations

import pytest

from chains.small_talk import ABILITIES, GOODBYE, HELLO, WELCOME, small_talk


@pytest.mark.parametrize(
    ("message", "answer"),
    [
        ("Danke, das hilft mir!", WELCOME),
        ("Vielen Dank für die Auskunft", WELCOME),
        ("Super, danke dir", WELCOME),
        ("teşekkürler", WELCOME),
        ("Ok", WELCOME),
        ("Hallo", HELLO),
        ("Guten Morgen", HELLO),
        ("Guten Tag zusammen", HELLO),
        ("Tschüss", GOODBYE),
        ("Schönen Feierabend noch", GOODBYE),
        ("Was kannst du alles?", ABILITIES),
        ("Hi, wobei kannst du mir helfen?", ABILITIES),
        ("Hilfe", ABILITIES),
    ],
)
def test_no_question(message: str, answer: str) -> None:
    assert small_talk(message) == answer


@pytest.mark.parametrize(
    "message",
    [
        "Danke, und was ist mit dem Lohn?",
        "Was kann der Betriebsrat dabei mitbestimmen?",
        "Hallo, was zahlt der Betrieb?",
        "Was kann ich tun?",
        "120 Leute",
        "",
        "gut " * 500,
        "Hilfe zum Lebensunterhalt?",
    ],
)
def test_a_question(message: str) -> None:
    assert small_talk(message) == ""
