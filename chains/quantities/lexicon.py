"""Phrases of a vocabulary found in tokens: exact words, beginnings, endings, gaps, and typing
mistakes in long words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from chains.quantities.tokens import Token, tokens_of
from knowledge.german.dictionary import german_words

GAP = -1  # ".." in a phrase: up to _WIDEST other tokens
# tokens: with 4 a fact of 505 labelled sentences is missed, with 3 two; 5 to 10 read alike
# (benchmarks/fact_thresholds.py, 28.11.2026)
_WIDEST = 6
_STOPS = frozenset(",;.:!?()")  # a gap does not reach over these
# letters; as in chains/spelling.py: from 4 on two facts of 505 sentences are read wrong, from 7 on six are
# missed; 8 to 14 for two mistakes and any end read alike (benchmarks/fact_thresholds.py, 28.11.2026)
_FUZZY_FROM, _TWO_MISTAKES_FROM, _FUZZY_TO = 5, 10, 24
# different unknown words a lexicon repairs before it forgets them: bounds the time for hostile text, as
# tests/chains/quantities/test_scan.py measures it
FUZZY_WORDS = 250


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found: whose it is and its first and last token (inclusive)."""

    name: str
    first: int
    last: int


@dataclass(slots=True)
class Elements:
    """The words of all phrases, each once, by how they are compared; what a word matches is remembered."""

    repairs: bool = True
    ids: dict[tuple[str, str], int] = field(default_factory=dict)
    exact: dict[str, set[int]] = field(default_factory=dict)
    starts: dict[str, set[int]] = field(default_factory=dict)
    ends: dict[str, set[int]] = field(default_factory=dict)
    parts: dict[str, set[int]] = field(default_factory=dict)
    _known: dict[str, frozenset[int]] = field(default_factory=dict)
    _alike: dict[frozenset[int], frozenset[int]] = field(default_factory=dict)
    _repaired: int = 0
    _long: list[str] = field(default_factory=list)
    _long_by_letter: dict[str, list[str]] = field(default_factory=dict)

    def add(self, core: str, before: bool, after: bool) -> int:
        """Id of a word of a phrase; `before`/`after`: anything may stand before or after it
        ("*wort", "wort*").
        """
        kind = {
            (False, False): "exact",
            (False, True): "starts",
            (True, False): "ends",
            (True, True): "parts",
        }[before, after]
        number = self.ids.setdefault((kind, core), len(self.ids))
        getattr(self, kind).setdefault(core, set()).add(number)
        return number

    def of(self, key: str) -> frozenset[int]:
        """Which words of phrases a word of a text is, a mistyped one too."""
        known = self._known.get(key)
        if known is None:
            known = self._look_up(key)
            if (
                not known
                and self.repairs
                and _FUZZY_FROM <= len(key) <= _FUZZY_TO
                and key.isalpha()
                and self._repaired < FUZZY_WORDS
            ):
                self._repaired += 1
                known = self._repair(key)
            if len(self._known) > 20_000:  # noqa: PLR2004 - a bound on memory, not a tuned figure
                self._known.clear()
                self._alike.clear()
            # most words are like others: what they match is held once
            known = self._known[key] = self._alike.setdefault(known, known)
        return known

    def forget_repairs(self) -> None:
        """A new text may repair as many words again."""
        self._repaired = 0

    def _look_up(self, key: str) -> frozenset[int]:
        found = set(self.exact.get(key, ()))
        size = min(len(key), 40)
        for cut in range(2, size + 1):
            found |= self.starts.get(key[:cut], _NONE)
            found |= self.ends.get(key[-cut:], _NONE)
        if self.parts:
            for core, numbers in self.parts.items():
                if core in key:
                    found |= numbers
        return frozenset(found)

    def _repair(self, key: str) -> frozenset[int]:
        allowed = 2 if len(key) >= _TWO_MISTAKES_FROM else 1
        near = process.extract(
            key, self._long_exact(), scorer=DamerauLevenshtein.distance, score_cutoff=allowed, limit=8
        )
        choices: list[tuple[float, str]] = [
            (distance, word) for word, distance, _ in near if word[0] == key[0]
        ]
        for core in self._long_starts().get(key[0], ()):
            if len(core) <= len(key) + 1:
                cut = key[: len(core)]
                off = min(
                    DamerauLevenshtein.distance(part, core, score_cutoff=1)
                    for part in (cut, key[: len(core) + 1], key[: len(core) - 1])
                )
                if off <= 1:
                    choices.append((off, core))
        if not choices or _is_german(key):
            return frozenset()
        least = min(distance for distance, _ in choices)
        meant = [word for distance, word in choices if distance == least]
        return frozenset(
            number for word in meant for number in self.exact.get(word, set()) | self.starts.get(word, set())
        )

    def _long_exact(self) -> list[str]:
        if not self._long:
            self._long = [word for word in self.exact if len(word) >= _FUZZY_FROM]
        return self._long

    def _long_starts(self) -> dict[str, list[str]]:
        if not self._long_by_letter:
            for word in self.starts:
                if len(word) > _FUZZY_FROM:
                    self._long_by_letter.setdefault(word[0], []).append(word)
        return self._long_by_letter


