"""Dates in tokens: 31.3., 1. März, Anfang März 2027, 2027-03-01, March 1; without a year the next one."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from chains.quantities.relative_dates import relative_day
from chains.quantities.tokens import Token, TokenKind, key_of, text_at
from chains.quantities.units import month_numbers, quantity_words

_FULL = re.compile(r"(\d{1,2})[.](\d{1,2})[.](\d{4}|\d{2})")
_SHORT = re.compile(r"(\d{1,2})[.](\d{1,2})")
_DAY = re.compile(r"\d{1,2}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_BEFORE_DAY = frozenset("zum am ab vom bis seit dem den der und on from until by od do".split())
_BEFORE_MONTH = frozenset(
    "im ab seit zum in bis naechsten naechster kommenden vom since from until od od w i letzten".split()
)
_ENGLISH_DAY = frozenset({"st", "nd", "rd", "th"})
_TWO_DIGIT_PIVOT = 50  # "76" is 1976, "27" is 2027: who works was born after 1950, courses begin before 2050


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A date with its first and last token; `about`: only the month was said; `year`: whether one was."""

    first: int
    last: int
    day: datetime.date
    about: bool = False
    year: bool = True


def dates_in(tokens: Sequence[Token], today: datetime.date, *, told: bool = False) -> list[DateSpan]:
    """All dates in order; a date without a year is the next one from `today` on. `told`: somebody speaks, who
    may tell a day from today on ("in drei Wochen").
    """
    found: list[DateSpan] = []
    begins = _months_begin()
    index = 0
    while index < len(tokens):
        token = tokens[index]
        likely = token.kind is TokenKind.NUMBER or token.key in begins
        span = _at(tokens, index, today) if likely else None
        if span is None and told and (day := relative_day(tokens, index, today)) is not None:
            span = DateSpan(day.first, day.last, day.day, about=True, year=False)
        if span is None:
            index += 1
        else:
            found.append(span)
            index = span.last + 1
    return found


def _at(tokens: Sequence[Token], index: int, today: datetime.date) -> DateSpan | None:
    token = tokens[index]
    if token.kind is TokenKind.NUMBER:
        return _numeric(tokens, index, today) or _iso(tokens, index) or _day_month(tokens, index, today)
    if token.kind is TokenKind.WORD:
        return _month(tokens, index, today)
    return None


def _numeric(tokens: Sequence[Token], index: int, today: datetime.date) -> DateSpan | None:
    text = tokens[index].text
    if full := _FULL.fullmatch(text):
        year = int(full[3])
        year = year + (2000 if year < _TWO_DIGIT_PIVOT else 1900) if len(full[3]) == 2 else year  # noqa: PLR2004 - two digits
        return _span(index, index, year, int(full[2]), int(full[1]))
    short = _SHORT.fullmatch(text)
    if not short:
        return None
    dotted = text_at(tokens, index + 1) == "." and tokens[index + 1].start == tokens[index].end
    if dotted and not (
        text_at(tokens, index + 2)[:1].isupper()
        or text_at(tokens, index + 2) == ""
        or key_of(text_at(tokens, index - 1)) in _BEFORE_DAY
    ):
        pass
    elif not dotted and key_of(text_at(tokens, index - 1)) not in _BEFORE_DAY:
        return None
    last = index + 1 if dotted else index
    return _next(index, last, int(short[2]), int(short[1]), today)


def _iso(tokens: Sequence[Token], index: int) -> DateSpan | None:
    texts = [text_at(tokens, index + n) for n in range(5)]
    if (
        texts[1] == texts[3] == "-"
        and _YEAR.fullmatch(texts[0])
        and _DAY.fullmatch(texts[2])
        and _DAY.fullmatch(texts[4])
    ):
        return _span(index, index + 4, int(texts[0]), int(texts[2]), int(texts[4]))
    return None


def _day_month(tokens: Sequence[Token], index: int, today: datetime.date) -> DateSpan | None:
    if not _DAY.fullmatch(tokens[index].text):
        return None
    at = index + 1
    if text_at(tokens, at) == "." or key_of(text_at(tokens, at)) in _ENGLISH_DAY:
        at += 1
    month = month_numbers().get(key_of(text_at(tokens, at)))
    if month is None:
        return None
    return _with_year(tokens, index, at, month, int(tokens[index].text), today)


def _month(tokens: Sequence[Token], index: int, today: datetime.date) -> DateSpan | None:
    part = _month_parts().get(tokens[index].key)
    at = index if part is None else index + 1
    month = month_numbers().get(tokens[at].key) if at < len(tokens) else None
    if month is None:
        return None
    written = tokens[at].text
    if part is None and len(written) <= 3 and written.islower() and written != "mai":  # noqa: PLR2004 - "may", "mar" as words
        return None
    day_text = text_at(tokens, at + 1)
    if (
        part is None
        and _DAY.fullmatch(day_text)
        and tokens[at].key.isascii()
        and 1 <= int(day_text) <= 31  # noqa: PLR2004
        and text_at(tokens, at + 2) != "."
    ):
        return _with_year(tokens, index, at + 1, month, int(day_text), today)
    year = _YEAR.fullmatch(text_at(tokens, at + 1))
    if part is None and not year and key_of(text_at(tokens, index - 1)) not in _BEFORE_MONTH:
        return None
    last = at + 1 if year else at
    chosen = int(year[0]) if year else 0
    length = calendar.monthrange(chosen or today.year, month)[1]
    day = {"first": 1, "middle": 15, "last": length, None: 1}[part]
    span = _span(index, last, chosen, month, day) if year else _next(index, last, month, day, today)
    return DateSpan(span.first, span.last, span.day, about=True, year=bool(year)) if span else None


def _with_year(
    tokens: Sequence[Token], first: int, last: int, month: int, day: int, today: datetime.date
) -> DateSpan | None:
    at = (
        last + 2
        if text_at(tokens, last + 1) == "," and _YEAR.fullmatch(text_at(tokens, last + 2))
        else last + 1
    )
    if year := _YEAR.fullmatch(text_at(tokens, at)):
        return _span(first, at, int(year[0]), month, day)
    return _next(first, last, month, day, today)


def _next(first: int, last: int, month: int, day: int, today: datetime.date) -> DateSpan | None:
    for year in (today.year, today.year + 1):
        span = _span(first, last, year, month, day)
        if span and span.day >= today:
            return DateSpan(first, last, span.day, year=False)
    return None


def _span(first: int, last: int, year: int, month: int, day: int) -> DateSpan | None:
    try:
        return DateSpan(first, last, datetime.date(year, month, day))
    except ValueError:
        return None


@cache
def _month_parts() -> dict[str, str]:
    return {key_of(word): part for part, words in quantity_words().month_parts.items() for word in words}


@cache
def _months_begin() -> frozenset[str]:
    """Keys of the words that a month may begin with."""
    return frozenset(_month_parts().keys() | month_numbers().keys())
