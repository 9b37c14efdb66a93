from __future__ import annotations

import pytest

from chains.verification.checks.citation import UnknownMark, Unmarked
from tests.chains.passages import TERMS
from tests.chains.verification.checks.claims import claim


@pytest.mark.parametrize(
    ("text", "numbers", "leads_in", "objects"),
    [
        ("Der Antrag ist vorher zu stellen.", (), False, True),
        ("Der Antrag ist vorher zu stellen.", (1,), False, False),
        ("Kurz gesagt:", (), False, False),
        ("Das sind 50 Prozent.", (), False, True),
        ("Mehr unter www.beispiel.de", (), False, True),
        ("Das gilt in 3 Fällen:", (1,), True, True),  # a figure needs a mark of its own
        ("Das gilt in diesen Fällen:", (1,), True, False),
    ],
)
def test_what_claims_something_needs_a_mark(
    text: str, numbers: tuple[int, ...], leads_in: bool, objects: bool
) -> None:
    assert bool(Unmarked().objections(claim(text, TERMS, numbers=numbers, leads_in=leads_in))) is objects


def test_a_mark_stands_for_a_passage() -> None:
    text = "Der Antrag ist vorher zu stellen."
    assert UnknownMark().objections(claim(text, TERMS)) == []
    assert UnknownMark().objections(claim(text, TERMS, numbers=(1, 7, 8))) == [
        f"Die Fundstelle [7] gibt es nicht: „{text}“"
    ]
