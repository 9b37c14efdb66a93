"""Quarters, half years, weeks and years by their number: "zweites Quartal", "Ende Q1", "KW 8", "2027"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from chains.quantities.periods.period import (
    OF,
    PART,
    SHORT_YEAR,
    TOLD_YEAR,
    YEAR,
    Period,
    PeriodReader,
    months_from,
    part_of_months,
    part_of_year,
    year_told,
)

_ORDINALS = {"erste": 1, "zweite": 2, "dritte": 3, "vierte": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_ORDINAL = r"(?:erste|zweite|dritte|vierte)[nrs]?|[1-4]\."
_UNIT = r"quartals?|halbjahre?s?|jahreshälfte"
_NUMBERED = rf"(?:(?:{_ORDINAL})\s(?:{_UNIT})|q[1-4])"
NUMBERED_WAYS = (
    rf"(?:{PART}\s(?:des\s|der\s)?)?{_NUMBERED}(?:\s{OF}{YEAR}|\s?/?\s?{TOLD_YEAR}|{SHORT_YEAR})?",
    rf"(?:kw|kalenderwoche)\s?\d{{1,2}}(?:\s?/?\s?{TOLD_YEAR})?",
    rf"\d{{1,2}}\.\s?(?:kw|kalenderwoche)(?:\s?/?\s?{TOLD_YEAR})?",
)
YEAR_WAYS = (rf"(?:jahr\s)?{TOLD_YEAR}",)


def _quarter_or_half(said: str, today: date) -> Period | None:
    match = re.match(
        rf"(?:({PART})\s(?:des\s|der\s)?)?"
        rf"(?:(erste|zweite|dritte|vierte|[1-4])[nrs.]*\s({_UNIT})|q([1-4]))",
        said,
    )
    if match is None:
        return None
    number = _ORDINALS[match[2] or match[4]]
    months = 3 if match[4] or match[3].startswith("quartal") else 6
    told = year_told(said[match.end() :], today)
    whole = months_from(date(told or today.year, (number - 1) * months + 1, 1), months)
    if told is None and part_of_months(match[1], whole).last < today:
        whole = months_from(whole.first.replace(year=whole.first.year + 1), months)
    return part_of_months(match[1], whole)


def _calendar_week(said: str, today: date) -> Period | None:
    match = re.match(r"(?:kw|kalenderwoche)\s?(\d{1,2})|(\d{1,2})\.\s?(?:kw|kalenderwoche)", said)
    if match is None:
        return None
    told, number = year_told(said[match.end() :], today), int(match[1] or match[2])
    monday = date.fromisocalendar(told or today.year, number, 1)
    if told is None and monday + timedelta(days=6) < today:
        monday = date.fromisocalendar(today.year + 1, number, 1)
    return Period(monday, monday + timedelta(days=6))


def _whole_year(said: str, today: date) -> Period | None:  # noqa: ARG001 - one of many readers
    match = re.fullmatch(rf"(?:jahr\s)?({TOLD_YEAR})", said)
    return part_of_year(None, int(match[1])) if match else None


NUMBERED_READERS: tuple[PeriodReader, ...] = (_quarter_or_half, _calendar_week, _whole_year)
