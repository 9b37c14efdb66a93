"""From a wish to courses: filter, rank by topic, relax where nothing fits, count what narrows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from chains.courses.facets import Facet, facets_of
from chains.courses.match import DEFAULT_KM, filter_of, places_of
from chains.courses.rank import Ranked, by_wish, ranked
from chains.courses.relax import Relaxed, relaxations
from chains.courses.search import CourseHit, CourseSearcher, course_json, hit_of
from chains.courses.understand.wish import Wish
from knowledge.index.course_filters import CourseFilter


@dataclass(frozen=True, slots=True)
class FoundCourses:
    """What a wish leads to. `total`: all courses that fit, of which `hits` are the best; `relaxed`: what had
    to be given up, "" for nothing; `near_topic`: no course is about the topic, these are nearest by meaning;
    `default_km`: the radius that nobody said, 0 where none was needed;
    `unknown_places`: names that are on no map here.
    """

    wish: Wish
    hits: tuple[CourseHit, ...]
    total: int
    day: date
    facets: tuple[Facet, ...] = ()
    relaxed: str = ""
    near_topic: bool = False
    default_km: float = 0.0
    unknown_places: tuple[str, ...] = ()


def find_courses(searcher: CourseSearcher, wish: Wish, today: date, k: int = 10) -> FoundCourses:
    """The k best courses for a wish that can still be begun on `today`.

    Raises:
        IndexMissing, EmbeddingMismatch, EmbeddingUnavailable, StorageFailed: each with its remedy.
    """
    places = places_of(wish)
    wanted = filter_of(wish)
    scored = ranked(searcher, wish)
    found = _fitting(searcher, scored, wish, wanted, today)
    relaxed = ""
    if not found.any():
        step = _relaxed(searcher, scored, wish, today)
        if step is not None:
            relaxed, wanted = step.says, step.wanted
            found = _fitting(searcher, scored, step.wish, wanted, today)
    said = places.circles and wish.km is None and (wish.place or wish.plz)
    return FoundCourses(
        wish,
        tuple(_hits(searcher, scored, found, wish, wanted, today, k)),
        int(found.sum()),
        today,
        facets_of(searcher.index.filters, searcher.index.filters.fits(wanted, today, found), found),
        relaxed,
        scored.near,
        DEFAULT_KM if said else 0.0,
        places.unknown,
    )


def _fitting(
    searcher: CourseSearcher, scored: Ranked, wish: Wish, wanted: CourseFilter, today: date
) -> np.ndarray:
    """(courses,) bool: about the topic, within the filter, with the words that are asked for."""
    asked = np.asarray(scored.about & scored.with_words(wish))
    return searcher.index.filters.mask(wanted, today, asked)


def _relaxed(searcher: CourseSearcher, scored: Ranked, wish: Wish, today: date) -> Relaxed | None:
    """The first thing given up that leads to a course; None if none does."""
    for step in relaxations(wish):
        if _fitting(searcher, scored, step.wish, step.wanted, today).any():
            return step
    return None


def _hits(
    searcher: CourseSearcher,
    scored: Ranked,
    found: np.ndarray,
    wish: Wish,
    wanted: CourseFilter,
    today: date,
    k: int,
) -> list[CourseHit]:
    order = by_wish(searcher, scored, found, wish, wanted, today)[:k]
    ids = [searcher.index.ids[i] for i, _ in order]
    courses = searcher.courses(ids)
    return [
        hit_of(document_id, courses[document_id], score, wanted, today)
        for document_id, (_, score) in zip(ids, order, strict=True)
        if document_id in courses
    ]


def found_json(found: FoundCourses) -> dict[str, Any]:
    """What the command line and the page give: the filters understood, what was given up, courses, facets."""
    return {
        "filters": found.wish.filters(),
        "left_over": found.wish.left_over,
        "soft": sorted(found.wish.soft),
        "relaxed": found.relaxed,
        "near_topic": found.near_topic,
        "default_km": found.default_km,
        "unknown_places": list(found.unknown_places),
        "total": found.total,
        "courses": [course_json(rank, hit) for rank, hit in enumerate(found.hits, 1)],
        "facets": [
            {"key": f.key, "title": f.title, "counts": [{"value": v, "courses": n} for v, n in f.counts]}
            for f in found.facets
        ],
    }
