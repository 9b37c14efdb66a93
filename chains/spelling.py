"""Typing mistakes: a word that no source, no everyday phrase and no glossary entry knows, and the known word
it was meant to be.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.process import extract

from knowledge.german.dictionary import german_words
from knowledge.german.words import STOP_WORDS, stem

if TYPE_CHECKING:
    from knowledge.index.word_index import WordIndex

_WORD = re.compile(r"[A-Za-zÄÖÜäöüßé]+")
# letters; shorter words have too many neighbours: words one slip away in pyspellchecker's 339,101 (40 words
# each, 28.11.2026): 9.7 of one with three letters, 7.7 with five, 3.6 with nine
_SHORTEST = 5
_LONGEST = 40  # letters; the longest word of that list has 38
# letters from which two mistakes are still one word: 21 words are so near one with nine, 53 one with six
_LONG = 9
_CANDIDATES = 12
# words of a question that are looked up: the longest of the 989 questions in evals/suites has 30 of three
# letters or more (28.11.2026); an unknown one takes 1 to 5 ms
_LOOKED_UP = 150


@dataclass(frozen=True, slots=True)
class Correction:
    """A word as it was typed and as it was read."""

    typed: str
    read: str


class Speller:
    """Reads mistyped words by edit distance (Damerau 1964: a swap of neighbours is one mistake); ties go to
    the more frequent word.
    """

    def __init__(self, lexical: WordIndex, everyday: Iterable[str] = ()) -> None:
        """`lexical`: the words of all texts; `everyday`: lower-case words that people use and no text has
        (phrases, glossary, names of laws).
        """
        self._lexical = lexical
        self._everyday = {word for word in everyday if word.isalpha()}
        self._stems = {stem(word) for word in self._everyday}
        self._by_length: dict[int, list[str]] = {}
        for word in self._everyday.union(lexical.vocabulary):
            if len(word) >= _SHORTEST - 1:
                self._by_length.setdefault(len(word), []).append(word)

    def read(self, text: str) -> tuple[str, tuple[Correction, ...]]:
        """The text as it was meant, and what was read differently; abbreviations and words with
        digits stay.
        """
        corrections: list[Correction] = []
        looked_up: dict[str, str | None] = {}

        def meant(match: re.Match[str]) -> str:
            typed = match[0]
            if typed not in looked_up:
                if len(looked_up) >= _LOOKED_UP:
                    return typed
                looked_up[typed] = self._meant(typed)
            better = looked_up[typed]
            if better is None:
                return typed
            better = better.capitalize() if typed[0].isupper() else better
            corrections.append(Correction(typed, better))
            return better

        return _WORD.sub(meant, text), tuple(corrections)

    def _meant(self, typed: str) -> str | None:
        word = typed.lower()
        if (
            not _SHORTEST <= len(word) <= _LONGEST
            or any(letter.isupper() for letter in typed[1:])
            or self.knows(word)
        ):
            return None
        allowed = 2 if len(word) >= _LONG else 1
        near = [
            w
            for length in range(len(word) - allowed, len(word) + allowed + 1)
            for w in self._by_length.get(length, ())
        ]
        found = extract(
            word, near, scorer=DamerauLevenshtein.distance, score_cutoff=allowed, limit=_CANDIDATES
        )
        alike = [
            (distance, self._lexical.rarity(stem(candidate)) or 1.0, candidate)
            for candidate, distance, _ in found
            if candidate[0] == word[0] or distance == 1
        ]
        return min(alike)[2] if alike else None

    def knows(self, word: str) -> bool:
        """Whether a lower-case word is known in any inflection, or is a compound of known ones."""
        root = stem(word)
        return (
            word in STOP_WORDS
            or root in self._stems
            or self._lexical.has(root)
            or bool(self._lexical.compounds.parts(word))
            or word in german_words()
        )
