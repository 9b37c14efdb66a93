from __future__ import annotations

import pytest

from chains.verification.checks.conditions import MissingCondition, OtherCase
from tests.chains.passages import CHILD, RULE
from tests.chains.verification.checks.claims import claim

STAFF = "Wir haben 120 Beschäftigte."


@pytest.mark.parametrize(
    ("text", "passage", "question", "objects"),
    [
        ("Der Betrieb trägt 50 Prozent der Lehrgangskosten.", RULE, STAFF, False),
        ("Der Betrieb trägt 75 Prozent der Lehrgangskosten.", RULE, STAFF, True),
        ("Ab 500 Beschäftigten trägt er 75 Prozent der Lehrgangskosten.", RULE, STAFF, False),
        ("Ab 500 Beschäftigten trägt er 50 Prozent der Lehrgangskosten.", RULE, "", True),
        ("Mit einem Kind beträgt das Lerngeld 60 Prozent des Lohns.", CHILD, "", True),
        ("Mit einem Kind beträgt das Lerngeld 67 Prozent des Lohns.", CHILD, "", False),
        ("Der Betrieb trägt 80 Prozent.", RULE, STAFF, False),  # no passage says it: another check's
    ],
)
def test_a_figure_is_that_of_the_case(text: str, passage: str, question: str, objects: bool) -> None:
    assert bool(OtherCase().objections(claim(text, passage, question))) is objects


@pytest.mark.parametrize(
    ("text", "question", "objects"),
    [
        ("Der Betrieb trägt 75 Prozent der Lehrgangskosten.", "", True),
        ("Der Betrieb trägt 50 Prozent der Lehrgangskosten.", STAFF, False),
        ("Ab 500 Beschäftigten trägt er 75 Prozent der Lehrgangskosten.", "", False),
        ("Je nach Größe trägt er 50 oder 75 Prozent der Lehrgangskosten.", "", False),
    ],
)
def test_a_figure_names_the_condition_it_hangs_on(text: str, question: str, objects: bool) -> None:
    assert bool(MissingCondition().objections(claim(text, RULE, question))) is objects
