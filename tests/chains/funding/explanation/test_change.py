"""Whether a fact changes what comes out: a yes or no by the two results, not by words."""

from __future__ import annotations

from datetime import date

import pytest

from chains.funding.consultation.consult import consult
from chains.funding.consultation.following import follow

TODAY = date(2026, 11, 30)
CASE = (
    "Betrieb mit 140 Leuten, Kollege 39, Ausbildung vor 15 Jahren, Kurs 200 Stunden, 4.800 Euro."
    " Was zahlt der Betrieb?"
)


@pytest.mark.parametrize(
    ("told", "lead"),
    [
        ("Er ist schon 46, ändert das was?", "Ja, jetzt gilt: Der Betrieb zahlt voraussichtlich nichts"),
        (
            "Er ist 41. Macht das einen Unterschied?",
            "Nein, es bleibt dabei: Der Betrieb zahlt voraussichtlich",
        ),
        (
            "Der Kurs dauert nur 100 Stunden. Bleibt es dabei?",
            "Nein, jetzt gilt: Das geht voraussichtlich nicht",
        ),
        ("Er wird nächstes Jahr 41, ist das wichtig?", "Nein, es bleibt dabei: Der Betrieb zahlt"),
        ("Er ist 41. Bleibt es dabei?", "Ja, es bleibt dabei: Der Betrieb zahlt"),
        ("Was ändert sich, wenn er 46 ist?", "Der Betrieb zahlt voraussichtlich nichts"),
        ("Und bei 600 Leuten?", "Der Betrieb zahlt voraussichtlich 3.600 Euro"),
    ],
)
def test_yes_or_no_is_what_the_results_say(told: str, lead: str) -> None:
    said = consult(follow([CASE, told], TODAY), TODAY)
    assert said is not None
    assert said.explanation.lead.text.startswith(lead)
