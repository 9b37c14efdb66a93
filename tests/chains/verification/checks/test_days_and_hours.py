from __future__ import annotations

import pytest

from chains.verification.checks.days_and_hours import KindOfDay
from tests.chains.verification.checks.claims import claim

TEXT = "Der Lernurlaub umfasst 24 Werktage. Der Lehrgang hat zehn Unterrichtsstunden."


@pytest.mark.parametrize(
    ("text", "objections"),
    [
        ("Er umfasst 24 Werktage.", []),
        ("Er umfasst vierundzwanzig Werktage.", []),
        ("Er umfasst 24 Arbeitstage.", ["So zählt die Fundstelle nicht: 24 Arbeits…"]),
        ("Er umfasst 24 Tage.", []),
        ("Er hat 10 Zeitstunden.", ["So zählt die Fundstelle nicht: 10 Zeit…"]),
        ("Er hat 10 Unterrichtsstunden.", []),
    ],
)
def test_days_and_hours_are_counted_as_the_passage_counts_them(text: str, objections: list[str]) -> None:
    assert KindOfDay().objections(claim(text, TEXT)) == objections
