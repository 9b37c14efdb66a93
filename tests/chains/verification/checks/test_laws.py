from __future__ import annotations

import pytest

from chains.verification.checks.laws import UnnamedAbsatz, UnnamedLaw
from tests.chains.verification.checks.claims import claim

TEXT = "Es gilt § 7 Absatz 3 des Zweiten Buches Sozialgesetzbuch; das BBiG bleibt unberührt."


@pytest.mark.parametrize(
    ("text", "objects"),
    [
        ("Das steht im SGB II.", False),
        ("Das steht im SGB 2.", False),
        ("Das steht im SGB III.", True),
        ("Das BBiG bleibt unberührt.", False),
        ("Die HwO bleibt unberührt.", True),
        ("Das steht im LernFG.", False),  # the passage's own law
    ],
)
def test_a_law_is_named_by_the_passage(text: str, objects: bool) -> None:
    assert bool(UnnamedLaw().objections(claim(text, TEXT))) is objects


@pytest.mark.parametrize(
    ("text", "objections"),
    [
        ("Nach § 7 Abs. 3 ist das so.", []),
        ("Nach § 7 Abs. 4 ist das so.", ["Diesen Absatz nennt die Fundstelle nicht: Abs. 4"]),
        ("Nach Absatz 4 ist das so.", []),  # without its § it is nobody's
    ],
)
def test_an_absatz_is_named_by_the_passage(text: str, objections: list[str]) -> None:
    assert UnnamedAbsatz().objections(claim(text, TEXT)) == objections
