"""Addresses that an answer names must be those of its passages."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chains.verification.claim import CitedClaim

_LINK = re.compile(
    r"https?:|www\.|\b(?=\w)(?<![\w-]-)[\w-]++\.(?:de|com|org|net|eu|info|io|biz|xyz|app|ru|cn)\b"
    r"|(?<!\S)\S[^\s@]*+(?:@[^\s@]*+)*?@[^\s@]+\.\w+",
    re.I,
)


class ForeignLink:
    """Objects to a web or mail address that stands in no cited passage; a full address never does."""

    def objections(self, claim: CitedClaim) -> Sequence[str]:
        """One, however many there are."""
        links = {match[0].lower() for match in _LINK.finditer(claim.text)}
        if not links:
            return []
        known = "\n".join(passage.text for passage in claim.passages).lower() + "".join(
            f"{c.passage.section.url}\n{c.passage.document.url}\n" for c in claim.cited
        )
        foreign = any(link not in known or link.startswith("http") for link in links)
        return ["Ein Link, der nicht in der Fundstelle steht"] if foreign else []


def names_a_link(text: str) -> bool:
    """Whether a text holds a web or mail address."""
    return bool(_LINK.search(text))
