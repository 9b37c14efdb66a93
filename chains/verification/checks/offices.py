"""Institutions that an answer names must be those of its passages."""

from __future__ import annotations

from collections.abc import Sequence

from chains.verification.checks.conditions import subject_of
from chains.verification.claim import CitedClaim
from chains.verification.evidence import content
from chains.verification.institutions import institutions_in, unnamed


class UnnamedOffice:
    """Objects to an institution that no cited passage names."""

    def objections(self, claim: CitedClaim) -> Sequence[str]:
        """One for all of them."""
        offices = _unnamed(claim)
        return [f"Diese Stelle nennt die Fundstelle nicht: {', '.join(sorted(offices))}"] if offices else []


class OtherOffice:
    """Objects to an institution of the passage where what says most of the claim names another."""

    # share of the best sentence's support that the one with the institution must have
    # (benchmarks/verification_thresholds.py, 28.11.2026: 0.4 to 0.8 judge 199 sentences alike; the middle)
    ALIKE = 0.6

    def objections(self, claim: CitedClaim) -> Sequence[str]:
        """One where no sentence with the claim's own institution says nearly as much."""
        if _unnamed(claim) or not self._is_other(claim):
            return []
        return ["Nach der Fundstelle ist eine andere Stelle zuständig"]

    def _is_other(self, claim: CitedClaim) -> bool:
        mine = institutions_in(claim.text)
        if len(mine) != 1:
            return False
        subject = subject_of(claim.text) - content(" ".join(mine))
        parts = [
            (part.words.share(subject), institutions_in(part.text))
            for passage in claim.passages
            for part in passage.parts
        ]
        own = max((share for share, named in parts if mine <= named), default=0.0)
        other = max((share for share, named in parts if named and not mine & named), default=0.0)
        return bool(subject) and other > 0 and own < self.ALIKE * other


def _unnamed(claim: CitedClaim) -> set[str]:
    known = {name for passage in claim.passages for name in passage.institutions}
    return set(unnamed(institutions_in(claim.text), known))
