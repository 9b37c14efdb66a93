"""A place is read one statement at a time: what stands in one belongs together."""

from __future__ import annotations

from chains.refusal.statements import statements_of
from tests.chains.passages import cite


def said(text: str) -> list[str]:
    return [statement for _, statement in statements_of(cite(text).passage)]


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


def test_a_line_above_sentences_is_their_heading() -> None:
    text = (
        "Niederschrift vom 3. Mai\nTOP 1 Kranschein\nDer Kurs wird auf den Herbst verschoben.\nTOP 2 Geld\n"
        "Es sind 900 Euro da. Frau Brand fragt nach mehr."
    )
    assert list(statements_of(cite(text).passage)) == [
        ("", "Niederschrift vom 3. Mai"),
        ("TOP 1 Kranschein", "Der Kurs wird auf den Herbst verschoben."),
        ("TOP 2 Geld", "Es sind 900 Euro da."),
        ("TOP 2 Geld", "Frau Brand fragt nach mehr."),
    ]
