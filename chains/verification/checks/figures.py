"""Figures of a claim must stand in the passages it cites."""

from __future__ import annotations

from collections.abc import Sequence

from chains.verification.claim import CitedClaim, listed


class UnbackedFigures:
    """Objects to numbers, shares, dates and §§ that no cited passage holds; the asker's own case may be said
    again (CitedClaim.unbacked).
    """

    def objections(self, claim: CitedClaim) -> Sequence[str]:
        """One for all of them."""
        return [f"Nicht in der Fundstelle: {listed(claim.unbacked)}"] if claim.unbacked else []
