"""Number words of another language that nobody here can read."""

from __future__ import annotations

from collections.abc import Sequence

from chains.quantities.quantity import Writing
from chains.quantities.scan import scan_source
from chains.quantities.tokens import TokenKind
from chains.quantities.units import unit_lexicon
from chains.verification.claim import CitedClaim

_CHECKED = frozenset({"Prozent", "Euro"})


class UnreadNumberWords:
    """Objects to a share or an amount whose number was not read: what cannot be read cannot be checked."""

    def objections(self, claim: CitedClaim) -> Sequence[str]:
        """One for a unit of money or share with a word before it, or behind "yüzde", and no number."""
        scan = scan_source(claim.text, Writing.FOREIGN)
        read = {index for q in scan.numbers for index in range(q.first - 1, q.last + 1)}
        unread = any(
            match.name in _CHECKED
            and match.first not in read
            and any(
                scan.tokens[at].kind is TokenKind.WORD
                for at in (match.first - 1, match.last + 1)
                if 0 <= at < len(scan.tokens)
            )
            for match in unit_lexicon(exact=True).find(scan.tokens)
        )
        return ["Eine Zahl in Worten, die sich so nicht prüfen lässt"] if unread else []
