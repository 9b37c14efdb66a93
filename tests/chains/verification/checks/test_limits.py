from __future__ import annotations

import pytest

from chains.verification.checks.limits import TurnedDirection, TurnedLimit, UnitLeftOut, figure_senses
from tests.chains.passages import RULE
from tests.chains.verification.checks.claims import claim

TEXT = (
    "Der Zuschuss beträgt höchstens 1.500 Euro im Monat. Der Antrag ist drei Monate vor Beginn zu stellen."
    " Er dauert mindestens sechs Monate. Gefördert werden 10 bis 25 Prozent der Kosten."
)


@pytest.mark.parametrize(
    ("text", "objects"),
    [
        ("Der Zuschuss beträgt höchstens 1.500 Euro im Monat.", False),
        ("Der Zuschuss beträgt mindestens 1.500 Euro im Monat.", True),
        ("Der Zuschuss beträgt 1.500 Euro im Monat.", True),
        ("Der Zuschuss beträgt bis zu 1.500 Euro im Jahr.", True),
        ("Der Antrag ist drei Monate vor Beginn zu stellen.", False),
        ("Der Antrag ist drei Monate nach Beginn zu stellen.", True),
        ("Er dauert höchstens sechs Monate.", True),
        ("Er dauert wenigstens ein halbes Jahr.", False),
        ("Gefördert werden 10 bis 25 Prozent der Kosten.", False),
    ],
)
def test_a_limit_stays_one(text: str, objects: bool) -> None:
    assert bool(TurnedLimit().objections(claim(text, TEXT))) is objects


def test_both_ends_of_a_range_are_said() -> None:
    lower, upper = figure_senses("zwischen zehn und 25 Prozent")
    assert (lower.figure.value, lower.sense, upper.figure.value, upper.sense) == ("10", "least", "25", "most")


def test_up_is_not_down() -> None:
    said = "Bei einer Betriebsvereinbarung {} der Anteil um fünf Prozentpunkte."
    assert TurnedDirection().objections(claim(said.format("steigt"), RULE))
    assert TurnedDirection().objections(claim(said.format("sinkt"), RULE)) == []


def test_a_number_keeps_its_unit() -> None:
    assert UnitLeftOut().objections(claim("Der Zuschuss beträgt 1.500.", TEXT))
    assert UnitLeftOut().objections(claim("Der Zuschuss beträgt 1.500 Euro.", TEXT)) == []
    assert UnitLeftOut().objections(claim("Es gibt 12 Fälle.", TEXT)) == []
