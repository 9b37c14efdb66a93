"""How well courses fit a topic: words, meaning and title; then what decides among those that fit alike."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from chains.courses.topics import CourseTopic, coverage, search_terms, topics_of
from chains.courses.understand.topics.single_words import IS_LEVEL
from chains.courses.understand.wish import Wish
from knowledge.german.words import terms
from knowledge.index.course_filters import CourseFilter
from knowledge.index.courses import CourseIndex, CourseScores

if TYPE_CHECKING:
    from chains.courses.search import CourseSearcher

# measured on evals/courses/finding.py (`wbm eval` is not needed): what titles, words and meaning count
_TITLE, _LEXICAL, _DENSE = 2.0, 0.8, 0.6
_POOL = 400  # candidates of each way whose titles are read
_NAMED = 0.45  # of the topic, in title or keywords, from which a course is about it
_WHOLE = 0.9  # weight of a stem that names the whole topic
_KEYWORD = 0.49  # what a keyword counts beside a title
_NEAR, _SOON, _LEVEL, _SOFT = 0.12, 0.06, 0.25, 0.2
_SOON_DAYS = 180
_LEVELS = {
    "anfaenger": (
        "grundlagen grundkurs einsteiger anfänger basis einführung basiskurs",
        "aufbau fortgeschrittene vertiefung experten",
    ),
    "fortgeschritten": (
        "aufbau fortgeschrittene vertiefung aufbaukurs experten",
        "grundlagen grundkurs einsteiger anfänger einführung",
    ),
}
_WORDS = {
    "accessible": "barrierefrei rollstuhlgerecht behindertengerecht",
    "lodging": "unterkunft übernachtung internat wohnheim unterbringung",
    "bildungsurlaub": "bildungsurlaub awbg bildungsfreistellung",
    "any_certificate": "zertifikat zertifiziert trägerzertifikat zertifizierung",
    "leads_to_degree": "umschulung berufsabschluss gesellenprüfung abschlussprüfung facharbeiterprüfung",
}


@dataclass(slots=True)
class Ranked:
    """Scores (courses,) of one wish, and which courses are `about` its topic at all; `near`: none is, these
    are the nearest by their meaning.
    """

    index: CourseIndex
    score: np.ndarray
    about: np.ndarray
    near: bool = False
    _having: dict[tuple[str, ...], np.ndarray] = field(default_factory=dict)

    def with_words(self, wish: Wish) -> np.ndarray:
        """(courses,) bool: which courses have the words of certificate, audience, equipment and language."""
        fits = np.ones(len(self.score), dtype=bool)
        for alternatives in map(tuple, _asked_words(wish)):
            if alternatives not in self._having:  # asked again at each step of giving something up
                self._having[alternatives] = self.index.having(alternatives)
            fits &= self._having[alternatives]
        return fits


def _asked_words(wish: Wish) -> list[list[str]]:
    """Groups of stems; a course must have one of each group."""
    groups = [terms(name) for name in wish.certificate]
    groups += [terms(words) for key, words in _WORDS.items() if getattr(wish, key)]
    groups += [terms(name) for name in wish.audience]
    if wish.language:
        groups.append(terms(wish.language))
    return [group for group in groups if group]


def ranked(searcher: CourseSearcher, wish: Wish) -> Ranked:
    """All courses scored by the topic of a wish; without one, all are about it."""
    index = searcher.index
    count = len(index.ids)
    words = list(wish.topic) or ([wish.degree] if wish.degree else [])
    if not words or not count:
        return Ranked(index, np.zeros(count, dtype=np.float32), np.ones(count, dtype=bool))
    topics = topics_of(words, index.split)
    everything = np.ones(count, dtype=bool)
    scores = index.scores(searcher.vector(" ".join(words)), search_terms(topics), everything)
    pool = np.union1d(_best(scores.dense), _best(scores.lexical))
    named = np.zeros(count, dtype=np.float32)
    for position in pool.tolist():
        title, keywords = index.titles[position]
        named[position] = _named(topics, title, keywords, index)
    lexical = scores.lexical / (float(scores.lexical.max()) or 1.0)
    about = named >= _NAMED
    if not about.any():  # in no title: said anywhere, else what is nearest by its meaning
        about = index.having(_strong(topics))
    about = _of_level(index, words, about)
    near = not about.any()
    if near:
        about = scores.dense >= scores.sure_from
    score = _TITLE * named + _LEXICAL * lexical + _DENSE * _share_of_best(scores)
    return Ranked(index, np.asarray(score, dtype=np.float32), about, near)


def _of_level(index: CourseIndex, words: list[str], about: np.ndarray) -> np.ndarray:
    """Of the courses about a topic those of the level that is asked for: B1 is no B2; all, if none has it."""
    levels = [word for word in words if IS_LEVEL.fullmatch(word)]
    of_level = about & index.having(levels) if levels else about
    return np.asarray(of_level if of_level.any() else about)


def _strong(topics: list[CourseTopic]) -> list[str]:
    """Single stems that name a topic as a whole."""
    return [name for t in topics for name, weight in t.stems.items() if weight >= _WHOLE and " " not in name]


def _share_of_best(scores: CourseScores) -> np.ndarray:
    """Cosines in [0, 1]: 0 for a course that has no more to do with the topic than any other."""
    low = scores.related_from if np.isfinite(scores.related_from) else float(scores.dense.min())
    width = max(1e-6, float(scores.dense.max()) - low)
    return np.asarray(np.clip((scores.dense - low) / width, 0, 1))


def _named(topics: list[CourseTopic], title: str, keywords: str, index: CourseIndex) -> float:
    whole = coverage(topics, index.words_of(title))
    if whole >= _KEYWORD or not keywords:
        return whole  # keywords could add nothing
    return max(whole, _KEYWORD * coverage(topics, index.words_of(f"{title} {keywords}")))


def _best(scores: np.ndarray) -> np.ndarray:
    if len(scores) <= _POOL:
        return np.arange(len(scores))
    return np.argpartition(-scores, _POOL)[:_POOL]


def by_wish(
    searcher: CourseSearcher, scored: Ranked, found: np.ndarray, wish: Wish, wanted: CourseFilter, today: date
) -> list[tuple[int, float]]:
    """(position, score) of the courses found, best first: by what was asked to sort by, else by topic, then
    the nearer, the sooner, and what suits the level.
    """
    filters = searcher.index.filters
    positions = np.flatnonzero(found)
    if not len(positions):
        return []
    fits = filters.fits(wanted, today, found)
    starts = filters.first_starts(wanted, today, found)[positions].astype(np.float64)
    score = scored.score[positions].astype(np.float64)
    ahead = np.clip(starts - today.toordinal(), 0, _SOON_DAYS) / _SOON_DAYS
    score -= _SOON * ahead
    if wanted.around:
        far = filters.distances(wanted, fits)[positions]
        radius = max(km for _, km in wanted.around)
        score -= _NEAR * np.clip(np.nan_to_num(far / radius, posinf=1.0), 0, 1)
    if wish.entry.level:
        score += _level(searcher.index, wish.entry.level)[positions] * _LEVEL
    keys = _sort_keys(searcher, wish, wanted, fits, positions, starts)
    order = np.lexsort((positions, starts, -score, *keys))
    return [(int(positions[i]), float(score[i])) for i in order]


def _level(index: CourseIndex, level: str) -> np.ndarray:
    """(courses,) 1 for a course of the level, -1 for one of the other, 0 where nothing is said."""
    wanted, other = (index.having(terms(words)) for words in _LEVELS[level])
    return wanted.astype(np.float64) - other.astype(np.float64)


def _sort_keys(
    searcher: CourseSearcher,
    wish: Wish,
    wanted: CourseFilter,
    fits: np.ndarray,
    positions: np.ndarray,
    starts: np.ndarray,
) -> list[np.ndarray]:
    filters = searcher.index.filters
    match wish.sort:
        case "preis":
            return [filters.least("price", fits)[positions]]
        case "beginn":
            return [starts]
        case "entfernung":
            return [filters.distances(wanted, fits)[positions]]
        case "dauer":
            return [filters.least("least_days", fits)[positions]]
    return []
