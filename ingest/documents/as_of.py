"""The as-of date that a page or brochure says of itself: "Stand: 01.02.2025", "Letzte
Änderung", "Januar 2025".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

_MONTHS = "januar februar märz april mai juni juli august september oktober november dezember".split()
_DAY = r"(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4}|\d{2})(?!\d)"
_LONG = rf"(?:(?P<d2>\d{{1,2}})\.\s?)?(?P<m2>{'|'.join(_MONTHS)}|maerz)\s+(?P<y2>\d{{4}})"
_ISO = r"(?P<y3>\d{4})-(?P<m3>\d{2})-(?P<d3>\d{2})"
_MONTH = r"(?P<m4>\d{1,2})\s?[/.]\s?(?P<y4>\d{4})"
_DATE = re.compile(rf"\b(?:{_ISO}|{_DAY}|{_LONG}|{_MONTH})", re.IGNORECASE)
_SAID = re.compile(
    r"\b(?:(?:Rechts-?|Redaktions-?|Bearbeitungs)?stand(?:\s+der\s+(?:Informationen|Angaben|Seite"
    r"|Information))?"
    r"|(?:zuletzt|letztmalig)\s+(?:geändert|aktualisiert|bearbeitet|geprüft)|letzte\s+(?:Änderung"
    r"|Aktualisierung|Bearbeitung|Überarbeitung)"
    r"|(?:aktualisiert|geändert|überarbeitet)\s+am|aktualisierungsdatum)"
    r"\s*+:?\s*+(?:am|vom|im|seit)?\s*+:?\s*+(?=\d|[a-zä]{3,9}\s+\d{4})",
    re.IGNORECASE,
)
_CUES = ("stand", "zuletzt", "letztmalig", "letzte", "aktualisier", "geändert am", "überarbeitet am")
_REACH = 80  # characters
_EARLIEST = 1990


def find_stand(text: str) -> tuple[date, str] | None:
    """The latest date that the text gives as its own state, with the words that say so; None if
    it says none.
    """
    found = []
    for near in _near(text):
        for said in _SAID.finditer(near):
            match = _DATE.match(near, said.end())
            day = _day(match) if match else None
            if match and day:
                found.append((day, " ".join(near[said.start() : match.end()].split())))
    return max(found, default=None)


def _near(text: str) -> Iterator[str]:
    """Pieces of text around the words that can tell a state: looking for plain words first is many times
    faster than the pattern.
    """
    small = text.lower()
    end = 0
    for place in sorted({match for word in _CUES for match in _places(small, word)}):
        if place >= end:
            end = place + _REACH
            yield text[max(0, place - _REACH // 2) : end + _REACH]


def _places(text: str, word: str) -> Iterator[int]:
    place = text.find(word)
    while place >= 0:
        yield place
        place = text.find(word, place + 1)


def find_date(text: str) -> date | None:
    """The first date in a text; a month alone is its first day. None if there is none or it
    lies in the future.
    """
    return next((day for match in _DATE.finditer(text) if (day := _day(match))), None)


def _day(match: re.Match[str]) -> date | None:
    part = match.groupdict()
    year = next(part[k] for k in ("y", "y2", "y3", "y4") if part[k])
    month = next(part[k] for k in ("m", "m2", "m3", "m4") if part[k])
    day = next((part[k] for k in ("d", "d2", "d3") if part[k]), "1")
    try:
        found = date(int(year) + (2000 if len(year) == 2 else 0), _month(month), int(day))  # noqa: PLR2004 - "25" for 2025
    except ValueError:
        return None
    return found if found.year >= _EARLIEST and found <= datetime.now(UTC).date() else None


def _month(name: str) -> int:
    return int(name) if name.isdigit() else _MONTHS.index(name.lower().replace("maerz", "märz")) + 1
