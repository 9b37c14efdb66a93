"""What a sentence takes back of itself: "in Hagen, nein, in Herne", "Excel, äh, Word meine ich"."""

from __future__ import annotations

import re
from typing import NamedTuple

from chains.courses.understand.words import word_set

_BREAK = r"(?:[,;]|\.{2,3}|…|\s[-–]|[.?!])\s"
_HESITATES = r"(?:(?:ach|äh|ähm|oh|ah|halt|stopp|moment|sorry|pardon|entschuldigung)[,!]?\s){0,3}"
_CORRECTS = re.compile(
    rf"{_BREAK}{_HESITATES}(?:nein|nee|quatsch|falsch|besser gesagt|vielmehr|korrektur)[,:!]?\s(?:doch\s)?"
    r"(?P<now>(?:[^,.;!?]|(?<=\d)\.){2,60})",
    re.IGNORECASE,
)
_MEANT = re.compile(
    rf"{_BREAK}{_HESITATES}(?P<now>[^,.;!?]{{2,40}})\s(?:meine?|meinte)\s(?:ich|wir)(?![\w-])"
    rf"|{_BREAK}{_HESITATES}ich mein(?:t)?e\s(?:natürlich\s)?(?P<named>[^,.;!?]{{2,40}})",
    re.IGNORECASE,
)
_LONGEST = 7  # words of a correction
_ALTERNATIVES = re.compile(r"\boder\b", re.IGNORECASE)


class SaidAnew(NamedTuple):
    """What a sentence says without a slip, and what it says in its place."""

    without: str
    now: str


def said_anew(text: str) -> SaidAnew | None:
    """The first correction within a text; None where nothing is taken back, or where a sentence of its own
    only begins with "nein".
    """
    found = [match for pattern in (_CORRECTS, _MEANT) if (match := pattern.search(text)) is not None]
    for match in sorted(found, key=re.Match.start):
        now = next(group for group in match.groupdict().values() if group)
        words = now.lower().split()
        if len(words) <= _LONGEST and not word_set("wanting") & set(words):
            return SaidAnew(_before(text[: match.start()], words) + text[match.end() :], now)
    return None


def _before(text: str, now: list[str]) -> str:
    """What stands before; of alternatives only one stays ("Unna oder online? Nein, nur Unna")."""
    first, comma, last = text.rpartition(",")
    return first if comma and now[0] == "nur" and _ALTERNATIVES.search(last) else text
