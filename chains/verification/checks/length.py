"""A sentence too long to be checked."""

from __future__ import annotations

from collections.abc import Sequence

from chains.verification.claim import CitedClaim


class TooLong:
    """Objects to a sentence whose parts nobody could tell apart."""

    # characters of a sentence: the longest in 726 answers to the suites foerderrecht and beratung has 644
    # (28.11.2026); and of what is said of a longer one
    LONGEST, SHOWN = 1_000, 200

    def objections(self, claim: CitedClaim) -> Sequence[str]:
        """One for a longer sentence."""
        if len(claim.text) <= self.LONGEST:
            return []
        return [
            f"Ein Satz mit mehr als {self.LONGEST} Zeichen, der sich so nicht prüfen lässt:"
            f" „{claim.text[: self.SHOWN]} …“"
        ]

    @classmethod
    def shown(cls, text: str) -> str:
        """A sentence as a verdict keeps it."""
        return text if len(text) <= cls.LONGEST else text[: cls.SHOWN]
