"""Claims for the tests of single checks."""

from __future__ import annotations

from chains.verification.asker import Asker
from chains.verification.cited_sentences import CitedSentence
from chains.verification.claim import CitedClaim
from tests.chains.passages import cite


def claim(
    text: str,
    passage: str,
    question: str = "",
    *,
    numbers: tuple[int, ...] = (1,),
    leads_in: bool = False,
    german: bool = True,
) -> CitedClaim:
    """A claim that cites one passage of our own wording as [1]."""
    return CitedClaim(CitedSentence(text, numbers, leads_in), {1: cite(passage)}, Asker(question), german)
