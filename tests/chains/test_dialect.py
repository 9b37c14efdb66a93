"""Dialect by its written words: in a message that is in it, and in no other."""

from __future__ import annotations

import datetime

from chains.case.reader import read_case
from chains.dialect import in_writing
from chains.question.plain_wording import plain_wording


def test_words_of_dialect_and_rhenish_participles() -> None:
    words = iter("wat kost dat getz wenn nie jefördert".split())
    assert in_writing(words) == {
        "wat": "was",
        "kost": "kostet",
        "dat": "das",
        "getz": "jetzt",
        "jefördert": "gefördert",
    }


def test_one_word_alone_or_another_language_is_none() -> None:
    assert in_writing("is it a net wage".split()) == {}
    assert in_writing("Was kost der Kurs".split()) == {}


def test_questions_and_facts_read_the_same() -> None:
    message = "Dat Werk hat 290 Leut, der Kolleg is nie jefördert worn. Wat bezahle mer?"
    assert plain_wording(message).endswith("was bezahlen wir?")
    assert read_case(message, datetime.date(2026, 10, 5)).values()["prior_82_within_2y"] is False
