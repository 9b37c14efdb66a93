"""What time changes: how long ago something will be then, and a course that takes more or fewer days."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from chains.case.anew.bare import only_fillers
from chains.case.claims import Claim, whole
from chains.case.facts import Case
from chains.case.sheet import Sheet
from chains.quantities.scan import Quantity, scan

_MONTHS_OF = {"Jahre": 12, "Monate": 1}
_LONGER = ("verlaenger", "verkuerz", "kuerz", "streck", "dauer", "ausdehn")


def days_anew(sheet: Sheet, known: Case, told: set[str]) -> Iterator[Claim]:
    """ "Der Anbieter könnte auf 16 Tage verlängern": the days of the course, and with them its hours where
    these were told by the day.
    """
    days = [quantity for quantity in sheet.quantities if quantity.unit == "Tage" and not quantity.period]
    before = known["course.days"].value if "course.days" in known else None
    if len(days) != 1 or not isinstance(before, int | float) or "course.hours" in told:
        return
    if "course.days" not in told:
        if not any(token.key.startswith(_LONGER) for token in sheet.tokens):
            return
        yield Claim("course.days", days[0].number, days[0].first, days[0].last)
    hours = known.facts.get("course.hours")
    if hours is not None and isinstance(hours.value, int | float) and "Tag" in hours.words:
        value = hours.value / before * days[0].value
        yield Claim("course.hours", whole(value), days[0].first, days[0].last)


_SEASONS = frozenset("fruehjahr fruehling sommer herbst winter jahr".split())


def later(sheet: Sheet, known: Case, told: set[str]) -> Iterator[Claim]:
    """ "Und im Herbst 2027?", "Und im April 2027?", "wenn er noch ein Jahr wartet": how long ago exam and
    earlier funding will be then.
    """
    past = [name for name in _GROWS if name in known and isinstance(known[name].value, int | float)]
    if not past or told - {"age", "course.start"} or "course.start" in known:
        return
    for quantity in sheet.quantities:
        months = _months_ahead(sheet, quantity)
        if not months:
            continue
        for name in past:
            value = _told_ago(known, name, sheet.today) + months * _GROWS[name]
            yield Claim(name, whole(round(value, 2)), quantity.first, quantity.last, supposed=True)
        return


_GROWS = {"years_since_degree": 1 / 12, "prior_82_months_ago": 1.0, "prior_82a_months_ago": 1.0}  # a month


def _told_ago(known: Case, name: str, today: datetime.date) -> float:
    """How long ago something is, to the month where one was told ("im Januar 2025 ausgelernt")."""
    fact = known[name]
    days = [quantity.date for quantity in scan(fact.words, today).quantities if quantity.date is not None]
    if not days or days[0] >= today:
        return float(fact.value)  # type: ignore[arg-type]
    return (12 * (today.year - days[0].year) + today.month - days[0].month) * _GROWS[name]


def _months_ahead(sheet: Sheet, quantity: Quantity) -> int:
    """In how many months the day or year lies for which somebody asks; 0 where it is none to come."""
    soon = sheet.today.year + _SOON
    if quantity.date is not None:
        day = quantity.date
        ahead = 12 * (day.year - sheet.today.year) + day.month - sheet.today.month
        return ahead if ahead > 0 and day.year <= soon and only_fillers(sheet, quantity) else 0
    year = not quantity.unit and sheet.key(quantity.first - 1) in _SEASONS
    if year and sheet.today.year < quantity.value <= soon:
        return 12 * (int(quantity.value) - sheet.today.year)
    waits = any(token.key.startswith("wart") for token in sheet.tokens)
    return int(quantity.value * _MONTHS_OF[quantity.unit]) if waits and quantity.unit in _MONTHS_OF else 0


_SOON = 10  # years ahead that anybody plans a course for
