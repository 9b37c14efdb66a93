"""What is told from today on: "morgen", "nächste Woche", "Ende des Monats", "in drei Wochen"."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from chains.quantities.periods.months import WEEKDAYS
from chains.quantities.periods.period import (
    OF,
    PART,
    TOLD_YEAR,
    Period,
    PeriodReader,
    months_from,
    part_of_month,
    part_of_months,
    part_of_year,
    plus_months,
)
from knowledge.german.alternatives import alternatives

_NUMBERS = {
    name: value
    for value, names in {
        1: "ein eine einem einer einen",
        2: "zwei zwo",
        3: "drei paar einigen wenigen",
        4: "vier",
        5: "fünf",
        6: "sechs",
        7: "sieben",
        8: "acht",
        9: "neun",
        10: "zehn",
        11: "elf",
        12: "zwölf",
        13: "dreizehn",
        14: "vierzehn",
        15: "fünfzehn",
        20: "zwanzig",
    }.items()
    for name in names.split()
}
_NUMBER = rf"(?:\d{{1,3}}|{alternatives(_NUMBERS)}|einem halben|einem guten|ein paar)"
_LENGTH = rf"{_NUMBER}\s(?:tage?n?|wochen?|monate?n?|jahre?n?)"
_N = "n(?:ä|ae)chste"
_WHICH = (
    rf"(?:neue[nms]?(?= jahr)|(?:übern(?:ä|ae)chste|uebern(?:ä|ae)chste|{_N}|kommende|folgende|diese)[nrms]?"
    r"|laufende[nrs]?)"
)
_UNIT = r"(?:monats?|monat(?=s?\b)|jahre?s?|quartals?|halbjahre?s?)"
_JOINED = (
    r"(?P<unit_of>jahres|quartals|monats|halbjahre?s)(?P<part_of>anfang|beginn|mitte|ende|schluss|wechsel)"
)
_PARTS = {"anfang": "anfang", "beginn": "anfang", "mitte": "mitte", "ende": "ende", "schluss": "ende"}
_NAMED_DAYS = {"heute": 0, "morgen": 1, "übermorgen": 2, "uebermorgen": 2}
TODAY_WAYS = (
    rf"{PART}\s{OF}(?:{_WHICH}\s)?{_UNIT}\b",
    rf"{PART}\s{OF}{TOLD_YEAR}",
    rf"{PART}\s(?:der\s)?{_WHICH}\swoche",
    rf"(?:das\s)?{_WHICH}\s(?:woche|wochenende|{_UNIT}|{alternatives(WEEKDAYS)})",
    r"(?:jahres|quartals|monats|halbjahre?s)(?:anfang|beginn|mitte|ende|schluss)|(?:jahres|quartals|monats)wechsel",
    rf"(?:heute|morgen|übermorgen)\sin\s{_LENGTH}",
    r"heute|morgen|übermorgen",
    rf"in\s{_LENGTH}",
)


def _named_day(said: str, today: date) -> Period | None:
    if said not in _NAMED_DAYS:
        return None
    day = today + timedelta(days=_NAMED_DAYS[said])
    return Period(day, day)


def _in_length(said: str, today: date) -> Period | None:
    """ "in vier Wochen": from that day on; "heute in vier Wochen": that day."""
    match = re.fullmatch(
        rf"(?:({'|'.join(_NAMED_DAYS)}) )?in ({_NUMBER}) (tag|woche|monat|jahr)(?:e?n?)?", said
    )
    if match is None:
        return None
    from_day = today + timedelta(days=_NAMED_DAYS[match[1]]) if match[1] else today
    day = _later(from_day, match[2], match[3])
    return Period(day, day, open_ended=match[1] is None)


def _later(day: date, said: str, unit: str) -> date:
    number = int(said) if said.isdigit() else _NUMBERS.get(said.rsplit(maxsplit=1)[-1], 1)
    if unit in {"tag", "woche"}:
        return day + timedelta(days=number * (7 if unit == "woche" else 1))
    if said == "einem halben":
        return plus_months(day, 6)
    return plus_months(day, number * (12 if unit == "jahr" else 1))


def _unit_told(said: str, today: date) -> Period | None:
    """ "nächster Monat", "Ende des Quartals", "Mitte nächsten Jahres"; the coming one, unless told which."""
    match = re.fullmatch(
        rf"(?:({PART})\s{OF})?(?:(?:das\s)?({_WHICH})\s)?({_UNIT}|woche|wochenende|{alternatives(WEEKDAYS)})",
        said,
    )
    if match is None or not (match[1] or match[2]):
        return None
    part, which, unit = match[1], match[2], match[3]
    ahead = _ahead(which)
    if unit in WEEKDAYS:
        return _weekday_ahead(WEEKDAYS.index(unit), ahead, today)
    if unit.startswith("woche"):
        return _weekends_ahead(ahead, today) if unit == "wochenende" else _weeks_ahead(ahead, today)
    found = _UNITS[unit[:4]](part, ahead, today)
    return _UNITS[unit[:4]](part, 1, today) if which is None and found.last < today else found


def _ahead(which: str | None) -> int:
    """How many units from the present one on."""
    if which is None or which.startswith(("diese", "laufende")):
        return 0
    return 2 if which.startswith(("über", "ueber")) else 1


def _joined(said: str, today: date) -> Period | None:
    """ "Jahresende", "Quartalsbeginn", "Monatswechsel": the coming one."""
    match = re.fullmatch(_JOINED, said)
    if match is None:
        return None
    unit = _UNITS[match["unit_of"][:4]]
    if match["part_of"] == "wechsel":
        day = unit(None, 1, today).first
        return Period(day, day)
    found = unit(_PARTS[match["part_of"]], 0, today)
    return unit(_PARTS[match["part_of"]], 1, today) if found.last < today else found


def _part_of_told_year(said: str, today: date) -> Period | None:  # noqa: ARG001 - one of many readers
    match = re.fullmatch(rf"({PART})\s{OF}({TOLD_YEAR})", said)
    return part_of_year(match[1], int(match[2])) if match else None


def _month_ahead(part: str | None, ahead: int, today: date) -> Period:
    return part_of_month(part, months_from(plus_months(today.replace(day=1), ahead), 1))


def _quarter_ahead(part: str | None, ahead: int, today: date) -> Period:
    first = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    return part_of_months(part, months_from(plus_months(first, 3 * ahead), 3))


def _half_ahead(part: str | None, ahead: int, today: date) -> Period:
    first = date(today.year, 1 if today.month < 7 else 7, 1)  # noqa: PLR2004 - July
    return part_of_months(part, months_from(plus_months(first, 6 * ahead), 6))


def _year_ahead(part: str | None, ahead: int, today: date) -> Period:
    return part_of_year(part, today.year + ahead)


_UNITS: dict[str, Callable[[str | None, int, date], Period]] = {
    "mona": _month_ahead,
    "quar": _quarter_ahead,
    "halb": _half_ahead,
    "jahr": _year_ahead,
}


def _weeks_ahead(ahead: int, today: date) -> Period:
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=ahead)
    return Period(monday, monday + timedelta(days=6))


def _weekends_ahead(ahead: int, today: date) -> Period:
    saturday = today + timedelta(days=(5 - today.weekday()) % 7) + timedelta(weeks=max(0, ahead - 1))
    return Period(saturday, saturday + timedelta(days=1))


def _weekday_ahead(weekday: int, ahead: int, today: date) -> Period:
    days = (weekday - today.weekday()) % 7 or 7
    day = today + timedelta(days=days + 7 * max(0, ahead - 1))
    return Period(day, day)


TODAY_READERS: tuple[PeriodReader, ...] = (_named_day, _in_length, _part_of_told_year, _unit_told, _joined)
