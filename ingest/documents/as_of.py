"""The as-of date that a page or brochure says of itself: "Stand: 01.02.2025", "Letzte
Änderung", "Januar 2025".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

_MONTHS = "januar februar märz april mai juni juli august september oktober november dezember".split()
_DAY = r"(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4}|\d{2})(?!\d)"
_SHORT = "jan feb mär apr mai jun jul aug sep okt nov dez".split()
_NAMED = "|".join([*_MONTHS, "maerz", "jän(?:ner)?", "mrz", "sept", *_SHORT])
_LONG = rf"(?:(?P<d2>\d{{1,2}})\.?\s?)?(?P<m2>{_NAMED})\b\.?,?\s*(?P<y2>\d{{4}})"
_ISO = r"(?P<y3>\d{4})-(?P<m3>\d{2})-(?P<d3>\d{2})"
_MONTH = r"(?P<m4>\d{1,2})\s?[/.]\s?(?P<y4>\d{4})"
_ISO_MONTH = r"(?P<y5>\d{4})-(?P<m5>\d{2})(?![\d-])"
_YEAR = r"(?P<y6>(?:19|20)\d{2})(?![\d/-])"
_DATE = re.compile(rf"\b(?:{_ISO}|{_DAY}|{_LONG}|{_MONTH})", re.IGNORECASE)
_STATE = re.compile(rf"\b(?:{_ISO}|{_ISO_MONTH}|{_DAY}|{_LONG}|{_MONTH}|{_YEAR})", re.IGNORECASE)
_SAID = re.compile(
    r"\b(?:(?:Rechts-?|Redaktions-?|Bearbeitungs-?|Daten-?|Informations-?)?stand(?:\s+der\s+(?:Informationen"
    r"|Angaben|Seite|Information|Daten|Bearbeitung))?"
    r"|(?:zuletzt|letztmalig|letztmals)\s+(?:geändert|aktualisiert|bearbeitet|geprüft|überarbeitet)"
    r"|letzte[sr]?\s+(?:Änderung|Aktualisierung|Bearbeitung|Überarbeitung|Update|Prüfung)"
    r"|(?:aktualisiert|geändert|überarbeitet)\s+(?:am|im)|aktualisiert(?=\s*:)|aktualisierungsdatum"
    r"|last\s+(?:updated|modified|update))"
    r"\s*+[:–(-]?\s*+(?:am|vom|im|seit|on)?\s*+:?\s*+(?=\d|[a-zä]{3,9}\.?,?\s+\d{4})",
    re.IGNORECASE,
)
# what stands before a state that is that of something cited ("Quelle: Statistik der BA, Stand: 2019")
_OF_ANOTHER = re.compile(
    r"\b(?:quelle|vgl|siehe|fundstelle|statistik|gesetz|verordnung|richtlinie|bgbl|fassung|zitiert|laut"
    r"|nach|i\. ?d\. ?F|abgerufen|zugriff|literatur)\b[^\n]*$|§[^\n]*$|\[\d+\][^\n]*$",
    re.IGNORECASE,
)
_CUES = ("stand", "zuletzt", "letztmal", "letzte", "aktualisier", "geändert am", "überarbeitet", "last ")
_REACH = 80  # characters
_EARLIEST = 1990


def find_stand(text: str) -> tuple[date, str] | None:
    """The latest date that the text gives as its own state, with the words that say so; None if
    it says none.
    """
    found = []
    for near in _near(text):
        for said in _SAID.finditer(near):
            match = _STATE.match(near, said.end())
            day = _day(match) if match else None
            line = near[: said.start()].rpartition("\n")[2]
            verb = said[0].startswith("stand") and ":" not in said[0]  # "Der Antrag stand 2019 fest"
            if match and day and not verb and not _OF_ANOTHER.search(line):
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


def day_said(text: str) -> date | None:
    """The day that a whole text is: a date, a month or a year (their first day); None for anything else."""
    match = _STATE.fullmatch(text.strip())
    return _day(match) if match else None


def _day(match: re.Match[str]) -> date | None:
    part = match.groupdict()
    year = next(part[k] for k in ("y", "y2", "y3", "y4", "y5", "y6") if part.get(k))
    month = next((part[k] for k in ("m", "m2", "m3", "m4", "m5") if part.get(k)), "1")
    day = next((part[k] for k in ("d", "d2", "d3") if part[k]), "1")
    try:
        found = date(int(year) + (2000 if len(year) == 2 else 0), _month(month), int(day))  # noqa: PLR2004 - "25" for 2025
    except ValueError:
        return None
    return found if found.year >= _EARLIEST and found <= datetime.now(UTC).date() else None


def _month(name: str) -> int:
    if name.isdigit():
        return int(name)
    short = name.lower().replace("mrz", "mär").replace("maerz", "märz").replace("jän", "jan")[:3]
    return _SHORT.index(short) + 1
