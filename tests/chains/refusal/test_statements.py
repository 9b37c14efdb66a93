"""A place is read one statement at a time: what stands in one belongs together."""

from __future__ import annotations

from chains.refusal.statements import statements_of
from tests.chains.passages import cite


def said(text: str) -> list[str]:
    return list(statements_of(cite(text).passage))


def test_an_item_is_said_with_its_lead() -> None:
    assert said("Bezahlt werden\n1. Fahrten bis 30 Euro,\n2. Bücher.") == [
        "Bezahlt werden 1. Fahrten bis 30 Euro,",
        "Bezahlt werden 2. Bücher.",
    ]


def test_a_row_is_said_with_its_heads() -> None:
    assert said("Preise 2026.\nKurs\tPreis in Euro\nNähen\t40\nLöten\t55") == [
        "Preise 2026.",
        "Kurs\tPreis in Euro\nNähen\t40",
        "Kurs\tPreis in Euro\nLöten\t55",
    ]
