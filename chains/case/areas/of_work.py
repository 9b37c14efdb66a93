"""What sums of the law of work ask for: time in the firm and pay for a severance, the start of a fixed term,
start and year of a training, working days for leave; read only where a message or the case is about it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from chains.case.claims import Claim, claimed, whole
from chains.case.facts import Case
from chains.case.sheet import Sheet, Stretch
from chains.quantities.scan import Quantity, is_year

OF_WORK = frozenset({"fixed_term_start", "training_start", "training_year", "work_days_week"})
_MONTHS_A_YEAR = 12
_LEAST_PAY, _MOST_PAY = 400, 20_000  # Euro a month
_YEARS = {"erst": 1, "zweit": 2, "dritt": 3, "viert": 4}
_OF_TRAINING = ("lehrjahr", "ausbildungsjahr")
_LONGEST_TRAINING = 4  # years of § 17 Abs. 2 BBiG
_BEGINS = ("ang", "beg", "fing", "start", "seit", "ab", "zum", "im", "am")
_WEEK = ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag")
_TOGETHER = 3  # tokens between "12 Jahre" and "7 Monate"


def work_claims(sheet: Sheet, used: set[int], known: Case) -> Iterator[Claim]:
    """Claims of what only the law of work asks for; adds what it read to `used`."""
    claims: list[Claim] = []
    if sheet.has("severance"):
        claims += [*_in_the_firm(sheet), *_pay(sheet)]
    if sheet.has("fixed_term"):
        claims += _dated(sheet, "fixed_term_start", "fixed_term")
    if sheet.has("in_training") or "training_start" in known or "training_year" in known:
        claims += [*_dated(sheet, "training_start", "in_training"), *_training_year(sheet)]
    if sheet.has("extra_leave"):
        claims += working_days(sheet)
    used |= {claim.first for claim in claims}
    yield from claims


def _in_the_firm(sheet: Sheet) -> Iterator[Claim]:
    """ "12 Jahre und 7 Monate dabei" are 151 months; since a day, the months until today."""
    for index, quantity in enumerate(sheet.quantities):
        if quantity.adjective or quantity.period or quantity.upper is not None:
            continue
        if quantity.unit == "Jahre":
            months, last = quantity.value * _MONTHS_A_YEAR, quantity
            after = sheet.quantities[index + 1 : index + 2]
            if after and after[0].unit == "Monate" and after[0].first - quantity.last <= _TOGETHER:
                months, last = months + after[0].value, after[0]
            yield Claim("months_at_employer", whole(round(months, 2)), quantity.first, last.last)
            return
    yield from months_since(sheet)


def months_since(sheet: Sheet) -> Iterator[Claim]:
    """ "seit März 2025 da": the whole months in the firm until today."""
    for quantity in sheet.quantities:
        if quantity.date is None or not {sheet.key(quantity.first - n) for n in (1, 2)} & {"seit", "ab"}:
            continue
        months = _months_until(quantity.date, sheet.today)
        if months > 0:
            yield from claimed("months_at_employer", quantity, months)
            return


def _months_until(start: datetime.date, end: datetime.date) -> int:
    return (end.year - start.year) * _MONTHS_A_YEAR + end.month - start.month - (end.day < start.day)


def _pay(sheet: Sheet) -> Iterator[Claim]:
    """A sum a month, or the only one that may be a month's pay."""
    sums = [
        q
        for q in sheet.quantities
        if q.unit in {"", "Euro"} and _LEAST_PAY <= q.value <= _MOST_PAY and not is_year(q, sheet.text)
    ]
    monthly = [q for q in sums if q.period == "Monat" or sheet.has("income", sheet.clause_of[q.first])]
    chosen = monthly or sums
    if len(chosen) == 1:
        yield from claimed("wage_month", chosen[0], chosen[0].number, 2.0)


def _dated(sheet: Sheet, fact: str, cue: str) -> Iterator[Claim]:
    """The one day (or month, or year) that something is said to have begun."""
    found = list(_days(sheet))
    near = [each for each in found if sheet.has(cue, sheet.sentence_of[each[0].first])] or found
    if len({day for _, day in near}) == 1:
        quantity, day = near[0]
        yield Claim(fact, day, quantity.first, quantity.last, 2.0)


def _days(sheet: Sheet) -> Iterator[tuple[Quantity, datetime.date]]:
    for quantity in sheet.quantities:
        if quantity.date is not None and quantity.date <= sheet.today and quantity.with_year:
            yield quantity, quantity.date
        elif (
            is_year(quantity, sheet.text) and quantity.value <= sheet.today.year and _begins(sheet, quantity)
        ):
            yield quantity, datetime.date(int(quantity.value), 1, 1)


def _begins(sheet: Sheet, quantity: Quantity) -> bool:
    clause: Stretch = sheet.clause_of[quantity.first]
    return any(sheet.key(i).startswith(_BEGINS) for i in range(clause.first, clause.last))


def _training_year(sheet: Sheet) -> Iterator[Claim]:
    """ "im dritten Jahr", „2. Lehrjahr“."""
    for index, token in enumerate(sheet.tokens):
        behind = sheet.key(index + 1)
        year = 0
        if behind.startswith(("jahr", *_OF_TRAINING)):
            year = next((number for word, number in _YEARS.items() if token.key.startswith(word)), 0)
        if token.key.isdigit():
            named = sheet.key(index + 2) if behind == "." else behind
            year = int(token.key) if named.startswith(_OF_TRAINING) else year
        if 1 <= year <= _LONGEST_TRAINING:
            yield Claim("training_year", year, index, index + 1, 2.0)
            return


def working_days(sheet: Sheet) -> Iterator[Claim]:
    """ "von Montag bis Mittwoch" are three working days a week, and so are "drei Tage die Woche"."""
    for quantity in sheet.quantities:
        if quantity.unit == "Tage" and quantity.period == "Woche" and quantity.value <= len(_WEEK):
            yield from claimed("work_days_week", quantity, quantity.number)
            return
    for index in range(len(sheet.tokens) - 2):
        first, last = (_weekday(sheet.key(i)) for i in (index, index + 2))
        if first is not None and last is not None and sheet.key(index + 1) == "bis" and last > first:
            yield Claim("work_days_week", last - first + 1, index, index + 2)
            return


def _weekday(key: str) -> int | None:
    return next((i for i, day in enumerate(_WEEK) if key in {day, day + "s"}), None)
