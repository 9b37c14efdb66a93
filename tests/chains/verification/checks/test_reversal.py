from __future__ import annotations

import pytest

from chains.verification.checks.reversal import Reversal, negations
from tests.chains.passages import TERMS
from tests.chains.verification.checks.claims import claim


@pytest.mark.parametrize(
    ("text", "objects"),
    [
        ("Beschäftigte in der Probezeit haben keinen Anspruch auf den Zuschuss.", False),
        ("Beschäftigte in der Probezeit haben Anspruch auf den Zuschuss.", True),
        ("Der Vertrag kann mit einer Frist von sechs Wochen nicht gekündigt werden.", True),
        ("Der Vertrag kann mit einer Frist von sechs Wochen gekündigt werden.", False),
        ("Eine Verlängerung ist möglich, wenn der Betrieb den Antrag zu spät stellt.", True),
    ],
)
def test_what_is_denied_stays_denied(text: str, objects: bool) -> None:
    assert bool(Reversal().objections(claim(text, TERMS))) is objects


def test_what_denies() -> None:
    assert negations("nicht, kein Anspruch, ausgeschlossen, 0 Prozent") == 4
    assert negations("nicht mehr als 20 Stunden, nicht nur heute") == 0
