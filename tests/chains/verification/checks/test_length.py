from __future__ import annotations

from chains.verification.checks.length import TooLong
from tests.chains.passages import TERMS
from tests.chains.verification.checks.claims import claim


def test_a_sentence_is_read_up_to_its_length_and_no_further() -> None:
    assert TooLong().objections(claim("x" * TooLong.LONGEST, TERMS)) == []
    [objection] = TooLong().objections(claim("x" * (TooLong.LONGEST + 1), TERMS))
    assert objection.startswith("Ein Satz mit mehr als 1000 Zeichen")
    assert len(objection) < 2 * TooLong.SHOWN
    assert len(TooLong.shown("x" * 5000)) == TooLong.SHOWN
