"""Typing mistakes: a word that no source, no everyday phrase and no glossary entry knows, and the known word it was meant to be."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.process import extract

from knowledge.german import STOP_WORDS, stem

if TYPE_CHECKING:
    from knowledge.lexical_index import LexicalIndex

_WORD = re.compile(r"[A-Za-zÄÖÜäöüßé]+")
_SHORTEST = 5  # letters; shorter words have too many neighbours
_LONG = 9  # letters from which two mistakes are still one word
_CANDIDATES = 12


@dataclass(frozen=True, slots=True)
class Correction:
    """A word as it was typed and as it was read."""

    typed: str
    read: str


class Speller:
    """Reads mistyped words by edit distance (Damerau 1964: a swap of neighbours is one mistake); ties go to the more frequent word."""

    def __init__(self, lexical: LexicalIndex, everyday: Iterable[str] = ()) -> None:
        """`lexical`: the words of all texts; `everyday`: lower-case words that people use and no text has (phrases, glossary, names of laws)."""
        self._lexical = lexical
        self._everyday = {word for word in everyday if word.isalpha()}
        self._stems = {stem(word) for word in self._everyday}
        self._by_length: dict[int, list[str]] = {}
        for word in self._everyday.union(lexical.vocabulary):
            if len(word) >= _SHORTEST - 1:
                self._by_length.setdefault(len(word), []).append(word)

    def read(self, text: str) -> tuple[str, tuple[Correction, ...]]:
        """The text as it was meant, and what was read differently; abbreviations and words with digits stay."""
        corrections: list[Correction] = []

        def meant(match: re.Match[str]) -> str:
            typed = match[0]
            better = self._meant(typed)
            if better is None:
                return typed
            better = better.capitalize() if typed[0].isupper() else better
            corrections.append(Correction(typed, better))
            return better

        return _WORD.sub(meant, text), tuple(corrections)

    def _meant(self, typed: str) -> str | None:
        word = typed.lower()
        if len(word) < _SHORTEST or any(letter.isupper() for letter in typed[1:]) or self.knows(word):
            return None
        allowed = 2 if len(word) >= _LONG else 1
        near = [w for length in range(len(word) - allowed, len(word) + allowed + 1) for w in self._by_length.get(length, ())]
        found = extract(word, near, scorer=DamerauLevenshtein.distance, score_cutoff=allowed, limit=_CANDIDATES)
        alike = [(distance, self._lexical.rarity(stem(candidate)) or 1.0, candidate) for candidate, distance, _ in found if candidate[0] == word[0] or distance == 1]
        return min(alike)[2] if alike else None

    def knows(self, word: str) -> bool:
        """Whether a lower-case word is known in any inflection, or is a compound of known ones."""
        root = stem(word)
        return word in STOP_WORDS or root in self._stems or self._lexical.has(root) or bool(self._lexical.compounds.parts(word)) or word in _dictionary()


@cache
def _dictionary() -> frozenset[str]:
    """German words in general (pyspellchecker's list, 340,000 forms; 0.3 s, so only when a word is met that is not ours)."""
    from spellchecker import SpellChecker

    return frozenset(SpellChecker(language="de").word_frequency.words())
