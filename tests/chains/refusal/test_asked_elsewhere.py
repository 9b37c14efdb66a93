"""A matter that stands elsewhere is told by what is asked, not by what is told of somebody."""

from __future__ import annotations

import pytest

from chains.question.follow_up import asking_sentences
from knowledge.editorial.elsewhere import load_elsewhere


def _matter(message: str) -> str:
    matter = load_elsewhere().of(message, asking=asking_sentences(message))
    return matter.id if matter is not None else ""


@pytest.mark.parametrize(
    ("message", "matter"),
    [
        ("Sie hat 34.000 Euro beim Finanzamt angegeben. Bekommt sie Aufstiegs-BAföG?", ""),
        ("Sie macht einen Kurs. Kann sie den beim Finanzamt absetzen?", "steuer"),
        ("Wir sitzen in Hessen. Gibt es einen Zuschuss?", "anderes-land"),
        ("34.000 zu versteuern, gibt es den Gutschein?", ""),
        ("sie versteuert 29.000, was gibt es?", ""),
        ("Muss sie den Zuschuss versteuern?", "steuer"),
        ("Wie wird das versteuert?", "steuer"),
    ],
)
def test_what_is_asked_decides(message: str, matter: str) -> None:
    assert _matter(message) == matter


def test_taxes_go_before_the_rules() -> None:
    assert load_elsewhere().by_id["steuer"].before_rules
