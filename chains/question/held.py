"""How much of a question's word some text holds: itself, in parts, by its legal word, or alike."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from chains.question.region import lands_named
from knowledge.german.words import stem, terms, words
from knowledge.places.gazetteer import town_named
from knowledge.places.regions import ordinary_words

if TYPE_CHECKING:
    from chains.question.analysis import Analysis
    from knowledge.german.words import Compounds

_REWORDED = 0.7  # of a word where only the legal word for it stands there
_ALIKE = 0.6  # of a word that begins one which stands there, or the reverse ("Kran", "Kranführer") …
_BEGINNING, _AT_LEAST = 5, 4  # … with so many letters in common; with fewer where the shorter one ends there
_INFLECTED = 3  # letters by which the longer one is the same word inflected ("Handys", "Beamtinnen")
_LINKED = 3  # letters between two words of a text that together make a compound ("Kranführer", "Prüfung")
_TELLING = 2.0  # weight of a part that tells which of its kind a compound is, beside its last one
_WORD = re.compile(r"[^\W\d_]\w*")
PEOPLE = frozenset(
    map(
        stem, "leute personen menschen beschäftigte mitarbeiter mitarbeitende teilnehmende teilnehmer".split()
    )
)


class Held:
    """Reads the words of texts against those of one question."""

    def __init__(self, analysis: Analysis, compounds: Compounds, rarity: Callable[[str], float]) -> None:
        """`rarity` weighs a term by how few chunks hold it, 0 to 1."""
        self._compounds, self._rarity = compounds, rarity
        self._legal = frozenset(terms(" ".join(analysis.legal_terms), compounds))
        self._everyday = frozenset(terms(" ".join(analysis.everyday)))
        self._towns = towns_of(analysis.text)
        self._whole = {stem(word): word for word in words(analysis.matter)}

    def words_of(self, text: str) -> frozenset[str]:
        """The words of a text, with the parts of compounds."""
        return frozenset(terms(text, self._compounds))

    def of(self, term: str, have: frozenset[str]) -> float:
        """0 to 1."""
        if term in have or (term in PEOPLE and have & PEOPLE) or self._lies_within(term, have):
            return 1.0
        found = max(self._in_parts(term, have), _put_together(term, have))
        if term in self._everyday and self._legal & have:
            found = max(found, _REWORDED)
        return max(found, max((_alike(term, word) for word in have if word[:1] == term[:1]), default=0.0))

    def _in_parts(self, term: str, have: frozenset[str]) -> float:
        parts = self._compounds.parts(self._whole.get(term, term))
        rare = [
            (part, (self._rarity(part) or 1.0) * (_TELLING if n + 1 < len(parts) else 1.0))
            for n, part in enumerate(parts)
        ]
        return sum(w for part, w in rare if part in have) / sum(w for _, w in rare) if rare else 0.0

    def _lies_within(self, term: str, have: frozenset[str]) -> bool:
        """Whether it is a town of a Land which the text names: what holds there holds in it."""
        return term in self._towns and self._towns[term] <= have


def _put_together(term: str, have: frozenset[str]) -> float:
    """1 for a compound of two of the words; the index knows only compounds of words that are common in it."""
    fronts = [word for word in have if len(word) >= _AT_LEAST and term.startswith(word)]
    ends = [word for word in have if len(word) >= _AT_LEAST and term.endswith(word)] if fronts else []
    return float(any(0 <= len(term) - len(f) - len(e) <= _LINKED for f in fronts for e in ends))


def _alike(term: str, word: str) -> float:
    """How far a word that begins like the term says it: its inflection does, others by the letters shared."""
    common = _common(term, word)
    if common == min(len(term), len(word)) >= _AT_LEAST:
        return 1.0 if abs(len(term) - len(word)) <= _INFLECTED else _ALIKE * common / len(term)
    return _ALIKE * common / len(term) if common >= _BEGINNING else 0.0


def _common(one: str, other: str) -> int:
    """Letters that both begin with."""
    return next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def towns_of(question: str) -> dict[str, frozenset[str]]:
    """Term of a town's name -> the terms of its Land."""
    found = {word: town_named(word) for word in _WORD.findall(question) if len(word) >= _AT_LEAST}
    return {
        term: frozenset(terms(town.land))
        for word, town in found.items()
        if town is not None and word.lower() not in ordinary_words()
        for term in terms(word)
    }


def place_terms(question: str) -> frozenset[str]:
    """The terms of all towns and Länder that it names."""
    lands = (word for word in _WORD.findall(question) if lands_named(word))
    return frozenset(towns_of(question)) | {term for word in lands for term in terms(word)}
