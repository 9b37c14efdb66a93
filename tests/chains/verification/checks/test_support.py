from __future__ import annotations

import pytest

from chains.verification.checks.support import Unborne, bears, held_by
from chains.verification.evidence import evidence_of
from tests.chains.passages import RULE, TERMS, cite
from tests.chains.verification.checks.claims import claim


@pytest.mark.parametrize(
    ("text", "passage", "leads_in", "objects"),
    [
        ("Der Antrag ist vor Beginn der Weiterbildung zu stellen.", TERMS, False, False),
        ("Die Sonne scheint heute überall besonders hell.", TERMS, False, True),
        ("Für Ihren Betrieb gilt:", RULE, True, False),
        ("Kurz gesagt:", RULE, True, False),
        ("Sonnige Küsten locken viele Urlauber:", RULE, True, True),
    ],
)
def test_words_stand_in_the_passage(text: str, passage: str, leads_in: bool, objects: bool) -> None:
    assert bool(Unborne().objections(claim(text, passage, leads_in=leads_in))) is objects


def test_half_of_the_words_is_the_least() -> None:
    passage = evidence_of(cite("Antrag Zuschuss"))
    assert bears("Antrag Zuschuss Sonne Küste", passage)
    assert not bears("Antrag Sonne Küste", passage)
    assert held_by(claim("Antrag Zuschuss Sonne Küste", "Antrag Zuschuss")) == pytest.approx(0.5)
