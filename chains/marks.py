"""Citation marks as models write them, brought to the one form [n]."""

from __future__ import annotations

import re

MARK = re.compile(r"\[(\d{1,3})\]")
_MANY = re.compile(
    r"[\[【(]\s*(?:Fundstellen?|Quellen?|Nr\.|\^|†)?\s*(\d{1,3}(?:\s*(?:,|;|und|u\.|&)\s*\d{1,3})*)\s*(?:†[^\]】]*)?[\]】)](?!\s*(?:Abs|Satz|Nr|SGB|[A-ZÄÖÜ][A-Za-zÄÖÜäöü]*G\b))",
    re.I,
)
_RANGE = re.compile(r"\[\s*(\d{1,2})\s*[-–]\s*(\d{1,2})\s*\]")
_BEFORE_BRACKET = re.compile(r"(?:§+\s*\d+[a-z]?|Abs(?:atz|\.)|Satz|Nummer|Nr\.|Art\.|Artikel)\s*$", re.I)
_LONGEST_RANGE = 9


def normalised(text: str) -> str:
    """The text with [1, 2], 【1】, [Fundstelle 1], (1), [1-3] as [1] [2] …; "(2)" behind a § stays an Absatz."""

    def spread(match: re.Match[str]) -> str:
        first, last = int(match[1]), int(match[2])
        return " ".join(f"[{n}]" for n in range(first, last + 1)) if 0 < last - first <= _LONGEST_RANGE else match[0]

    def single(match: re.Match[str]) -> str:
        if match[0][0] == "(" and (_BEFORE_BRACKET.search(text_now[: match.start()]) or not match.start()):
            return match[0]
        return " ".join(f"[{n}]" for n in re.findall(r"\d+", match[1]))

    text_now = _RANGE.sub(spread, text)
    return _MANY.sub(single, text_now)


def marks_of(text: str) -> list[int]:
    """The numbers cited, in order."""
    return [int(n) for n in MARK.findall(text)]
