"""What a claim says stands in the passages it cites, word for word enough."""

from __future__ import annotations

from collections.abc import Sequence

from chains.verification.claim import CitedClaim, support
from chains.verification.evidence import Evidence, content, filler_free


class Unborne:
    """Objects to a claim whose content words a cited passage, or the best single statement, does not hold."""

    # measured with benchmarks/verification_thresholds.py on 81 right and 118 wrong sentences (28.11.2026)
    # share of a sentence's content words that each cited passage must hold: 0.6 objects to 4 right ones, 0.7
    # to 9; below nothing changes, so the strictest without a false alarm
    SHARE = 0.5
    # the same for the best single statement, since a sentence may draw on two: 0.5 objects to 1, 0.6 to 8
    STATEMENT_SHARE = 0.4
    # content words from which a lead-in to a list claims something itself: with 6 a wrong one passes
    CLAIM = 3

    def objections(self, claim: CitedClaim) -> Sequence[str]:
        """One that names the marks that bear nothing."""
        weak = [] if _is_led_in(claim) else _weak(claim)
        if not weak and held_by(claim) >= self.STATEMENT_SHARE:
            return []
        marks = " ".join(f"[{n}]" for n in weak or claim.evidence)
        return [f"Von der Fundstelle {marks} nicht getragen"]


def held_by(claim: CitedClaim) -> float:
    """How much of a claim its best statement holds (0 to 1); a lead-in that its list bears is borne."""
    held = support(claim.text, claim.passages, claim.asker)
    return max(held, Unborne.STATEMENT_SHARE) if _is_led_in(claim) else held


def bears(claim: str, passage: Evidence) -> bool:
    """Whether a passage as a whole holds enough of a claim's words to be cited for it (as evals
    measures it).
    """
    wanted = content(claim)
    return (
        not wanted
        or max(len(wanted & passage.stems), Unborne.SHARE * len(wanted) if not filler_free(claim) else 0)
        / len(wanted)
        >= Unborne.SHARE
    )


def _weak(claim: CitedClaim) -> list[int]:
    return [n for n, passage in claim.evidence.items() if not bears(claim.text, passage)]


def _is_led_in(claim: CitedClaim) -> bool:
    """Whether a claim only leads in a list, one of whose passages bears it or which says little itself."""
    return claim.sentence.leads_in and (
        len(_weak(claim)) < len(claim.evidence) or len(filler_free(claim.text)) < Unborne.CLAIM
    )
