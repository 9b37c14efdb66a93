"""The training course as a typed record: what every catalogue is read into, stored beside its document and
filtered by.

A price or a Bildungsgutschein that a catalogue does not tell is None, never 0 or False: advice must not rest
on a blank field.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from knowledge.model.document import content_hash

KIND = "course"
_UNSAFE = re.compile(r"[^\w.-]+")


class Time(StrEnum):
    """Full or part time."""

    FULL = "Vollzeit"
    PART = "Teilzeit"


@dataclass(frozen=True, slots=True)
class Venue:
    """Where a course is held; latitude and longitude in degrees (WGS 84), both None if not told."""

    plz: str = ""
    town: str = ""
    street: str = ""
    name: str = ""
    lat: float | None = None
    lon: float | None = None

    def __str__(self) -> str:
        """ "Name, Straße 1, 44137 Dortmund" as far as told."""
        return ", ".join(filter(None, (self.name, self.street, f"{self.plz} {self.town}".strip())))


@dataclass(frozen=True, slots=True)
class CourseDate:
    """One date of a course. `price` in euros, 0.0 means free of charge, None not told; `flexible` an
    individual entry at any time.
    """

    start: date | None = None
    end: date | None = None
    deadline: date | None = None
    place: Venue = Venue()
    time: Time | None = None
    form: str = ""
    duration: str = ""
    hours: int | None = None
    times: str = ""
    price: float | None = None
    price_note: str = ""
    bildungsgutschein: bool | None = None
    flexible: bool = False
    beside_job: bool = False
    participants_min: int | None = None
    participants_max: int | None = None
    note: str = ""
    url: str = ""

    @property
    def last_day(self) -> date | None:
        """The last day on which one can begin; None if no end is told ("auf Anfrage", an open
        individual entry).
        """
        return self.end if self.flexible or self.start is None else self.start

    def open_on(self, today: date) -> bool:
        """Whether one can still begin."""
        return self.last_day is None or self.last_day >= today


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a course was read: the entry of sources.yaml, the offer's number there and its page."""

    source_id: str
    id: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """One offer with all its dates."""

    title: str
    provider: str = ""
    origins: tuple[Origin, ...] = ()
    goal: str = ""
    content: str = ""
    audience: str = ""
    requirements: str = ""
    kind: str = ""
    degree: str = ""
    certificate: str = ""
    funding: str = ""
    measure_number: str = ""
    examiner: str = ""
    url: str = ""
    provider_url: str = ""
    keywords: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()  # codes of the Kurssystematik, "C 1430-10-15"
    updated: date | None = None
    dates: tuple[CourseDate, ...] = ()

    @property
    def id(self) -> str:
        """The document's id: the first origin's source and number, without characters that would part a
        reference in two.
        """
        origin = self.origins[0]
        safe = _UNSAFE.sub("_", origin.id)
        return (
            f"{origin.source_id}-{safe}"
            if safe == origin.id
            else f"{origin.source_id}-{safe}-{content_hash(origin.id)[:6]}"
        )

    @property
    def bildungsgutschein(self) -> bool | None:
        """Yes if any date may be paid by a Bildungsgutschein, no if all say no, None if not told."""
        told = [d.bildungsgutschein for d in self.dates if d.bildungsgutschein is not None]
        return any(told) if told else None

    @property
    def next_run_out(self) -> date | None:
        """The last day of the date that runs out first; None if none ever does."""
        return min((d.last_day for d in self.dates if d.last_day), default=None)

    def current(self, today: date) -> Course | None:
        """The course with the dates one can still begin at; None if none is left."""
        left = tuple(d for d in self.dates if d.open_on(today))
        if not left:
            return None
        return self if len(left) == len(self.dates) else replace(self, dates=left)

    def to_json(self) -> str:
        """The record as JSON; fields with their default are left out."""
        return json.dumps(_record(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Course:
        """The record that `to_json` wrote."""
        data: dict[str, Any] = json.loads(text)
        data["origins"] = tuple(Origin(**o) for o in data.get("origins", ()))
        data["dates"] = tuple(_date_from(d) for d in data.get("dates", ()))
        return cls(
            **data
            | {key: tuple(data.get(key, ())) for key in ("keywords", "topics")}
            | {"updated": _day(data.get("updated"))}
        )

    @property
    def content_hash(self) -> str:
        """Changes when any field changes."""
        return content_hash(self.to_json())


def dates_from_json(text: str | None) -> tuple[CourseDate, ...]:
    """The dates of a record, as `to_json` wrote them there."""
    return tuple(_date_from(d) for d in json.loads(text or "[]"))


def sorted_dates(dates: Iterable[CourseDate]) -> tuple[CourseDate, ...]:
    """In order of start, those without one first, each once."""
    return tuple(
        sorted(
            dict.fromkeys(dates),
            key=lambda d: (
                d.start or date.min,
                d.end or date.min,
                d.place.plz,
                d.place.town,
                d.time or "",
                d.form,
            ),
        )
    )


def _record(thing: Any) -> dict[str, Any]:
    """The fields that differ from their default, so that "not told" and "no" stay apart."""
    return {
        name: _plain(value)
        for name, default in _defaults(thing.__class__)
        if (value := getattr(thing, name)) != default
    }


@cache
def _defaults(kind: type) -> tuple[tuple[str, object], ...]:
    return tuple((f.name, f.default) for f in fields(kind))


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if is_dataclass(value):
        return _record(value)
    return value.isoformat() if isinstance(value, date) else value


def _date_from(data: dict[str, Any]) -> CourseDate:
    days = {key: _day(data.get(key)) for key in ("start", "end", "deadline")}
    time = Time(data["time"]) if data.get("time") else None
    return CourseDate(**data | days | {"place": Venue(**data.get("place", {})), "time": time})


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
