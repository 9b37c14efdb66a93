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


COMPARED = (
    "Betrieb mit 140 Leuten, Kollege 39, ausgelernt 2008, Kurs 300 Stunden, 5.000 Euro, 20 vom Strukturwandel"
    " betroffen. Was ist besser, § 82 oder Qualifizierungsgeld?"
)


def test_of_a_comparison_the_row_that_changes_leads() -> None:
    said = consult(follow([COMPARED, "Er ist 49, nicht 39 – ändert das was?"], TODAY), TODAY)
    assert said is not None
    lead = said.explanation.lead.text
    assert lead.startswith("Ja, jetzt gilt: Weiterbildung Beschäftigter")
    assert lead.endswith("§ 82 SGB III): Der Betrieb zahlt voraussichtlich nichts.")


def test_why_after_a_change_tells_what_held_before() -> None:
    said = consult(follow([CASE, "Er ist 46, nicht 39.", "Wieso jetzt doch?"], TODAY), TODAY)
    assert said is not None
    assert "mindestens 45" in said.explanation.lead.text
    assert said.explanation.details[0].text.startswith("Vorher galt: 50 bis unter 500")
