"""One date of a course as numbers: what the filters compare."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np

from knowledge.model.course import CourseDate, Time
from knowledge.model.course_codes import DURATIONS, form_group
from knowledge.places.gazetteer import Point, locate

NEVER, UNTOLD = int(np.iinfo(np.int32).max), int(np.iinfo(np.int32).min)
SLOT_BITS = {
    name: 1 << i
    for i, name in enumerate("vollzeit teilzeit berufsbegleitend abends vormittags wochenende".split())
}
ANY_TIME = frozenset({"vollzeit", "teilzeit", "berufsbegleitend"})
CODES = {"form": "forms", "town": "towns"}  # columns of codes -> what each code stands for
WEEKDAYS = ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag")
WEEKDAY_BITS = {name: 1 << i for i, name in enumerate(WEEKDAYS)}
_WEEKEND = WEEKDAY_BITS["samstag"] | WEEKDAY_BITS["sonntag"]
# least and most days of the classes of length in the catalogues
_CLASSES = dict(
    zip(
        DURATIONS.values(),
        (
            (math.nan, math.nan),
            (1, 3),
            (4, 7),
            (8, 31),
            (32, 92),
            (93, 183),
            (184, 366),
            (367, 731),
            (732, 1096),
            (1097, 2000),
        ),
        strict=True,
    )
)
_SHORT = {"mo": 0, "di": 1, "mi": 2, "do": 3, "fr": 4, "sa": 5, "so": 6}
# short names with their capital: "so" is a word
_DAY = (
    r"(?:(?i:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag)s?|Mo|Di|Mi|Do|Fr|Sa|So)"
)
_DAY_RANGE = re.compile(rf"\b({_DAY})\b\.?\s*(?:-|–|bis)\s*({_DAY})\b")
_ONE_DAY = re.compile(rf"\b({_DAY})\b")
_HOUR = re.compile(r"\b(\d{1,2})(?:[:.]\d{2})?\s*(?:uhr|h\b|-|–|bis)", re.IGNORECASE)
_EVENING = re.compile(r"abend|nach feierabend", re.IGNORECASE)
_MORNING = re.compile(r"vormittag|morgens", re.IGNORECASE)
_WEEKEND_WORD = re.compile(r"wochenend", re.IGNORECASE)
_EVENING_FROM, _MORNING_UNTIL = 17, 10  # hours of the first lesson
_LATEST_MORNING = 13  # hour by which a course in the morning is over


@dataclass(frozen=True, slots=True)
class DateRow:
    """A date as numbers; NaN and UNTOLD where not told."""

    course: int
    start: int
    last: int
    end: int
    deadline: int
    lat: float
    lon: float
    slots: int
    weekdays: int
    form: str
    town: str
    price: float
    voucher: bool
    flexible: bool
    hours: float
    least_days: float
    most_days: float


def row_of(course: int, day: CourseDate) -> DateRow:
    """A date of the course at a position."""
    point = _point(day.place.plz, day.place.town, day.place.lat, day.place.lon)
    least, most = _length(day)
    slots, weekdays = _slots(day.time, day.beside_job, day.times, day.form)
    return DateRow(
        course,
        _ordinal(day.start, UNTOLD),
        _ordinal(day.last_day, NEVER),
        _ordinal(day.end, NEVER),
        _ordinal(day.deadline, NEVER),
        point[0] if point else math.nan,
        point[1] if point else math.nan,
        slots,
        weekdays,
        day.form,
        day.place.town.partition(",")[0].strip(),
        math.nan if day.price is None else day.price,
        day.bildungsgutschein is True,
        day.flexible,
        math.nan if day.hours is None else float(day.hours),
        least,
        most,
    )


def date_columns(rows: Sequence[DateRow], numbers: np.ndarray) -> dict[str, np.ndarray]:
    """The columns of dates; `numbers` (courses,): which courses have an AZAV number."""

    def column(name: str, kind: Any) -> np.ndarray:
        return np.asarray([getattr(row, name) for row in rows], dtype=kind)

    columns = {name: column(name, np.int32) for name in ("course", "start", "last", "end", "deadline")}
    columns |= {
        name: column(name, np.float32) for name in ("lat", "lon", "price", "hours", "least_days", "most_days")
    }
    columns |= {name: column(name, bool) for name in ("voucher", "flexible")}
    columns |= {name: column(name, np.uint8) for name in ("slots", "weekdays")}
    for name, codes in CODES.items():
        values, code = np.unique(column(name, str), return_inverse=True)
        columns |= {codes: values, name: code.astype(np.int32)}
    return columns | {"number": numbers}


def joined_columns(a: dict[str, np.ndarray], b: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The columns of both in the order of their courses, as `date_columns` makes them of all at once."""
    order = np.argsort(np.concatenate((a["course"], b["course"])), kind="stable")
    joined: dict[str, np.ndarray] = {}
    for name in a:
        if name in CODES:
            told = [part[CODES[name]][part[name]] for part in (a, b)]
            values, code = np.unique(np.concatenate(told), return_inverse=True)
            joined |= {CODES[name]: values, name: code.astype(np.int32)[order]}
        elif name not in CODES.values():
            joined[name] = np.concatenate((a[name], b[name]))[order]
    return joined


