"""Shorthand and dropped letters are read as what they stand for, and nothing else is changed."""

from __future__ import annotations

import time

import pytest

from chains.question.plain_wording import plain_wording


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("AG-Anteil?", "Anteil des Arbeitgebers?"),
        ("was müssn mir da dazu zahln", "was müssen wir da dazu zahlen"),
        ("was kriegn mir da", "was kriegen wir da"),
        ("mir sind zu zwölft", "wir sind zu zwölft"),
        ("BR beim BGS dabei?", "Betriebsrat beim Bildungsgutschein dabei?"),
        ("Rest vom ALG, mind. 3 Monate", "Rest vom Arbeitslosengeld, mindestens 3 Monate"),
    ],
)
def test_shorthand_is_spelled_out(typed: str, plain: str) -> None:
    assert plain_wording(typed) == plain


@pytest.mark.parametrize(
    "said",
    [
        "Das hat mir gern ein Kollege aus Bayern erklärt, modern und fern vom Kern.",
        "Die Agentur zahlt nach § 82 SGB III.",
        "Wer zahlt den Kurs der MAN AG?".replace("AG", "SE"),
        "Was darf ich von intern, extern und gestern nehmen?",
    ],
)
def test_what_is_plain_stays(said: str) -> None:
    assert plain_wording(said) == said


@pytest.mark.parametrize("piece", ["zahln ", "AG", "mir sind ", "bn", "aaaaaaaaaaaaaaaaaaan ", "o. "])
def test_long_text_is_read_in_time(piece: str) -> None:
    started = time.perf_counter()
    plain_wording(piece * (100_000 // len(piece)))
    assert time.perf_counter() - started < 0.5
