"""Laws and Absätze that an answer names must be named by its passages."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chains.verification.claim import CitedClaim
from chains.verification.evidence import ABSATZ
from knowledge.german.law_names import ROMAN_NUMBERS

_LAW = re.compile(
    r"\bSGB\s+(?:[IVX]+|\d{1,2})\b|\b(?=\w*[a-zäöü]?[A-ZÄÖÜ]{2})[A-ZÄÖÜ][A-Za-zÄÖÜäöüß]*G\b"
    r"|(?<![-\w])(?:HwO|BGB|BAföG)\b"
)
_ORDINALS = (
    "erst zweit dritt viert fünft sechst siebt acht neunt zehnt elft zwölft dreizehnt vierzehnt".split()
)
# the Social Code calls itself so: "des Zweiten Buches"
_BOOK = re.compile(rf"\b(?P<ordinal>{'|'.join(_ORDINALS)})e[nsmr]?\s+Buch(?:e?s)?\b", re.I)


class UnnamedLaw:
    """Objects to a law that no cited passage names; "Zweites Buch" is SGB II."""

    def objections(self, claim: CitedClaim) -> Sequence[str]:
        """One for all of them."""
        text = "\n".join(passage.text for passage in claim.passages)
        laws = {_law(name) for name in _LAW.findall(claim.text)} - _laws(text)
        laws -= {law for law in laws if law in text}
        return [f"Dieses Gesetz nennt die Fundstelle nicht: {', '.join(sorted(laws))}"] if laws else []


class UnnamedAbsatz:
    """Objects to an Absatz, said with its §, that no cited passage names."""

    def objections(self, claim: CitedClaim) -> Sequence[str]:
        """One for each of them."""
        if "§" not in claim.text and "Paragra" not in claim.text:
            return []
        known = {number for passage in claim.passages for number in passage.absaetze}
        absaetze = set(ABSATZ.findall(claim.text)) - known
        return [f"Diesen Absatz nennt die Fundstelle nicht: Abs. {number}" for number in sorted(absaetze)]


def _laws(text: str) -> set[str]:
    books = {f"SGB {_ORDINALS.index(match['ordinal'].lower()) + 1}" for match in _BOOK.finditer(text)}
    return books | {_law(name) for name in _LAW.findall(text)}


def _law(name: str) -> str:
    short, _, number = name.partition(" ")
    return f"{short} {ROMAN_NUMBERS.get(number.strip(), number.strip())}" if number else short
