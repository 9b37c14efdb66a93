"""A sentence that orders instead of answering."""

from __future__ import annotations

from collections.abc import Sequence

from chains.injection import instructs
from chains.verification.claim import CitedClaim


class Order:
    """Objects to what would instruct a model or a page (chains/injection.py says what that is)."""

    def objections(self, claim: CitedClaim) -> Sequence[str]:
        """One for an order."""
        return ["Das ist kein Satz einer Antwort"] if instructs(claim.text) else []
