"""A wish as the filter of the index: what is compared date by date."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from chains.courses.understand.wish import Wish, WishRange
from knowledge.editorial.course_words import course_words
from knowledge.index.course_filters import Circle, CourseFilter
from knowledge.places.gazetteer import locate
from knowledge.places.regions import regions

DEFAULT_KM = 25.0  # around a town whose radius nobody said
# days that a length may differ from what was said: a week of lessons ends on Friday, months differ
_WEEK, _MONTH = 7, 30.4
_WEEK_LESS, _MONTH_LESS, _MONTH_MORE = 3, 4, 4


@dataclass(frozen=True, slots=True)
class Places:
    """Where a wish leads: circles and Länder; `unknown`: names that nobody knows."""

    circles: tuple[Circle, ...] = ()
    lands: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def places_of(wish: Wish) -> Places:
    """The circles and Länder of a wish; a postcode beside its town says the same more exactly."""
    km = wish.km if wish.km is not None else DEFAULT_KM
    circles: list[Circle] = []
    unknown: list[str] = []
    for name in wish.plz or wish.place:
        point = locate(name)
        if point is None:
            unknown.append(name)
        else:
            circles.append((point, km))
    lands: list[str] = []
    for name in wish.region:
        region = regions()[name]
        circles += region.circles
        if region.land:
            lands.append(region.land)
    return Places(tuple(circles), tuple(lands), tuple(unknown))


def filter_of(wish: Wish) -> CourseFilter:
    """The filter of a wish."""
    places = places_of(wish)
    days = _days(wish)
    return CourseFilter(
        around=places.circles,
        lands=places.lands,
        from_date=wish.start_from,
        until_date=wish.start_until,
        end_until=wish.end_until,
        times=tuple(wish.time),
        weekdays=tuple(wish.weekday),
        bildungsgutschein=wish.voucher,
        azav=wish.azav,
        min_price=wish.price.least,
        max_price=wish.price.most,
        min_hours=wish.hours.least,
        max_hours=wish.hours.most,
        min_days=days.least,
        max_days=days.most,
        providers=tuple(every_name(wish.provider)),
        not_providers=tuple(every_name(wish.provider_not)),
        forms=tuple(wish.form),
        not_forms=tuple(wish.form_not),
    )


def _days(wish: Wish) -> WishRange:
    """Days, weeks and months as one range of calendar days."""
    span = WishRange(wish.days.least, wish.days.most)
    if wish.weeks:
        span = _narrowed(span, wish.weeks, _WEEK, _WEEK_LESS, 1)
    if wish.months:
        span = _narrowed(span, wish.months, _MONTH, _MONTH_LESS, _MONTH_MORE)
    return span


def _narrowed(span: WishRange, told: WishRange, unit: float, less: float, more: float) -> WishRange:
    least = told.least * unit - less if told.least is not None else span.least
    most = told.most * unit + more if told.most is not None else span.most
    return WishRange(least, most)


def wider(wanted: CourseFilter, km: float) -> CourseFilter:
    """The same with at least so many km around each place."""
    return replace(wanted, around=tuple((point, max(km, had)) for point, had in wanted.around))


def later(wanted: CourseFilter, weeks: int) -> CourseFilter:
    """The same with a later last day to begin and to end."""
    more = timedelta(weeks=weeks)
    return replace(
        wanted,
        until_date=wanted.until_date + more if wanted.until_date else None,
        end_until=wanted.end_until + more if wanted.end_until else None,
    )


def every_name(providers: Iterable[str]) -> Iterator[str]:
    """Names of providers, each also by the longer or shorter name of its kind: "VHS Bochum", "Volkshochschule
    Bochum".
    """
    known = course_words().provider_names.items()
    pairs = [pair for short, full in known for pair in ((short, full), (full, short))]
    for name in providers:
        yield name
        for said, other in pairs:
            changed = re.sub(rf"(?<![\w-]){re.escape(said)}(?![\w-])", other, name, flags=re.IGNORECASE)
            if changed != name:
                yield changed
