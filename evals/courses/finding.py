"""How well courses are found: sentences over the generated catalogue, judged by what was generated."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import yaml

from chains.courses.find import FoundCourses, find_courses
from chains.courses.understand.understand import understand
from evals.courses.catalogue import FOLDER, TODAY
from knowledge.places.gazetteer import locate

if TYPE_CHECKING:
    from chains.courses.search import CourseSearcher
    from knowledge.model.course import Course, CourseDate

_FIRST = 5
_EVENING = 17


@dataclass(slots=True)
class Finding:
    """`five`: share of the first five that fit, per sentence; `first`: whether the best comes first; `ms`:
    for understanding and searching.
    """

    five: list[float] = field(default_factory=list)
    first: list[bool] = field(default_factory=list)
    ms: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    @property
    def share_of_five(self) -> float:
        """Mean of `five`, in [0, 1]."""
        return sum(self.five) / len(self.five)

    @property
    def share_first(self) -> float:
        """Mean of `first`, in [0, 1]."""
        return sum(self.first) / len(self.first)

    @property
    def median_ms(self) -> float:
        """Median of `ms`."""
        return median(self.ms)


def find_suite(
    searcher: CourseSearcher, about: dict[int, str], name: str = "finding", folder: Path = FOLDER
) -> Finding:
    """All sentences of a suite; `about`: the topic of each offer."""
    finding = Finding()
    for case in yaml.safe_load((folder / f"{name}.yaml").read_text(encoding="utf-8")):
        begun = time.perf_counter()
        found = find_courses(searcher, understand(case["q"], TODAY), TODAY, _FIRST)
        finding.ms.append((time.perf_counter() - begun) * 1000)
        _judge(case, found, about, finding)
    return finding


def _judge(case: dict[str, Any], found: FoundCourses, about: dict[int, str], finding: Finding) -> None:
    topics = [about[int(hit.course.origins[0].id)] for hit in found.hits]
    good = [
        topic in {*case["best"], *case.get("also", [])} and _fits(case.get("must", {}), hit.course)
        for topic, hit in zip(topics, found.hits, strict=True)
    ]
    finding.five.append(sum(good) / len(good) if good else 0.0)
    finding.first.append(bool(good) and good[0] and topics[0] in case["best"])
    if not good or not all(good) or not finding.first[-1]:
        shown = [
            f"{'+' if ok else '-'} {hit.course.title} |"
            f" {', '.join(str(d.place.town or d.form) for d in hit.dates[:2])}"
            for ok, hit in zip(good, found.hits, strict=True)
        ]
        finding.failures.append(f"{case['q']} ({found.relaxed})\n    " + "\n    ".join(shown))


def _fits(must: dict[str, Any], course: Course) -> bool:
    """Whether one date of a course has all that was asked, told in words of its own."""
    text = f"{course.title} {course.content} {course.degree} {course.examiner} {course.certificate}".lower()
    if any(word.lower() not in text for word in must.get("words", [])):
        return False
    if must.get("azav") and not course.measure_number:
        return False
    if must.get("provider") and must["provider"].lower() not in course.provider.lower():
        return False
    return any(_date_fits(must, day) for day in course.dates)


def _date_fits(must: dict[str, Any], day: CourseDate) -> bool:
    if day.start is None or day.start < TODAY or (day.deadline is not None and day.deadline < TODAY):
        return False
    checks = (
        "near" not in must or _near(must["near"], must.get("km", 25), day),
        "from" not in must or day.start >= must["from"],
        "until" not in must or day.start <= must["until"],
        "end" not in must or (day.end is not None and day.end <= must["end"]),
        "max_price" not in must or (day.price is not None and day.price <= must["max_price"]),
        "min_price" not in must or (day.price is not None and day.price >= must["min_price"]),
        "voucher" not in must or day.bildungsgutschein is True,
        "full" not in must or str(day.time) == "Vollzeit",
        "part" not in must or str(day.time) == "Teilzeit",
        "evening" not in must or "18:00" in day.times or "17:00" in day.times,
        "morning" not in must or "8:30 bis 12:30" in day.times,
        "saturday" not in must or "Sa" in day.times,
        "online" not in must
        or day.form in {"Virtuelles Klassenzimmer", "Online-Seminar", "Blended Learning"},
        "present" not in must or day.form in {"Präsenzveranstaltung", "Blended Learning"},
        "distance" not in must or day.form == "Fernunterricht",
        "days" not in must or _days(day, *must["days"]),
    )
    return all(checks)


def _days(day: CourseDate, least: int, most: int) -> bool:
    return (
        day.end is not None
        and day.start is not None
        and least <= (day.end - day.start + timedelta(1)).days <= most
    )


def _near(place: str, km: float, day: CourseDate) -> bool:
    here, there = locate(place), locate(day.place.town) if day.place.town else None
    if here is None or there is None:
        return False
    a, b, c, d = map(radians, (*here, *there))
    return 12_742 * asin(sqrt(sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2)) <= km + 0.5


def first_day() -> date:
    """The day that all sentences are asked on."""
    return TODAY