_NONE: frozenset[int] = frozenset()
_LETTER = {"ae": "ä", "oe": "ö", "ue": "ü", "ss": "ß"}
_DIGRAPH = re.compile("(ae|oe|ue|ss)")
_MOST_PAIRS = 8  # more than any German word has


def _is_german(key: str) -> bool:
    """Whether a key is that of a correct German word: that is no typing mistake."""
    return any(spelling in german_words() for spelling in _spellings(key))


def _spellings(key: str) -> Iterator[str]:
    """The words that a key can stand for: each "ae", "oe", "ue", "ss" as it is or as one letter."""
    parts = _DIGRAPH.split(key, maxsplit=_MOST_PAIRS)
    for chosen in product(*((part, _LETTER[part]) if part in _LETTER else (part,) for part in parts)):
        yield "".join(chosen)


class Lexicon:
    """Named lists of phrases, found in one walk over tokens.

    A phrase is one or more words; "wort*" matches beginnings, "*wort" endings, "*wort*" parts, ".." a gap of
    a few tokens, "a + b" both in the same stretch in any order.
    """

    def __init__(self, entries: Mapping[str, Iterable[str]], *, repairs: bool = True) -> None:
        """`repairs`: whether a mistyped word counts as the one that was meant."""
        self._elements = Elements(repairs=repairs)
        self._by_first: dict[int, list[tuple[str, tuple[int, ...]]]] = {}
        self._pairs: list[tuple[str, str, str]] = []
        self.longest = 1  # tokens of the longest phrase, without its gaps
        for name, phrases in entries.items():
            for phrase in phrases:
                self._add(name, str(phrase))

    def _add(self, name: str, phrase: str) -> None:
        if " + " in phrase:
            parts = phrase.split(" + ")
            names = [f"{name}\x00{phrase}\x00{n}" for n in range(len(parts))]
            for inner, part in zip(names, parts, strict=True):
                self._add(inner, part)
            for other in names[1:]:
                self._pairs.append((name, names[0], other))
            return
        steps: list[int] = []
        for piece in phrase.split():
            if piece == "..":
                steps.append(GAP)
                continue
            before, after = piece.startswith("*"), piece.endswith("*") and len(piece) > 1
            tokens = tokens_of(piece.strip("*"))
            for n, token in enumerate(tokens):
                steps.append(self._elements.add(token.key, before and n == 0, after and n == len(tokens) - 1))
        self.longest = max(self.longest, len(steps))
        if steps:
            self._by_first.setdefault(steps[0], []).append((name, tuple(steps)))

    def new_text(self) -> None:
        """Begin another text (the number of repaired typing mistakes is counted anew)."""
        self._elements.forget_repairs()

    def find(self, tokens: Sequence[Token], first: int = 0, last: int | None = None) -> list[Match]:
        """All phrases that lie in tokens[first:last], in order of their first token; longer ones first."""
        last = len(tokens) if last is None else last
        found: list[Match] = []
        for index in range(first, last):
            found += self._at(tokens, index, last)
        found.extend(self._paired(found))
        found = [match for match in found if "\x00" not in match.name]
        return sorted(found, key=lambda match: (match.first, -match.last))

    def at(self, tokens: Sequence[Token], index: int) -> list[Match]:
        """The phrases that begin at a token; pairs ("a + b") are not looked for."""
        return self._at(tokens, index, len(tokens))

    def _at(self, tokens: Sequence[Token], index: int, last: int) -> list[Match]:
        found = []
        for element in self._elements.of(tokens[index].key):
            for name, steps in self._by_first.get(element, ()):
                end = self._walk(tokens, index, last, steps)
                if end is not None:
                    found.append(Match(name, index, end))
        return found

    def _walk(self, tokens: Sequence[Token], index: int, last: int, steps: tuple[int, ...]) -> int | None:
        at, gap = index, 0
        for step in steps[1:]:
            if step == GAP:
                gap = _WIDEST
                continue
            at += 1
            while True:
                if at >= last:
                    return None
                if step in self._elements.of(tokens[at].key):
                    break
                if gap == 0:
                    return None
                if tokens[at].text in _STOPS:
                    return None
                gap -= 1
                at += 1
            gap = 0
        return at

    def _paired(self, found: list[Match]) -> Iterable[Match]:
        first_of: dict[str, Match] = {}
        for match in found:
            if "\x00" in match.name:
                first_of.setdefault(match.name, match)
        for name, one, other in self._pairs:
            if one in first_of and other in first_of:
                a, b = first_of[one], first_of[other]
                yield Match(name, min(a.first, b.first), max(a.last, b.last))
