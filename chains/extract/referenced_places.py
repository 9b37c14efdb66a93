"""Places that a rule leans on: "nach § 81 Absatz 2", "Absatz 1 gilt entsprechend". Shown with it where they
complete the answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from knowledge.model.document import Passage

# "des Vierten Buches", "des Berufsbildungsgesetzes", "der Handwerksordnung": the place stands in another law
_OTHER_LAW = re.compile(
    r"(?<!\s)(?:\s*+(?:Absatz|Satz|Nummer|Buchstabe|und|oder|bis|,"
    r"|(?<!\d)\d++[a-z]?)){0,12}+\s++(?:des|der)\s++(?:\w++\s++){0,3}?\w*(?:Buch(?:e?s)?"
    r"|[Gg]esetz(?:e?s)?|[Oo]rdnung|[Vv]erordnung)\b"
)
_OF_ANOTHER = re.compile(r"(?<!\s)\s++(?:Satz\s++\d++\s++)?des\s++§")
_PARAGRAPH = re.compile(
    r"\b(?:nach|gemäß|im"
    r" Sinne(?:\s+(?:des|der|von))?|entsprechend|Voraussetzungen(?:\s+(?:des"
    r"|nach))?)\s+§\s*(?P<p>\d+[a-z]?)(?:\s+Absatz\s+(?P<a>\d+[a-z]?))?"
)
_ABSATZ = re.compile(
    r"\b(?:Voraussetzungen\s+(?:des|nach)\s+Absatz(?:es)?|nach\s+Absatz|Maßgabe\s+(?:des"
    r"|von)\s+Absatz(?:es)?)\s+(?P<a>\d+[a-z]?)\b(?!\s+bis)|\bAbsatz\s+(?P<b>\d+[a-z]?)\s+gilt\b"
)

# (document id, paragraph, Absatz or "") -> passages
PassagesAt = Callable[[str, str, str], Sequence[Passage]]


def referred_places(passage: Passage, quote: str, place: PassagesAt) -> list[Passage]:
    """Passages of the places in the same law that the quoted words lean on, in the order they are named; []
    for what is no law.
    """
    if passage.document.kind != "law":
        return []
    own, _, own_absatz = passage.section.locator.removeprefix("§ ").partition(" Abs. ")
    named: list[tuple[str, str]] = [
        (match["p"], match["a"] or "")
        for match in _PARAGRAPH.finditer(quote)
        if not _OTHER_LAW.match(quote, match.end()) and match["a"]
    ]
    named += [
        (own, match["a"] or match["b"])
        for match in _ABSATZ.finditer(quote)
        if not _OF_ANOTHER.match(quote, match.end())
    ]
    found: list[Passage] = []
    for paragraph, absatz in dict.fromkeys(named):
        if (paragraph, absatz) == (own, own_absatz):
            continue
        passages = place(passage.document.id, paragraph, absatz)
        exact = [p for p in passages if p.section.locator == f"§ {paragraph} Abs. {absatz}"]
        found += exact[:1]
    return found
