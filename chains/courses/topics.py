"""What a course must be about, as search terms, and how much of it a title says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from knowledge.editorial.course_words import course_synonyms
from knowledge.german.words import terms

# what the first and another part of a compound, another name, a longer word count
_OF_PART, _OF_HEAD, _OF_SAME, _OF_NEAR = 0.6, 0.3, 0.9, 0.5
_LEAST_STEM = 4  # letters of a stem that may begin or end a longer word
Split = Callable[[str], tuple[str, ...]]


@dataclass(frozen=True)
class CourseTopic:
    """One thing that a course must be about: its stems with what each counts, in [0, 1]."""

    word: str
    stems: dict[str, float]

    @cached_property
    def pieces(self) -> tuple[tuple[frozenset[str], str, float], ...]:
        """(the single stems of a name, the name, what it counts), what counts most first."""
        order = sorted(self.stems.items(), key=lambda item: -item[1])
        return tuple((frozenset(name.split()), name, weight) for name, weight in order)


@cache
def _same() -> dict[str, frozenset[str]]:
    """Stems of other names for a word (or several), by its stems joined."""
    found: dict[str, set[str]] = {}
    for line in course_synonyms().same:
        stems = [" ".join(terms(name)) for name in line]
        for name in stems:
            found.setdefault(name, set()).update(s for s in stems if s != name)
    return {name: frozenset(others) for name, others in found.items()}


def topics_of(words: Sequence[str], split: Split) -> list[CourseTopic]:
    """The topics of a wish; `split` gives the parts of a compound as stems."""
    joined = " ".join(terms(" ".join(words)))
    topics = []
    for word in words:
        own = terms(word)
        stems = {" ".join(own): 1.0} if own else {}  # "SPS-Programmierung" is both of its words
        for key in (" ".join(own), joined):
            for other in _same().get(key, ()):
                stems.setdefault(other, _OF_SAME)
        pieces = [
            piece for part in word.lower().split("-") for piece in split(part) or (terms(part) or [""])[:1]
        ]
        if len(pieces) > 1:  # what a compound says first tells it from others of its kind
            stems.setdefault(pieces[0], _OF_PART)
            for piece in pieces[1:]:
                stems.setdefault(piece, _OF_HEAD)
        if stems:
            topics.append(CourseTopic(word, stems))
    return topics


def search_terms(topics: Sequence[CourseTopic]) -> dict[str, float]:
    """All single stems of topics with their weights, for the lexical search."""
    found: dict[str, float] = {}
    for topic in topics:
        for name, weight in topic.stems.items():
            for single in name.split():
                found[single] = max(found.get(single, 0.0), weight)
    return found


def coverage(topics: Sequence[CourseTopic], words: tuple[frozenset[str], frozenset[str]]) -> float:
    """How much of the topics a text names, in [0, 1]; `words`: its stems, and those of its parts of compounds
    (CourseIndex.words_of).
    """
    if not topics:
        return 0.0
    own, parts = words
    return sum(_said(topic, own, parts) for topic in topics) / len(topics)


def _said(topic: CourseTopic, own: frozenset[str], parts: frozenset[str]) -> float:
    best = 0.0
    either = own | parts
    for pieces, name, weight in topic.pieces:
        if weight <= best:
            break
        if pieces <= own:
            best = weight
        elif pieces <= either:
            best = max(best, weight * _OF_SAME)
        elif weight == 1.0 and len(name) >= _LEAST_STEM and any(_grown(name, word) for word in own):
            best = max(best, _OF_NEAR)
    return best


def _grown(name: str, word: str) -> bool:
    """Whether one word is in the other ("schweiss" in "schweissfachmann")."""
    return name in word and (word.startswith(name) or word.endswith(name)) and len(word) > len(name)
