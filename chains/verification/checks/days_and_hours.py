"""24 Werktage are not 24 Arbeitstage, 45 Unterrichtsstunden not 45 Zeitstunden."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chains.quantities.scan import scan_source
from chains.verification.claim import CitedClaim

_KIND = re.compile(r"(?P<kind>Werk|Arbeits|Kalender|Unterrichts|Zeit)(?:tag|stund)", re.I)


class KindOfDay:
    """Objects to a number of days or hours of a kind that the passages do not count so."""

    def objections(self, claim: CitedClaim) -> Sequence[str]:
        """One for each of them."""
        kinds = _kinds(claim.text)
        if not kinds:
            return []
        kinds -= _kinds("\n".join(passage.text for passage in claim.passages))
        return [
            f"So zählt die Fundstelle nicht: {number:g} {kind.capitalize()}…"
            for number, kind in sorted(kinds)
        ]


def _kinds(text: str) -> set[tuple[float, str]]:
    return {
        (quantity.value, match["kind"].lower())
        for quantity in scan_source(text).numbers
        if not quantity.shared and (match := _KIND.search(text, quantity.number_end, quantity.end))
    }
