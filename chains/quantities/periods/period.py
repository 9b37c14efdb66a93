"""A stretch of time, and the reckoning with months and years that all its words share."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

PART = r"(?:anfang|mitte|ende)"
TOLD_YEAR = r"20[2-4]\d"
# a year of two digits is no number of something
NO_UNIT = (
    r"(?!\d)(?!\s?(?:€|%|eur|std|stund|unterr|ue\b|tag|woche|monat|jahr|km|kilo|person|teiln|tn\b|leute|kolleg"
    r"|mitarb|plätz))"
)
SHORT_YEAR = rf"\s?['’/]?(?:2[6-9]|3[0-5]){NO_UNIT}"  # "März 27"
YEAR = rf"(?:{TOLD_YEAR}|(?:nächste|neue|kommende|diese)[ns]? jahr(?:es)?)"
OF = r"(?:des |der |von |vom |dem )?"
_EARLY, _MIDDLE, _LATE = 10, 15, 21  # days: "Anfang" until, "Mitte", "Ende" from


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day. `since`, `to`: where "ab" begins and "bis" ends, if elsewhere; `open_ended`: only
    its beginning is meant ("in vier Wochen").
    """

    first: date
    last: date
    since: date | None = None
    to: date | None = None
    open_ended: bool = False

    @property
    def begin(self) -> date:
        """The day that "ab" means."""
        return self.since or self.first

    @property
    def until(self) -> date:
        """The day that "bis" means."""
        return self.to or self.last


# reads what is said, lower case with single spaces, from a day on; None if it is of another kind.
# A ValueError: the words fit and say no time (the 31st of February).
PeriodReader = Callable[[str, date], Period | None]


def plus_months(first: date, months: int) -> date:
    """So many months later; the last of a month stays within the month."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, min(first.day, calendar.monthrange(year, month + 1)[1]))


def last_of_month(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def months_from(first: date, months: int) -> Period:
    """So many whole months from the first of one on."""
    return Period(first, plus_months(first, months) - timedelta(days=1))


def full_year(digits: str) -> int:
    """A year of two or four digits."""
    return int(digits) if len(digits) == 4 else 2000 + int(digits)  # noqa: PLR2004 - a full year


def year_told(said: str, today: date) -> int | None:
    """The year that is told at the end of words: "2027", "nächsten Jahres", "'27"."""
    if match := re.search(TOLD_YEAR, said):
        return int(match[0])
    if match := re.search(r"(nächste|kommende|neue|diese)[nsm]? jahr", said):
        return today.year + (0 if match[1] == "diese" else 1)
    if match := re.search(r"(?:^|[^\d.])(\d{2})$", said):
        return full_year(match[1])
    return None


def part_of_month(part: str | None, whole: Period) -> Period:
    """Beginning, middle or end of a month; the month itself where no part is told."""
    first = whole.first
    match part:
        case "anfang":
            return Period(first, first.replace(day=_EARLY))
        case "mitte":
            middle = first.replace(day=_MIDDLE)
            return Period(first.replace(day=_EARLY + 1), first.replace(day=_LATE - 1), middle, middle)
        case "ende":
            return Period(first.replace(day=_LATE), whole.last)
    return whole


def part_of_months(part: str | None, whole: Period) -> Period:
    """Beginning, middle or end of a quarter, a half year or a season: its first, middle or last month; of a
    half year the middle is two months.
    """
    months = (whole.last.year - whole.first.year) * 12 + whole.last.month - whole.first.month + 1
    match part:
        case "anfang":
            return months_from(whole.first, 1)
        case "mitte":
            return months_from(plus_months(whole.first, (months - 1) // 2), 2 - months % 2)
        case "ende":
            return months_from(whole.last.replace(day=1), 1)
    return whole


def part_of_year(part: str | None, year: int) -> Period:
    """Beginning, middle or end of a year, two months each; from the middle on is from July on."""
    match part:
        case "anfang":
            return months_from(date(year, 1, 1), 2)
        case "mitte":
            return Period(date(year, 6, 1), date(year, 7, 31), since=date(year, 7, 1), to=date(year, 6, 30))
        case "ende":
            return months_from(date(year, 11, 1), 2)
    return months_from(date(year, 1, 1), 12)
