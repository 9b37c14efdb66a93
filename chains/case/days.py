"""Dates: of birth, of a course's or a job's beginning and end, of earlier funding."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from chains.case.ages import turns_45
from chains.case.claims import Claim, claimed
from chains.case.sheet import Sheet, Stretch
from chains.quantities.scan import Quantity

_INFINITE = float("inf")


def date_claims(sheet: Sheet, quantity: Quantity, day: datetime.date) -> Iterator[Claim]:
    """What a date tells."""
    clause = sheet.clause_of[quantity.first]
    if sheet.distance("born", quantity, clause) <= 4:  # noqa: PLR2004
        if day < sheet.today:
            yield from claimed("age", quantity, _age_on(sheet.today, day), 2.0)
        return
    if _turns_45(sheet, quantity):
        yield from claimed("turns_45_on", quantity, day, 2.0)
        return
    if sheet.has("ended_training", clause) and day < sheet.today and not sheet.has("course", clause):
        yield from claimed("years_since_degree", quantity, _age_on(sheet.today, day))
        return
    if sheet.key(quantity.first - 1) == "seit" and sheet.has("unemployed", clause):
        yield from claimed("months_unemployed", quantity, _months_since(sheet.today, quantity, day))
        return
    if sheet.has("law", clause) or sheet.key(quantity.first - 1) in {"stand", "seit"}:
        return
    past = quantity.with_year and day < sheet.today and _of_funding(sheet, clause)
    if past or _last_year(sheet, quantity):
        yield from _funded_in(sheet, quantity, day)
    elif _end_told_elsewhere(sheet, quantity, clause):
        yield from claimed("employment_end", quantity, day)
    else:
        yield from _starts_or_ends(sheet, quantity, day)


def _of_funding(sheet: Sheet, clause: Stretch) -> bool:
    """Whether a clause tells of earlier funding, itself or by "in einem geförderten Kurs, der …"."""
    had = {"hatte", "hat", "bekam", "bekommen", "schon"} & {
        sheet.key(index) for index in range(clause.first, clause.last)
    }
    if sheet.has("funded", clause) or (had and sheet.has("qgeld", clause)):
        return True
    before = next((each for each in sheet.clauses if each.last == clause.first), None)
    relative = sheet.key(clause.first) in {"der", "die", "das"} and before is not None
    return relative and sheet.has("funded", before)


def _turns_45(sheet: Sheet, quantity: Quantity) -> bool:
    """ "wird am 15. März 45": the day from which the firm's share is waived."""
    after = next((q for q in sheet.quantities if q.first == quantity.last + 1), None)
    return after is not None and turns_45(sheet, after, quantity.first)


def _funded_in(sheet: Sheet, quantity: Quantity, day: datetime.date) -> Iterator[Claim]:
    sentence = sheet.sentence_of[quantity.first]
    if sheet.has("funded", sentence) or sheet.has("qgeld", sentence):
        fact = "prior_82a_months_ago" if sheet.has("qgeld", sentence) else "prior_82_months_ago"
        told = day.year if quantity.with_year and day < sheet.today else sheet.today.year - 1
        yield from claimed(fact, quantity, 12 * (sheet.today.year - told) + sheet.today.month - day.month)


def _end_told_elsewhere(sheet: Sheet, quantity: Quantity, clause: Stretch) -> bool:
    """ "Zum 30. April ist Schluss, der Arbeitgeber hat ihr gekündigt": its word stands in another clause."""
    sentence = sheet.sentence_of[quantity.first]
    ended = sheet.has("strong_end", sentence) and not sheet.has("strong_end", clause)
    return sheet.key(quantity.first - 1) == "zum" and ended and not sheet.has("course", sentence)


def _starts_or_ends(sheet: Sheet, quantity: Quantity, day: datetime.date) -> Iterator[Claim]:
    clause, sentence = sheet.clause_of[quantity.first], sheet.sentence_of[quantity.first]
    before = sheet.key(quantity.first - 1)
    end, start, strong = (
        sheet.distance(name, quantity, clause) for name in ("end_words", "start_words", "strong_end")
    )
    if any(sheet.key(index).startswith("kurzarbeit") for index in range(clause.first, clause.last)):
        return
    if strong < _INFINITE and strong <= min(_course_distance(sheet, quantity, clause), 12):
        yield from claimed("employment_end", quantity, day)
    elif before in {"bis", "until", "do", "до", "endet"} or (end < start and end <= 3):  # noqa: PLR2004
        if sheet.has("course") or sheet.has("start_words"):
            yield from claimed("course.end", quantity, day)
    elif (sheet.has("course", sentence) or sheet.has("course")) and (
        start < _INFINITE or before in {"ab", "vom", "von", "im", "am", "from", "od", "zum"}
    ):
        if start < _INFINITE or sheet.has("course", clause) or before in {"ab", "vom", "from", "od"}:
            yield from claimed("course.start", quantity, day)
    elif start <= 3 and not sheet.has("firm", clause):  # noqa: PLR2004
        yield from claimed("course.start", quantity, day)


def _last_year(sheet: Sheet, quantity: Quantity) -> bool:
    """ "voriges Jahr im Mai", "im Mai letzten Jahres"."""
    near = [*range(quantity.first - 4, quantity.first), *range(quantity.last + 1, quantity.last + 3)]
    return any(
        sheet.key(index).startswith(("vorig", "letzt", "vergangen"))
        and sheet.key(index + 1).startswith("jahr")
        for index in near
    )


def _course_distance(sheet: Sheet, quantity: Quantity, clause: Stretch) -> float:
    return sheet.distance("course", quantity, clause)


def _months_since(today: datetime.date, quantity: Quantity, day: datetime.date) -> int:
    """Whole months since a day; without a year the last one of its name is meant."""
    year = day.year if quantity.with_year else today.year - ((day.month, day.day) > (today.month, today.day))
    return 12 * (today.year - year) + today.month - day.month


def _age_on(today: datetime.date, born: datetime.date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
