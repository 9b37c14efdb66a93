"""Every claim carries a mark, and every mark a passage."""

from __future__ import annotations

from collections.abc import Sequence

from chains.quantities.figures import figures_in
from chains.verification.checks.links import names_a_link
from chains.verification.claim import CitedClaim
from chains.verification.evidence import filler_free


class Unmarked:
    """Objects to a sentence that claims something and cites nothing; a figure needs a mark of its own, not
    those of the list behind it.
    """

    def objections(self, claim: CitedClaim) -> Sequence[str]:
        """One for words beyond a lead-in, a figure or a link without [n]."""
        figures = figures_in(claim.text)
        if claim.sentence.numbers and not (claim.sentence.leads_in and figures):
            return []
        claims = bool(filler_free(claim.text) or figures or names_a_link(claim.text))
        return [f"Ohne Fundstelle: „{claim.text}“"] if claims else []


class UnknownMark:
    """Objects to a mark that stands for nothing."""

    def objections(self, claim: CitedClaim) -> Sequence[str]:
        """One for the first number that nobody gave."""
        return [f"Die Fundstelle [{n}] gibt es nicht: „{claim.text}“" for n in claim.missing_places[:1]]
