"""Course search: meaning and words over the courses' own partition, with structured filters that hold for one
and the same date.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from chains.locality import require_local
from chains.privacy.outgoing import as_sent
from knowledge.errors import IndexDamaged, IndexMissing, UnknownPlace
from knowledge.index.course_filters import CourseFilter, CourseFilters, distance_km
from knowledge.index.courses import CourseIndex
from knowledge.index.embedding import embed_queries
from knowledge.index.generation import IndexPlace, check_embedding, current, mend, require_index
from knowledge.index.unit import unit_vectors
from knowledge.model.course_text import OVERVIEW
from knowledge.store.opening import library_there, open_library

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from knowledge.model.course import Course, CourseDate
    from knowledge.model.document import Passage
    from settings import Settings

_DENSE, _LEXICAL = 1.0, 1.2  # the same balance as for the rules (chains/retrieval/searcher.py)
_POOL = 300  # candidates of each way of search that are compared
_DATES = 5  # fitting dates shown of a course


@dataclass(frozen=True, slots=True)
class CourseHit:
    """A course found. `dates`: those that fulfil the filters, earliest first; `km`: to the nearest of them,
    None without a place to measure from.
    """

    document_id: str
    course: Course
    dates: tuple[CourseDate, ...]
    score: float
    km: float | None = None


class CourseSearcher:
    """Finds courses; one serves a whole process and notices a new generation of the index.

    Raises (open and find):
        IndexMissing, EmbeddingMismatch, EmbeddingUnavailable, StorageFailed: each with its remedy.
    """

    def __init__(self, settings: Settings, embedding: Embeddings) -> None:
        if not library_there(settings):
            raise IndexMissing()
        require_local(settings)
        self._settings, self._embedding = settings, embedding
        self._place = IndexPlace(settings.indexes)
        self._lock = threading.RLock()
        self.library = open_library(settings)
        self._open: tuple[int, CourseIndex] | None = None

    def close(self) -> None:
        """Give the library back."""
        self.library.close()

    @property
    def index(self) -> CourseIndex:
        """The courses' partition of the library's present generation; a missing or unsealed one
        is rebuilt first.
        """
        with self._lock:
            generation = require_index(self.library)
            if self._open is None or (self._open[0] != generation and not self._is_being_built(generation)):
                self._open = current(self.library, self._opened)
            return self._open[1]

    def _opened(self, generation: int) -> tuple[int, CourseIndex]:
        check_embedding(self.library, self._settings.embedding)
        if self._is_unusable(generation):
            mend(self._place, generation, self.library, self._embedding, self._settings.embedding)
        folder = self._place.courses_folder(generation)
        try:
            return generation, CourseIndex(folder)
        # built before checksums were kept
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise IndexDamaged(
                f"{folder}: Der Kursindex lässt sich nicht öffnen ({error}). Bitte `wbm doctor`"
                " ausführen; er baut ihn neu."
            ) from error

    def _is_being_built(self, generation: int) -> bool:
        """Whether another machine's generation is not here yet: the process that has the one before open
        builds it beside that (knowledge/index/follower.py).
        """
        return self.library.shared and not self._place.sealed(generation, self.library.marks.of(generation))

    def _is_unusable(self, generation: int) -> bool:
        """Whether the partition is missing, damaged or of an older form."""
        place = self._place
        return (
            not place.sealed(generation, self.library.marks.of(generation))
            or bool(place.damaged(generation, courses=True))
            or not CourseFilters.built(place.courses_folder(generation))
        )

    def locate(self, place: str) -> tuple[float, float]:
        """Latitude and longitude in degrees of a postcode or town, from the courses' own places.

        Raises:
            UnknownPlace: no course is held there or nearby.
        """
        with self._lock:
            found = self.library.courses.locate(place)
        if found is None:
            raise UnknownPlace(
                f"Zu „{place}“ ist kein Kursort bekannt. Bitte eine Postleitzahl oder einen größeren Ort in"
                " der Nähe angeben."
            )
        return found

    def find(
        self, text: str, wanted: CourseFilter | None = None, k: int = 10, today: date | None = None
    ) -> list[CourseHit]:
        """The k best courses for a text that fulfil the filter and can still be begun on `today`; without a
        text, the next to begin.
        """
        wanted, today = wanted or CourseFilter(), today or date.today()
        with self._lock:
            index = self.index
            mask = index.filters.mask(wanted, today)
            if not mask.any():
                return []
            ranked = (
                self._ranked(index, text, mask) if text.strip() else _soonest(index, mask, wanted, today)
            )[:k]
            courses = self.library.courses.get([index.ids[i] for i, _ in ranked])
        return [
            hit_of(index.ids[i], courses[index.ids[i]], score, wanted, today)
            for i, score in ranked
            if index.ids[i] in courses
        ]

    def vector(self, text: str) -> list[float]:
        """The unit vector of a text, asked of the embedding as the settings allow."""
        asked = as_sent([text], self._settings)
        found: list[float] = unit_vectors(embed_queries(self._embedding, asked))[0].tolist()
        return found

    def courses(self, document_ids: Sequence[str]) -> dict[str, Course]:
        """Courses by their document."""
        with self._lock:
            return self.library.courses.get(document_ids)

    def passages(self, document_id: str) -> list[Passage]:
        """The citable sections of a course, in order."""
        with self._lock:
            places = [section.locator for section in self.library.sections(document_id)]
            return self.library.passages_at(document_id, places)

    def _ranked(self, index: CourseIndex, text: str, mask: np.ndarray) -> list[tuple[int, float]]:
        """(position, score) of the best candidates: both ways' scores scaled to [0, 1] over
        their pool and weighted.
        """
        scores = index.scores(self.vector(text), index.terms_of(text), mask)
        pool = np.union1d(_best(scores.dense, _POOL), _best(scores.lexical, _POOL))
        pool = pool[mask[pool] & ((scores.lexical[pool] > 0) | (scores.dense[pool] >= scores.related_from))]
        if not len(pool):
            return []
        fused = _DENSE * _scaled(scores.dense[pool]) + _LEXICAL * _scaled(scores.lexical[pool])
        order = np.lexsort((pool, -fused))
        return list(zip(pool[order].tolist(), fused[order].tolist(), strict=True))


def _soonest(
    index: CourseIndex, mask: np.ndarray, wanted: CourseFilter, today: date
) -> list[tuple[int, float]]:
    """Positions by their first fitting date, all with score 0."""
    starts = index.filters.first_starts(wanted, today)
    order = np.argsort(starts, kind="stable")
    return [(i, 0.0) for i in order[mask[order]].tolist()]


def _best(scores: np.ndarray, k: int) -> np.ndarray:
    """Positions of the k highest scores, in no order."""
    return np.arange(len(scores)) if len(scores) <= k else np.argpartition(-scores, k)[:k]


def _scaled(scores: np.ndarray) -> np.ndarray:
    low, high = float(scores.min()), float(scores.max())
    return (
        np.asarray((scores - low) / (high - low)) if high > low else np.zeros(len(scores), dtype=np.float32)
    )


def hit_of(document_id: str, course: Course, score: float, wanted: CourseFilter, today: date) -> CourseHit:
    """A hit with the dates that fulfil the filter."""
    dates = tuple(d for d in course.dates if wanted.admits(d, today))
    centres = [c[0] for c in wanted.around] + ([wanted.near] if wanted.near else [])
    near = [km for d in dates for point in centres if (km := distance_km(point, d.place)) is not None]
    return CourseHit(document_id, course, dates, score, min(near, default=None))


def course_json(rank: int, hit: CourseHit) -> dict[str, Any]:
    """A hit as the command line prints it; a price or Bildungsgutschein that is not told is null."""
    course = hit.course
    return {
        "rank": rank,
        "source": hit.document_id,
        "locator": OVERVIEW,
        "title": course.title,
        "provider": course.provider,
        "url": course.url,
        "stand": course.updated.isoformat() if course.updated else "",
        "score": round(hit.score, 4),
        "km": None if hit.km is None else round(hit.km, 1),
        "bildungsgutschein": course.bildungsgutschein,
        "measure_number": course.measure_number,
        "degree": course.degree,
        "origins": [{"source": o.source_id, "id": o.id, "url": o.url} for o in course.origins],
        "dates": [_date_json(d) for d in hit.dates[:_DATES]],
        "more_dates": max(0, len(hit.dates) - _DATES),
    }


def _date_json(day: CourseDate) -> dict[str, Any]:
    return {
        "start": day.start.isoformat() if day.start else None,
        "end": day.end.isoformat() if day.end else None,
        "flexible": day.flexible,
        "time": day.time,
        "form": day.form,
        "duration": day.duration,
        "hours": day.hours,
        "place": str(day.place),
        "plz": day.place.plz,
        "price": day.price,
    }
