"""Days and months by name and number: "15. März", "Ende Januar 2027", "letzte Aprilwoche", "01/27"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from chains.quantities.periods.period import (
    NO_UNIT,
    OF,
    PART,
    SHORT_YEAR,
    YEAR,
    Period,
    PeriodReader,
    full_year,
    last_of_month,
    part_of_month,
    year_told,
)
from knowledge.german.alternatives import alternatives

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januar jan jänner",
            "februar feb",
            "märz maerz mrz mär",
            "april apr",
            "mai",
            "juni jun",
            "juli jul",
            "august aug",
            "september sept sep",
            "oktober okt",
            "november nov",
            "dezember dez",
        ),
        1,
    )
    for name in names.split()
}
WEEKDAYS = ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag")
_PARTS_OF_MONTH = {"erste": 0, "zweite": 1, "dritte": 2, "vierte": 3, "letzte": -1}
_LEFT_OF_MONTH = timedelta(days=7)  # as of a month: what must be left of one that is meant by its name
_MIDDLE = 15  # the last day of a month's first half
_NAME, _ORDINAL = alternatives(_MONTHS), alternatives(_PARTS_OF_MONTH)
_MONTH = rf"(?:{_NAME})\b\.?"
MONTHS_SPAN = rf"{_MONTH}\s?(?:-|–|bis)\s?{_MONTH}"  # "Februar bis April"
MONTH_WAYS = (
    r"\d{4}-\d{2}-\d{2}",
    r"\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{4}|\s?\d{2}\b)?",
    rf"\d{{1,2}}\.\s?{_MONTH}(?: 20[2-4]\d)?",
    rf"{_MONTH}\s?(?:/|-|–|oder|und|bis)\s?{_MONTH}",
    rf"(?:{PART}\s)?(?:des\s)?(?:monats\s)?{_MONTH}(?:\s{OF}{YEAR}|{SHORT_YEAR})?",
    rf"(?:0?[1-9]|1[0-2])/(?:2[6-9]|3[0-5]|20[2-4]\d){NO_UNIT}",
    rf"(?:{_ORDINAL})n?\s(?:(?:{_NAME})(?:woche|hälfte|wochenende)"
    rf"|(?:hälfte|woche|wochenende|{alternatives(WEEKDAYS)})\s(?:des\s|im\s|vom\s)?{_MONTH}s?)",
    rf"woche\s(?:vom|ab|um|mit)\s(?:dem\s|den\s)?\d{{1,2}}\.\s?(?:\d{{1,2}}\.|{_MONTH})(?:\s?20[2-4]\d)?",
)


def _day(said: str, today: date) -> Period | None:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", said):
        day = date.fromisoformat(said)
        return Period(day, day)
    match = re.fullmatch(rf"(\d{{1,2}})\.\s?(?:(\d{{1,2}})\.|({_MONTH}))(?:\s?(\d{{4}}|\d{{2}}))?", said)
    if match is None:
        return None
    month = int(match[2]) if match[2] else _MONTHS[match[3].rstrip(".")]
    year = full_year(match[4]) if match[4] else today.year
    day = date(year, month, int(match[1]))
    if not match[4] and day < today:
        day = date(year + 1, month, int(match[1]))
    return Period(day, day)


def _month(said: str, today: date) -> Period | None:
    match = re.match(rf"(?:({PART})\s)?(?:des\s)?(?:monats\s)?({_MONTH})", said)
    if match is None:
        return None
    number = _MONTHS[match[2].rstrip(".")]
    year = year_told(said[match.end() :], today)
    if year is None:
        over = number == today.month and last_of_month(today.year, number) < today + _LEFT_OF_MONTH
        year = today.year + (1 if number < today.month or over else 0)
    return part_of_month(match[1], Period(date(year, number, 1), last_of_month(year, number)))


def _months_of(said: str, today: date) -> Period | None:
    """ "Jan/Feb": from the first of one to the last of the other."""
    match = re.fullmatch(rf"({_MONTH})\s?(?:/|-|–|oder|und|bis)\s?({_MONTH})", said)
    first, last = (_month(match[1], today), _month(match[2], today)) if match else (None, None)
    if first is None or last is None:
        return None
    year = last.last.year + (last.last < first.first)
    return Period(first.first, last_of_month(year, last.last.month))


def _month_number(said: str, today: date) -> Period | None:  # noqa: ARG001 - one of many readers
    """ "01/27"."""
    match = re.fullmatch(r"(\d{1,2})/(\d{2}|\d{4})", said)
    if match is None:
        return None
    year, month = full_year(match[2]), int(match[1])
    return Period(date(year, month, 1), last_of_month(year, month))


def _week_of_month(said: str, today: date) -> Period | None:
    """ "letzte Januarwoche", "zweite Märzhälfte": weeks begin on Mondays of the month."""
    match = re.fullmatch(rf"({_ORDINAL})n?\s(.+)", said)
    named = re.search(rf"({_NAME})(?:s|woche|hälfte|wochenende)?\b", match[2]) if match else None
    whole = _month(named[1], today) if named else None
    if match is None or whole is None:
        return None
    number = _PARTS_OF_MONTH[match[1]]
    if "hälfte" in match[2]:
        middle = whole.first.replace(day=_MIDDLE)
        second = number in {1, -1}
        return Period(middle + timedelta(days=1), whole.last) if second else Period(whole.first, middle)
    days = [whole.first + timedelta(days=n) for n in range((whole.last - whole.first).days + 1)]
    weekend = "wochenende" in match[2]
    named_day = match[2].split(maxsplit=1)[0]
    weekday = WEEKDAYS.index(named_day) if named_day in WEEKDAYS else 5 if weekend else 0
    first = [day for day in days if day.weekday() == weekday][number]
    length = 0 if named_day in WEEKDAYS else 1 if weekend else 6
    return Period(first, first + timedelta(days=length))


def _week_of_day(said: str, today: date) -> Period | None:
    """ "Woche vom 18. Januar": from that day on, seven days."""
    match = re.fullmatch(r"woche\s(?:vom|ab|um|mit)\s(?:dem\s|den\s)?(.+)", said)
    day = _day(match[1], today) if match else None
    return Period(day.first, day.first + timedelta(days=6)) if day else None


MONTH_READERS: tuple[PeriodReader, ...] = (
    _day,
    _week_of_month,
    _week_of_day,
    _months_of,
    _month_number,
    _month,
)