@lru_cache(maxsize=1000)
def form_code(form: str) -> frozenset[str]:
    """The groups of a form: praesenz, online, fernunterricht, inhouse; mixed is the first two."""
    words = f"{form} {form_group(form)}".casefold()
    found = {
        code
        for code, signs in {
            "praesenz": (
                "präsenz",
                "seminar",
                "workshop",
                "praxistraining",
                "gemischt",
                "abendkurs",
                "lehrgang",
            ),
            "online": ("online", "digital", "virtuell", "gemischt", "webinar", "e-learning"),
            "fernunterricht": ("fern",),
            "inhouse": ("inhouse", "in-house", "firmen"),
        }.items()
        if any(sign in words for sign in signs)
    }
    if {"online", "praesenz"} <= found and "gemischt" not in words:
        found.discard("praesenz")  # "Online-Seminar"
    if "fernunterricht" in found:
        found &= {"fernunterricht"}
    return frozenset(found)


def _ordinal(day: date | None, missing: int) -> int:
    return day.toordinal() if day else missing


@lru_cache(maxsize=50_000)
def _point(plz: str, town: str, lat: float | None, lon: float | None) -> Point | None:
    if lat is not None and lon is not None:
        return lat, lon
    return (locate(plz) if plz else None) or (locate(town) if town else None)


def _length(day: CourseDate) -> tuple[float, float]:
    """Least and most days from the first to the last."""
    if day.start and day.end and not day.flexible:
        days = (day.end - day.start).days + 1
        return float(days), float(days)
    return _CLASSES.get(day.duration, (math.nan, math.nan))


@lru_cache(maxsize=50_000)
def _slots(time: Time | None, beside_job: bool, times: str, form: str) -> tuple[int, int]:
    """Bits of the times of day and of the weekdays."""
    said = f"{times} {form}"
    weekdays = weekdays_of(said)
    slots = SLOT_BITS["vollzeit"] if time is Time.FULL else 0
    hours = [int(hour) for hour in _HOUR.findall(times)]
    evening = bool(_EVENING.search(said)) or (bool(hours) and min(hours) >= _EVENING_FROM)
    weekend = bool(_WEEKEND_WORD.search(said)) or (weekdays > 0 and weekdays & ~_WEEKEND == 0)
    if time is Time.PART or beside_job:
        slots |= SLOT_BITS["teilzeit"]
    if beside_job or evening or weekend:
        slots |= SLOT_BITS["berufsbegleitend"]
    if evening:
        slots |= SLOT_BITS["abends"]
    if _MORNING.search(said) or (hours and min(hours) <= _MORNING_UNTIL and max(hours) <= _LATEST_MORNING):
        slots |= SLOT_BITS["vormittags"]
    if weekend:
        slots |= SLOT_BITS["wochenende"]
        weekdays = weekdays or _WEEKEND
    return slots, weekdays


def weekdays_of(text: str) -> int:
    """The bits of the weekdays that a text names, "Mo bis Fr" as five."""
    bits = 0
    for first, last in _DAY_RANGE.findall(text):
        a, b = _number(first), _number(last)
        bits |= sum(1 << i for i in range(a, b + 1)) if a <= b else 0
    for name in _ONE_DAY.findall(text):
        bits |= 1 << _number(name)
    return bits


def _number(name: str) -> int:
    key = name.casefold().removesuffix("s")
    if key == "sonnabend":
        return WEEKDAYS.index("samstag")
    return WEEKDAYS.index(key) if key in WEEKDAYS else _SHORT[key[:2]]
