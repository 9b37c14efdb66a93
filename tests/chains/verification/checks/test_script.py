from __future__ import annotations

from chains.verification.checks.script import MixedScript
from tests.chains.passages import TERMS
from tests.chains.verification.checks.claims import claim


def test_letters_that_only_look_like_others() -> None:
    assert MixedScript().objections(claim("Die \u0410gentur zahlt.", TERMS))
    assert MixedScript().objections(claim("Die Agentur zahlt 5 µg, 1ª, Łódź.", TERMS)) == []
