from __future__ import annotations

import pytest

from chains.verification.checks.number_words import UnreadNumberWords
from tests.chains.passages import RULE
from tests.chains.verification.checks.claims import claim


@pytest.mark.parametrize(
    ("text", "objects"),
    [
        ("The company pays 75 percent.", False),
        ("The company pays seventy-five percent.", False),  # read, and so checked by its value
        ("The company pays umpteen percent.", True),
        ("Firma yüzde 75 öder.", False),
        ("Firma yüzde yetmiş beş öder.", False),
        ("Firma yüzde birazını öder.", True),
        ("Firma płaci siedemdziesiąt pięć procent.", False),
        ("Firma płaci kilkanaście procent.", True),
    ],
)
def test_a_number_that_nobody_read_cannot_be_checked(text: str, objects: bool) -> None:
    assert bool(UnreadNumberWords().objections(claim(text, RULE, german=False))) is objects
