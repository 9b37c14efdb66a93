"""Days that are told from today on: "zum Jahresende", "Anfang nächsten Jahres", "in drei Wochen", "KW 8"."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta

from chains.quantities.tokens import Token, TokenKind, key_at, text_at
from chains.quantities.units import number_word

_PART = {"anfang": "first", "beginn": "first", "mitte": "middle", "ende": "last"}
_PERIOD = {"jahr": 12, "jahres": 12, "jahre": 12, "quartal": 3, "quartals": 3, "monat": 1, "monats": 1}
_NEXT = frozenset("naechsten naechstes naechster kommenden kommendes neuen neues folgenden".split())
_THIS = frozenset("des dieses diesen diesem laufenden vom".split())
_COMPOUND = re.compile(r"(jahres|quartals|monats)(ende|anfang|beginn|mitte|schluss|wechsel)")
_COMPOUND_PART = {"schluss": "last", "wechsel": "next"} | _PART
_UNITS = {
    "tag": "days",
    "tage": "days",
    "tagen": "days",
    "woche": "weeks",
    "wochen": "weeks",
    "monat": "months",
    "monate": "months",
    "monaten": "months",
}
# what begins or ends on a day; "in drei Wochen" beside none of them is a length
_HAPPENS = frozenset(
    """beginnt begonnen beginn startet start los losgeht faengt anfaengt endet laeuft auslaeuft gekuendigt
    entlassen starten beginnen anfangen""".split()
)
_NEAR = 4  # tokens before or behind which such a word stands
_QUARTER = re.compile(r"[1-4]")
_TO = frozenset("ab zum zu seit bis in im erst schon gegen".split())
_DAYS = {"morgen": 1, "uebermorgen": 2}
_WEEKS = 53


@dataclass(frozen=True, slots=True)
class RelativeDay:
    """A day with its first and last token."""

    first: int
    last: int
    day: datetime.date


def relative_day(tokens: Sequence[Token], index: int, today: datetime.date) -> RelativeDay | None:
    """The day that is told from `today` on beginning with a token; None where none is."""
    if tokens[index].kind is not TokenKind.WORD:
        return None
    for read in _READERS:
        if (found := read(tokens, index, today)) is not None:
            return found
    return None


def _later(day: datetime.date, unit: str, count: int) -> datetime.date:
    if unit == "months":
        later: datetime.date = day + relativedelta(months=count)
        return later
    return day + datetime.timedelta(**{unit: count})


def _day_in(begin: datetime.date, months: int, part: str) -> datetime.date:
    """A day of a period of so many months."""
    end = _later(begin, "months", months)
    if part == "last":
        return end - datetime.timedelta(days=1)
    if part == "next":
        return end
    if part == "middle":
        return _later(begin, "months", months // 2) if months > 1 else begin.replace(day=15)
    return begin


def _begin(today: datetime.date, months: int) -> datetime.date:
    """The first day of the year, quarter or month in which a day lies."""
    return datetime.date(today.year, (today.month - 1) // months * months + 1, 1)


def _coming(begin: datetime.date, months: int, part: str, today: datetime.date) -> datetime.date:
    day = _day_in(begin, months, part)
    return day if day >= today else _day_in(_later(begin, "months", months), months, part)


def _compound(tokens: Sequence[Token], index: int, today: datetime.date) -> RelativeDay | None:
    match = _COMPOUND.fullmatch(tokens[index].key)
    if match is None:
        return None
    months = _PERIOD[match[1]]
    day = _coming(_begin(today, months), months, _COMPOUND_PART[match[2]], today)
    return RelativeDay(index, index, day)


def _period(tokens: Sequence[Token], index: int, today: datetime.date) -> RelativeDay | None:
    """ "Anfang nächsten Jahres", "Ende des Monats", "nächsten Monat", "im neuen Jahr"."""
    part = _PART.get(tokens[index].key)
    which = index if part is None else index + 1
    if part is not None and key_at(tokens, which) == "des" and key_at(tokens, which + 1) in _NEXT:
        which += 1
    months = _PERIOD.get(key_at(tokens, which + 1))
    if months is None:
        return None
    begin = _begin(today, months)
    if key_at(tokens, which) in _NEXT:
        day = _day_in(_later(begin, "months", months), months, part or "first")
    elif part is not None and key_at(tokens, which) in _THIS:
        day = _coming(begin, months, part, today)
    else:
        return None
    return RelativeDay(index, which + 1, day)


def _in_so_long(tokens: Sequence[Token], index: int, today: datetime.date) -> RelativeDay | None:
    """ "startet in drei Wochen"."""
    unit = _UNITS.get(key_at(tokens, index + 2))
    if tokens[index].key != "in" or unit is None or not _happens(tokens, index, index + 2):
        return None
    number = tokens[index + 1]
    word = number_word(number.key)
    count = int(number.text) if number.text.isdecimal() else int(word[0]) if word else 0
    if number.key in {"einer", "einem"}:
        count = 1
    if not 0 < count < 100:  # noqa: PLR2004 - nobody tells a day in longer times
        return None
    return RelativeDay(index, index + 2, _later(today, unit, count))


def _happens(tokens: Sequence[Token], first: int, last: int) -> bool:
    near = (*range(first - _NEAR, first), *range(last + 1, last + _NEAR))
    return any(key_at(tokens, index) in _HAPPENS for index in near)


def _week_or_quarter(tokens: Sequence[Token], index: int, today: datetime.date) -> RelativeDay | None:
    """ "KW 8", "Anfang Q2"."""
    part = _PART.get(tokens[index].key)
    at = index if part is None else index + 1
    if key_at(tokens, at) == "q" and (quarter := _QUARTER.fullmatch(text_at(tokens, at + 1))):
        if part is None and key_at(tokens, index - 1) not in _TO:
            return None
        day = _day_in(datetime.date(today.year, int(quarter[0]) * 3 - 2, 1), 3, part or "first")
        return RelativeDay(index, at + 1, day if day >= today else _later(day, "months", 12))
    if part is None and tokens[index].key in {"kw", "kalenderwoche"} and index + 1 < len(tokens):
        return _calendar_week(tokens, index, today)
    return None


def _calendar_week(tokens: Sequence[Token], index: int, today: datetime.date) -> RelativeDay | None:
    text = tokens[index + 1].text
    if not text.isdecimal() or not 0 < int(text) < _WEEKS:
        return None
    for year in (today.year, today.year + 1):
        day = datetime.date.fromisocalendar(year, int(text), 1)
        if day >= today:
            return RelativeDay(index, index + 1, day)
    return None


def _tomorrow(tokens: Sequence[Token], index: int, today: datetime.date) -> RelativeDay | None:
    days = _DAYS.get(tokens[index].key)
    if days is None or key_at(tokens, index - 1) not in _TO | _HAPPENS:
        return None
    return RelativeDay(index, index, today + datetime.timedelta(days=days))


_READERS: tuple[Callable[[Sequence[Token], int, datetime.date], RelativeDay | None], ...] = (
    _compound,
    _period,
    _in_so_long,
    _week_or_quarter,
    _tomorrow,
)
