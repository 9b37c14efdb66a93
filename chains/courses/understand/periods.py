"""Words for stretches of time as first and last day: "Ende Januar", "zweites Quartal", "nächste Woche"."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.easter import easter

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
_SEASONS = {
    "frühjahr": (3, 5),
    "frühling": (3, 5),
    "fruehjahr": (3, 5),
    "sommer": (6, 8),
    "herbst": (9, 11),
    "winter": (12, 2),
}
_ORDINALS = {"erste": 1, "zweite": 2, "dritte": 3, "vierte": 4, "1": 1, "2": 2, "3": 3, "4": 4, "letzte": 4}
_WEEKDAYS = ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag")
_NUMBERS = {
    name: value
    for value, names in {
        1: "ein eine einem einer einen",
        2: "zwei zwo",
        3: "drei",
        4: "vier",
        5: "fünf",
        6: "sechs",
        7: "sieben",
        8: "acht",
        9: "neun",
        10: "zehn",
        12: "zwölf",
        14: "vierzehn",
    }.items()
    for name in names.split()
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
    "jahreswechsel": ((1, 1), (1, 1)),
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


_PARTS_OF_MONTH = {"erste": 0, "zweite": 1, "dritte": 2, "vierte": 3, "letzte": -1}


def _any_of(words: object) -> str:
    return "|".join(sorted(map(str, words), key=len, reverse=True))  # type: ignore[call-overload]


_MONTH = rf"(?:{_any_of(_MONTHS)})\b\.?"
_YEAR = r"(?:20[2-4]\d|(?:nächste|neue|kommende|diese)[ns]? jahr(?:es)?)"
_OF = r"(?:des |der |von |vom |dem )?"
_PART = r"(?:anfang|mitte|ende)"
_NEXT = (
    r"(?:neue[nms]?(?= jahr)|nächste[nrms]?|kommende[nrms]?|übernächste[nrms]?|diese[nrms]?|folgende[nrms]?)"
)
_NUMBER = rf"(?:\d{{1,3}}|{_any_of(_NUMBERS)}|einem halben|einem guten|ein paar|paar)"
# a year of two digits is no number of something
_NO_UNIT = (
    r"(?!\d)(?!\s?(?:€|%|eur|std|stund|unterr|ue\b|tag|woche|monat|jahr|km|kilo|person|teiln|tn\b|leute|kolleg"
    r"|mitarb|plätz))"
)
_WAYS = (
    r"\d{4}-\d{2}-\d{2}",
    r"\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{4}|\s?\d{2}\b)?",
    rf"\d{{1,2}}\.\s?{_MONTH}(?: 20[2-4]\d)?",
    rf"{_MONTH}\s?(?:/|-|–|oder|und|bis)\s?{_MONTH}",
    rf"(?:{_PART}\s)?(?:des\s)?(?:monats\s)?{_MONTH}(?:\s{_OF}{_YEAR}|\s?['’/]?(?:2[6-9]|3[0-5]){_NO_UNIT})?",
    rf"(?:0?[1-9]|1[0-2])/(?:2[6-9]|3[0-5]|20[2-4]\d){_NO_UNIT}",
    rf"{_PART}\s{_OF}(?:jahres|monats|{_YEAR})",
    rf"{_PART}\s(?:nächster|kommender|dieser)\swoche",
    rf"(?:das\s)?{_NEXT}\s(?:woche|monats?|jahre?s?|quartals?|halbjahrs?|wochenende|{_any_of(_WEEKDAYS)})",
    rf"(?:erste[nrs]?|zweite[nrs]?|dritte[nrs]?|vierte[nrs]?|[1-4]\.)\s(?:quartal|halbjahr"
    rf"|jahreshälfte)(?:\s{_OF}{_YEAR}|\s?['’/]?(?:2[6-9]|3[0-5]){_NO_UNIT})?",
    rf"(?:{_PART}\s(?:des\s)?)?q[1-4](?:\s?/?\s?20[2-4]\d)?",
    rf"{_PART}\s(?:des\s)?(?:ersten|zweiten|dritten|vierten|[1-4]\.)\s(?:quartals|halbjahrs|halbjahres)(?:\s{_OF}{_YEAR})?",
    rf"(?:{_any_of(_SEASONS)})(?:\s{_OF}{_YEAR}|\s?['’/]?(?:2[6-9]|3[0-5]){_NO_UNIT})?",
    rf"(?:{_any_of(_PARTS_OF_MONTH)})n?\s(?:(?:{_any_of(_MONTHS)})(?:woche|hälfte|wochenende)|(?:hälfte|woche|wochenende|{_any_of(_WEEKDAYS)})\s(?:des\s|im\s|vom\s)?{_MONTH}s?)",
    rf"(?:{_any_of((*_OF_EASTER, *_FIXED))})(?:\s20[2-4]\d)?",
    rf"(?:{_any_of(_HOLIDAYS)})(?:\s20[2-4]\d)?",
    r"(?:kw|kalenderwoche)\s?\d{1,2}(?:\s?/?\s?20[2-4]\d)?",
    r"\d{1,2}\.\s?(?:kw|kalenderwoche)(?:\s?/?\s?20[2-4]\d)?",
    rf"woche\s(?:vom|ab|um|mit)\s(?:dem\s|den\s)?\d{{1,2}}\.\s?(?:\d{{1,2}}\.|{_MONTH})(?:\s?20[2-4]\d)?",
    r"(?:jahr\s)?20[2-4]\d",
    r"heute|morgen|übermorgen",
    rf"in\s{_NUMBER}\s(?:tage?n?|wochen?|monate?n?|jahre?n?)",
)
MONTHS = rf"{_MONTH}\s?(?:-|–|bis)\s?{_MONTH}"  # "Februar bis April"
# a period as part of a longer pattern; spaces may be wide
PERIOD = "(?:" + "|".join(_WAYS).replace(" ", r"\s") + r")(?![\w-])"


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


def period_of(text: str, today: date) -> Period | None:
    """The period that words say; None if it is none (the 31st of February)."""
    said = " ".join(text.lower().split()).removeprefix("das ")
    for read in _READERS:
        try:
            if (period := read(said, today)) is not None:
                return period
        except (ValueError, OverflowError):
            return None
    return None


def _day(said: str, today: date) -> Period | None:
    if said in _NAMED_DAYS:
        day = today + timedelta(days=_NAMED_DAYS[said])
        return Period(day, day)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", said):
        day = date.fromisoformat(said)
        return Period(day, day)
    match = re.fullmatch(rf"(\d{{1,2}})\.\s?(?:(\d{{1,2}})\.|({_MONTH}))(?:\s?(\d{{4}}|\d{{2}}))?", said)
    if match is None:
        return None
    month = int(match[2]) if match[2] else _MONTHS[match[3].rstrip(".")]
    year = _year(match[4]) if match[4] else today.year
    day = date(year, month, int(match[1]))
    if not match[4] and day < today:
        day = date(year + 1, month, int(match[1]))
    return Period(day, day)


_NAMED_DAYS = {"heute": 0, "morgen": 1, "übermorgen": 2}


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)  # noqa: PLR2004 - a full year


def _told_year(said: str, today: date) -> int | None:
    if match := re.search(r"20[2-4]\d", said):
        return int(match[0])
    if match := re.search(r"(nächste|kommende|neue|diese)[nsm]? jahr", said):
        return today.year + (0 if match[1] == "diese" else 1)
    return None


def _month(said: str, today: date) -> Period | None:
    match = re.match(rf"(?:({_PART})\s)?(?:des\s)?(?:monats\s)?({_MONTH})", said)
    if match is None:
        return None
    number = _MONTHS[match[2].rstrip(".")]
    year = _told_year(said[match.end() :], today)
    if short := re.match(r"\s?['’/]?(\d{2})$", said[match.end() :]):
        year = _year(short[1])
    if year is None:
        over = number == today.month and _last_of_month(today.year, number) < today + _LEFT_OF_MONTH
        year = today.year + (1 if number < today.month or over else 0)
    return _part(match[1], date(year, number, 1), _last_of_month(year, number))


def _months_of(said: str, today: date) -> Period | None:
    """ "Jan/Feb": from the first of one to the last of the other."""
    match = re.fullmatch(rf"({_MONTH})\s?(?:/|-|–|oder|und|bis)\s?({_MONTH})", said)
    if match is None:
        return None
    first, last = _month(match[1], today), _month(match[2], today)
    if first is None or last is None:
        return None
    if last.last < first.first:
        last = Period(
            last.first.replace(year=last.first.year + 1), _last_of_month(last.last.year + 1, last.last.month)
        )
    return Period(first.first, last.last)


def _month_number(said: str, today: date) -> Period | None:  # noqa: ARG001 - one of many readers
    """ "01/27"."""
    match = re.fullmatch(r"(\d{1,2})/(\d{2}|\d{4})", said)
    if match is None:
        return None
    year, month = _year(match[2]), int(match[1])
    return Period(date(year, month, 1), _last_of_month(year, month))


def _part_of_month(said: str, today: date) -> Period | None:
    """ "letzte Januarwoche", "zweite Märzhälfte": weeks begin on Mondays of the month."""
    match = re.fullmatch(rf"({_any_of(_PARTS_OF_MONTH)})n?\s(.+)", said)
    named = re.search(rf"({_any_of(_MONTHS)})(?:s|woche|hälfte|wochenende)?\b", match[2]) if match else None
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
    weekday = _WEEKDAYS.index(named_day) if named_day in _WEEKDAYS else 5 if weekend else 0
    first = [day for day in days if day.weekday() == weekday][number]
    length = 0 if named_day in _WEEKDAYS else 1 if weekend else 6
    return Period(first, first + timedelta(days=length))


_LEFT_OF_MONTH = timedelta(days=7)  # as of a month
_LEFT_OF_SEASON = timedelta(days=21)  # what is left of a season that is still meant by its name
_EARLY, _MIDDLE, _LATE = 10, 15, 21  # days: "Anfang" until, "Mitte", "Ende" from


def _part(part: str | None, first: date, last: date) -> Period:
    """Beginning, middle or end of a month."""
    match part:
        case "anfang":
            return Period(first, first.replace(day=_EARLY))
        case "mitte":
            middle = first.replace(day=_MIDDLE)
            return Period(first.replace(day=_EARLY + 1), first.replace(day=_LATE - 1), middle, middle)
        case "ende":
            return Period(first.replace(day=_LATE), last)
    return Period(first, last)


def _last_of_month(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _part_of_longer(said: str, today: date) -> Period | None:
    match = re.match(rf"({_PART})\s{_OF}", said)
    if match is None:
        return None
    rest = said[match.end() :]
    if not re.match(rf"jahres|monats|{_YEAR}|\w+ woche", rest):
        return None
    if rest.startswith("monats"):
        return _part(match[1], today.replace(day=1), _last_of_month(today.year, today.month))
    if rest.endswith("woche"):
        return _weeks_ahead(0 if rest.startswith("dieser") else 1, today)
    year = _told_year(rest, today) or today.year + (1 if match[1] == "anfang" else 0)
    months = {"anfang": (1, 2), "mitte": (6, 7), "ende": (11, 12)}[match[1]]
    last = _last_of_month(year, months[1])
    return Period(date(year, months[0], 1), last, to=date(year, 6, 30) if match[1] == "mitte" else None)


def _next(said: str, today: date) -> Period | None:
    match = re.fullmatch(rf"({_NEXT})\s(.+)", said)
    if match is None:
        return None
    ahead = 0 if match[1].startswith("diese") else 2 if match[1].startswith("über") else 1
    unit = match[2]
    if unit in _WEEKDAYS:
        days = (_WEEKDAYS.index(unit) - today.weekday()) % 7 or 7
        day = today + timedelta(days=days + 7 * max(0, ahead - 1))
        return Period(day, day)
    if unit == "wochenende":
        return _weekends_ahead(ahead, today)
    return _UNITS_AHEAD[unit[:4]](ahead, today)


def _weeks_ahead(ahead: int, today: date) -> Period:
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=ahead)
    return Period(monday, monday + timedelta(days=6))


def _months_ahead(ahead: int, today: date) -> Period:
    first = _plus_months(today.replace(day=1), ahead)
    return Period(first, _last_of_month(first.year, first.month))


def _quarters_ahead(ahead: int, today: date) -> Period:
    first = _plus_months(date(today.year, (today.month - 1) // 3 * 3 + 1, 1), 3 * ahead)
    return Period(first, _plus_months(first, 3) - timedelta(days=1))


def _halves_ahead(ahead: int, today: date) -> Period:
    first = _plus_months(date(today.year, 1 if today.month < 7 else 7, 1), 6 * ahead)  # noqa: PLR2004 - July
    return Period(first, _plus_months(first, 6) - timedelta(days=1))


def _years_ahead(ahead: int, today: date) -> Period:
    return Period(date(today.year + ahead, 1, 1), date(today.year + ahead, 12, 31))


def _weekends_ahead(ahead: int, today: date) -> Period:
    saturday = today + timedelta(days=(5 - today.weekday()) % 7) + timedelta(weeks=max(0, ahead - 1))
    return Period(saturday, saturday + timedelta(days=1))


_UNITS_AHEAD: dict[str, Callable[[int, date], Period]] = {
    "woch": _weeks_ahead,
    "mona": _months_ahead,
    "jahr": _years_ahead,
    "quar": _quarters_ahead,
    "halb": _halves_ahead,
}


def _part_of_quarter(said: str, today: date) -> Period | None:
    """ "Ende Q1": its last month."""
    match = re.match(rf"({_PART})\s(?:des\s)?(.+)", said)
    whole = _ordinal(match[2], today) if match else None
    if match is None or whole is None:
        return None
    if match[1] == "ende":
        return Period(whole.last.replace(day=1), whole.last)
    first = whole.first if match[1] == "anfang" else _plus_months(whole.first, 1)
    return Period(first, _plus_months(first, 1) - timedelta(days=1))


def _ordinal(said: str, today: date) -> Period | None:
    match = re.match(
        r"(?:(erste|zweite|dritte|vierte|[1-4])[nrs.]*\s(quartal|halbjahr|jahreshälfte)|q([1-4]))", said
    )
    if match is None:
        return None
    number = _ORDINALS[match[1] or match[3]]
    months = 6 if match[2] and match[2] != "quartal" else 3
    told = _told_year(said[match.end() :], today)
    if short := re.search(r"\D(\d{2})$", said[match.end() :]):
        told = _year(short[1])
    first = date(told or today.year, (number - 1) * months + 1, 1)
    last = _plus_months(first, months) - timedelta(days=1)
    if told is None and last < today:
        return Period(_plus_months(first, 12), _plus_months(first, 12 + months) - timedelta(days=1))
    return Period(first, last)


def _plus_months(first: date, months: int) -> date:
    count = first.year * 12 + first.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(first.day, calendar.monthrange(year, month + 1)[1]))


def _season(said: str, today: date) -> Period | None:
    name = said.split(maxsplit=1)[0]
    if name not in _SEASONS:
        return None
    begins, ends = _SEASONS[name]
    told = _told_year(said, today)
    if short := re.search(r"\D(\d{2})$", said):
        told = _year(short[1])
    year = told or today.year
    first = date(year, begins, 1)
    last = _last_of_month(year + (ends < begins), ends)
    if told is None and last < today + _LEFT_OF_SEASON:
        first, last = date(year + 1, begins, 1), _last_of_month(year + 1, ends)
    return Period(first, last)


def _holiday(said: str, today: date) -> Period | None:
    told = re.search(r"20[2-4]\d", said)
    name = said[: told.start()].strip() if told else said
    years = [int(told[0])] if told else [today.year, today.year + 1]
    found = [period for year in years if (period := _holiday_in(name, year)) is not None]
    return next((period for period in found if period.last >= today), None)


def _holiday_in(name: str, year: int) -> Period | None:
    if name in _OF_EASTER:
        sunday = easter(year)
        first, last = (sunday + timedelta(days=days) for days in _OF_EASTER[name])
        return Period(first, last)
    if name in _FIXED:
        (first_month, first_day), (last_month, last_day) = _FIXED[name]
        return Period(date(year, first_month, first_day), date(year, last_month, last_day))
    of_year = [Period(*days) for days in _HOLIDAYS.get(name, ()) if days[0].year == year]
    return of_year[0] if of_year else None


def _calendar_week(said: str, today: date) -> Period | None:
    match = re.match(r"(?:kw|kalenderwoche)\s?(\d{1,2})|(\d{1,2})\.\s?(?:kw|kalenderwoche)", said)
    if match is None:
        return None
    told, number = _told_year(said[match.end() :], today), int(match[1] or match[2])
    monday = date.fromisocalendar(told or today.year, number, 1)
    if told is None and monday + timedelta(days=6) < today:
        monday = date.fromisocalendar(today.year + 1, number, 1)
    return Period(monday, monday + timedelta(days=6))


def _week_of_day(said: str, today: date) -> Period | None:
    """ "Woche vom 18. Januar": from that day on, seven days."""
    match = re.fullmatch(r"woche\s(?:vom|ab|um|mit)\s(?:dem\s|den\s)?(.+)", said)
    day = _day(match[1], today) if match else None
    return Period(day.first, day.first + timedelta(days=6)) if day else None


def _whole_year(said: str, today: date) -> Period | None:  # noqa: ARG001 - one of many readers
    match = re.fullmatch(r"(?:jahr\s)?(20[2-4]\d)", said)
    return Period(date(int(match[1]), 1, 1), date(int(match[1]), 12, 31)) if match else None


def _in_length(said: str, today: date) -> Period | None:
    """ "in vier Wochen": from that day on."""
    match = re.fullmatch(rf"in (?:({_NUMBER})\s)?(tag|woche|monat|jahr)(?:e?n?)?", said)
    if match is None:
        return None
    half = match[1] == "einem halben"
    number = int(match[1]) if match[1] and match[1].isdigit() else _NUMBERS.get(match[1] or "", 1)
    if match[1] in {"ein paar", "paar"}:
        number = 3
    unit = match[2]
    if unit in {"tag", "woche"}:
        day = today + timedelta(days=number * (7 if unit == "woche" else 1))
    else:
        day = _plus_months(today, 6 if half else number * (12 if unit == "jahr" else 1))
    return Period(day, day, open_ended=True)


_READERS: tuple[Callable[[str, date], Period | None], ...] = (
    _day,
    _in_length,
    _part_of_longer,
    _next,
    _part_of_quarter,
    _ordinal,
    _season,
    _holiday,
    _part_of_month,
    _calendar_week,
    _week_of_day,
    _whole_year,
    _months_of,
    _month_number,
    _month,
)
