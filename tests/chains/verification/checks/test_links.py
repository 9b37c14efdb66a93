from __future__ import annotations

import pytest

from chains.verification.checks.links import ForeignLink, names_a_link
from tests.chains.verification.checks.claims import claim

TEXT = "Auskunft gibt lernamt.de oder hilfe@lernamt.de."


@pytest.mark.parametrize(
    ("text", "objects"),
    [
        ("Auskunft gibt lernamt.de", False),
        ("Schreiben Sie an hilfe@lernamt.de", False),
        ("Auskunft gibt lernarnt.de", True),
        ("Schreiben Sie an hilfe@andere.org", True),
        ("Mehr unter https://lernamt.de/x", True),
        ("Auskunft gibt das Amt", False),
    ],
)
def test_an_address_stands_in_the_passage(text: str, objects: bool) -> None:
    assert bool(ForeignLink().objections(claim(text, TEXT))) is objects


def test_what_an_address_is() -> None:
    assert names_a_link("siehe www.x.de")
    assert not names_a_link("siehe Seite 3. Der Rest")
