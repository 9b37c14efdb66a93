from __future__ import annotations

import pytest

from chains.verification.checks.figures import UnbackedFigures
from tests.chains.passages import RULE, TERMS
from tests.chains.verification.checks.claims import claim

STAFF = "Wir haben 120 Beschäftigte."


@pytest.mark.parametrize(
    ("text", "passage", "question", "objections"),
    [
        ("Der Zuschuss beträgt 1.250 Euro.", TERMS, "", []),
        ("Der Zuschuss beträgt 1.350 Euro.", TERMS, "", ["Nicht in der Fundstelle: 1350 Euro"]),
        ("Er wird ein Jahr gezahlt.", TERMS, "", []),
        ("Er wird zwei Jahre gezahlt.", TERMS, "", ["Nicht in der Fundstelle: 2 Jahre"]),
        ("Das gilt seit April 2024.", TERMS, "", []),
        ("Das gilt seit Mai 2024.", TERMS, "", ["Nicht in der Fundstelle: 2024-05"]),
        ("Das gilt seit dem 1. April.", TERMS, "", []),
        ("Das gilt seit dem 2. April.", TERMS, "", ["Nicht in der Fundstelle: --04-02"]),
        ("Bei 120 Beschäftigten sind es 50 Prozent.", RULE, STAFF, []),
        ("Ihre 120 Beschäftigten zählen alle.", RULE, STAFF, []),
        ("Mehr als 120 Beschäftigte zählen.", RULE, STAFF, ["Nicht in der Fundstelle: 120 Beschäftigte"]),
        ("Das Gesetz verlangt im Betrieb 120 Beschäftigte.", RULE, STAFF, None),
        ("Bei 130 Beschäftigten sind es 50 Prozent.", RULE, STAFF, None),
        ("10 bis 25 Prozent", "Es sind 10 bis 25 Prozent.", "", []),
        ("10 Prozent", "Es sind 10 bis 25 Prozent.", "", []),
    ],
)
def test_figures_stand_in_the_passage(
    text: str, passage: str, question: str, objections: list[str] | None
) -> None:
    found = UnbackedFigures().objections(claim(text, passage, question))
    assert found == objections if objections is not None else found
