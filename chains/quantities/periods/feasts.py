"""Seasons, holidays and school holidays: "noch vor Ostern", "Ende des Sommers", "in den Herbstferien"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from dateutil.easter import easter

from chains.quantities.periods.period import (
    OF,
    PART,
    SHORT_YEAR,
    TOLD_YEAR,
    YEAR,
    Period,
    PeriodReader,
    last_of_month,
    part_of_months,
    year_told,
)
from knowledge.german.alternatives import alternatives

_SEASONS = {
    "frühjahr": (3, 5),
    "frühling": (3, 5),
    "fruehjahr": (3, 5),
    "sommer": (6, 8),
    "herbst": (9, 11),
    "winter": (12, 2),
}
# holidays by their distance from Easter Sunday: first and last day
_OF_EASTER = {
    "rosenmontag": (-48, -48),
    "karneval": (-52, -46),
    "aschermittwoch": (-46, -46),
    "karfreitag": (-2, -2),
    "ostern": (0, 1),
    "osterfeiertage": (-2, 1),
    "ostermontag": (1, 1),
    "ostersonntag": (0, 0),
    "himmelfahrt": (39, 39),
    "christi himmelfahrt": (39, 39),
    "pfingsten": (49, 50),
    "pfingstmontag": (50, 50),
    "fronleichnam": (60, 60),
}
_FIXED = {
    "weihnachten": ((12, 24), (12, 26)),
    "heiligabend": ((12, 24), (12, 24)),
    "silvester": ((12, 31), (12, 31)),
    "neujahr": ((1, 1), (1, 1)),
    "nikolaus": ((12, 6), (12, 6)),
    "allerheiligen": ((11, 1), (11, 1)),
    "tag der arbeit": ((5, 1), (5, 1)),
    "tag der deutschen einheit": ((10, 3), (10, 3)),
}
# school holidays of Nordrhein-Westfalen, as the Ministry of Schools has set them until 2030 (Stand 2026)
_HOLIDAYS = {
    "osterferien": ((date(2027, 3, 22), date(2027, 4, 3)), (date(2028, 4, 10), date(2028, 4, 22))),
    "sommerferien": (
        (date(2026, 7, 20), date(2026, 9, 1)),
        (date(2027, 7, 19), date(2027, 8, 31)),
        (date(2028, 7, 10), date(2028, 8, 22)),
    ),
    "herbstferien": (
        (date(2026, 10, 17), date(2026, 10, 31)),
        (date(2027, 10, 23), date(2027, 11, 6)),
        (date(2028, 10, 23), date(2028, 11, 4)),
    ),
    "weihnachtsferien": (
        (date(2026, 12, 23), date(2027, 1, 6)),
        (date(2027, 12, 24), date(2028, 1, 8)),
        (date(2028, 12, 21), date(2029, 1, 5)),
    ),
    "winterferien": ((date(2026, 12, 23), date(2027, 1, 6)), (date(2027, 12, 24), date(2028, 1, 8))),
}
_LEFT_OF_SEASON = timedelta(days=21)  # what is left of a season that is still meant by its name
_SEASON = rf"(?:({PART})\s(?:des\s)?)?({alternatives(_SEASONS)})(?:e?s)?(?![^\W\d])"
FEAST_WAYS = (
    rf"(?:{PART}\s(?:des\s)?)?(?:{alternatives(_SEASONS)})(?:e?s\b)?(?:\s{OF}{YEAR}|{SHORT_YEAR})?",
    rf"(?:{alternatives((*_OF_EASTER, *_FIXED))})(?:\s20[2-4]\d)?",
    rf"(?:{alternatives(_HOLIDAYS)})(?:\s20[2-4]\d)?",
)


def _season(said: str, today: date) -> Period | None:
    match = re.match(_SEASON, said)
    if match is None:
        return None
    begins, ends = _SEASONS[match[2]]
    told = year_told(said[match.end() :], today)
    year = told or today.year
    whole = Period(date(year, begins, 1), last_of_month(year + (ends < begins), ends))
    if told is None and part_of_months(match[1], whole).last < today + _LEFT_OF_SEASON:
        whole = Period(date(year + 1, begins, 1), last_of_month(year + 1 + (ends < begins), ends))
    return part_of_months(match[1], whole)


def _feast(said: str, today: date) -> Period | None:
    told = re.search(TOLD_YEAR, said)
    name = said[: told.start()].strip() if told else said
    years = [int(told[0])] if told else [today.year, today.year + 1]
    found = [period for year in years if (period := _feast_in(name, year)) is not None]
    return next((period for period in found if period.last >= today), None)


def _feast_in(name: str, year: int) -> Period | None:
    if name in _OF_EASTER:
        sunday = easter(year)
        first, last = (sunday + timedelta(days=days) for days in _OF_EASTER[name])
        return Period(first, last)
    if name in _FIXED:
        (first_month, first_day), (last_month, last_day) = _FIXED[name]
        return Period(date(year, first_month, first_day), date(year, last_month, last_day))
    of_year = [Period(*days) for days in _HOLIDAYS.get(name, ()) if days[0].year == year]
    return of_year[0] if of_year else None


FEAST_READERS: tuple[PeriodReader, ...] = (_season, _feast)
