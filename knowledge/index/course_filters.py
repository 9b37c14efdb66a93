"""The structured filters of the course search: columns of all dates in memory, so that any combination takes
milliseconds.

Measured over 98,000 courses (230,000 dates): 1 to 6 ms for a combination, where SQLite took 170 to 260.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from knowledge.model.course import CourseDate, Time, Venue
from knowledge.model.course_codes import form_group

if TYPE_CHECKING:
    from knowledge.store.courses import CourseTable

_FILE = "filters.npz"
_NEVER, _UNTOLD = np.iinfo(np.int32).max, np.iinfo(np.int32).min
_EARTH_KM, _KM_A_DEGREE = 6371.0, 111.0  # of latitude, rounded down: a band a little too wide


@dataclass(frozen=True, slots=True)
class CourseFilter:
    """What a course must be like; all that is given must hold for one and the same date.

    `near`: latitude and longitude in degrees; `max_price` in euros, which leaves out courses
    whose price is not told;
    `form`: part of a form's name or of its group (Präsenz, online, gemischt, Fernunterricht).
    """

    near: tuple[float, float] | None = None
    km: float = 25.0
    from_date: date | None = None
    time: Time | None = None
    bildungsgutschein: bool = False
    max_price: float | None = None
    provider: str = ""
    form: str = ""

    def admits(self, day: CourseDate, today: date) -> bool:
        """Whether one date fulfils all (provider apart); the same rule as the columns', for the few dates
        that are shown.
        """
        return (
            day.open_on(max(today, self.from_date or today))
            and (self.near is None or ((d := distance_km(self.near, day.place)) is not None and d <= self.km))
            and (self.time is None or day.time is self.time or (self.time is Time.PART and day.beside_job))
            and (not self.bildungsgutschein or day.bildungsgutschein is True)
            and (self.max_price is None or (day.price is not None and day.price <= self.max_price))
            and _form_fits(self.form, day.form)
        )


class CourseFilters:
    """The columns of one generation; positions of courses are those of the generation's list."""

    def __init__(self, columns: dict[str, np.ndarray]) -> None:
        self._of = columns

    @classmethod
    def build(cls, folder: Path, table: CourseTable, positions: dict[str, int]) -> None:
        """Write the columns of all dates in the library."""
        rows = [
            (positions[r[0]], _day(r[1], _UNTOLD), _day(r[2], _NEVER), *r[3:7], r[7], r[8], r[9])
            for r in table.dates()
        ]
        forms, form_codes = np.unique(np.asarray([r[7] for r in rows], dtype=str), return_inverse=True)
        providers, provider_codes = np.unique(np.asarray(table.providers(), dtype=str), return_inverse=True)
        floats = {
            name: np.asarray([math.nan if r[i] is None else r[i] for r in rows], dtype=np.float32)
            for name, i in (("lat", 3), ("lon", 4), ("price", 8))
        }
        flags = {
            name: np.asarray([r[i] == 1 for r in rows], dtype=bool)
            for name, i in (("full", 5), ("part", 6), ("voucher", 9))
        }
        days = {
            name: np.asarray([r[i] for r in rows], dtype=np.int32)
            for name, i in (("course", 0), ("start", 1), ("last", 2))
        }
        texts = {
            "forms": forms,
            "form": form_codes.astype(np.int32),
            "providers": providers,
            "provider": provider_codes.astype(np.int32),
        }
        columns: dict[str, Any] = floats | flags | days | texts
        np.savez(folder / _FILE, **columns)

    @classmethod
    def open(cls, folder: Path) -> CourseFilters:
        """Open built columns; raises FileNotFoundError or ValueError."""
        with np.load(folder / _FILE) as stored:
            return cls({name: stored[name] for name in stored.files})

    def mask(self, wanted: CourseFilter, today: date) -> np.ndarray:
        """(courses,) bool: which courses have a date that one can still begin at and that fulfils all."""
        courses = np.zeros(len(self._of["provider"]), dtype=bool)
        courses[self._of["course"][self._fitting(wanted, today)]] = True
        if wanted.provider:
            name = wanted.provider.casefold()
            courses &= np.asarray(
                [name in str(provider).casefold() for provider in self._of["providers"]], dtype=bool
            )[self._of["provider"]]
        return courses

    def first_starts(self, wanted: CourseFilter, today: date) -> np.ndarray:
        """(courses,) int32: the earliest start (ordinal day) of each course's fitting dates, the largest
        integer where none is told.
        """
        fits = self._fitting(wanted, today)
        starts = np.where(self._of["start"] == _UNTOLD, _NEVER, self._of["start"])[fits]
        first = np.full(len(self._of["provider"]), _NEVER, dtype=np.int32)
        np.minimum.at(first, self._of["course"][fits], np.maximum(starts, today.toordinal()))
        return first

    def _fitting(self, wanted: CourseFilter, today: date) -> np.ndarray:
        """(dates,) bool: all of the filter but the provider."""
        of = self._of
        earliest = max(today, wanted.from_date or today).toordinal()
        fits = np.asarray(of["last"] >= earliest)
        if wanted.time is not None:
            fits &= of["full" if wanted.time is Time.FULL else "part"]
        if wanted.bildungsgutschein:
            fits &= of["voucher"]
        if wanted.max_price is not None:
            fits &= of["price"] <= wanted.max_price
        if wanted.form:
            fits &= np.asarray([_form_fits(wanted.form, str(form)) for form in of["forms"]], dtype=bool)[
                of["form"]
            ]
        if wanted.near is not None:
            # NaN (not told) is never near
            band = np.flatnonzero(fits & (np.abs(of["lat"] - wanted.near[0]) <= wanted.km / _KM_A_DEGREE))
            fits = np.zeros_like(fits)
            fits[band] = _distances(wanted.near, of["lat"][band], of["lon"][band]) <= wanted.km
        return fits


def distance_km(point: tuple[float, float], place: Venue) -> float | None:
    """Great-circle distance in km; None if the place's coordinates are not told."""
    if place.lat is None or place.lon is None:
        return None
    return float(_distances(point, np.asarray([place.lat]), np.asarray([place.lon]))[0])


def _distances(point: tuple[float, float], lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    """Haversine distance in km."""
    phi, theta = (math.radians(x) for x in point)
    phis, thetas = np.radians(lat), np.radians(lon)
    half = np.sin((phis - phi) / 2) ** 2 + math.cos(phi) * np.cos(phis) * np.sin((thetas - theta) / 2) ** 2
    return np.asarray(2 * _EARTH_KM * np.arcsin(np.sqrt(half)))


def _form_fits(wanted: str, form: str) -> bool:
    name = wanted.strip().casefold()
    return not name or name in form.casefold() or (bool(form) and name in form_group(form).casefold())


def _day(iso: str | None, missing: int) -> int:
    return date.fromisoformat(iso).toordinal() if iso else missing
