from __future__ import annotations

import pytest

from chains.verification.checks.offices import OtherOffice, UnnamedOffice
from tests.chains.passages import TERMS
from tests.chains.verification.checks.claims import claim

TWO = (
    "Der Antrag auf Lerngeld ist bei der Agentur für Arbeit zu stellen. Die Prüfung nimmt die"
    " Handwerkskammer ab."
)


@pytest.mark.parametrize(
    ("text", "objects"),
    [
        ("Der Antrag ist bei der Agentur für Arbeit zu stellen.", False),
        ("Der Antrag ist bei der Ausländerbehörde zu stellen.", True),
        ("Der Antrag ist vor Beginn zu stellen.", False),
    ],
)
def test_an_office_is_named_by_the_passage(text: str, objects: bool) -> None:
    assert bool(UnnamedOffice().objections(claim(text, TERMS))) is objects


@pytest.mark.parametrize(
    ("text", "objects"),
    [
        ("Der Antrag auf Lerngeld ist bei der Handwerkskammer zu stellen.", True),
        ("Der Antrag auf Lerngeld ist bei der Agentur für Arbeit zu stellen.", False),
        ("Die Prüfung nimmt die Handwerkskammer ab.", False),
        ("Den Antrag nimmt die Ausländerbehörde an.", False),  # the other check's
    ],
)
def test_an_office_does_what_the_passage_says_of_it(text: str, objects: bool) -> None:
    assert bool(OtherOffice().objections(claim(text, TWO))) is objects
