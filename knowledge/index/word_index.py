"""The words of all segments as one index: BM25 over the rows that are alive, with parts of compounds.

What a search counts by (how many rows there are, how long they are on average, how many have a term) is that
of the living rows, so a change leads to the same scores as building everything anew; only the words that
compounds are split along stay as they were learned until the index is built anew.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from knowledge.german.words import Compounds

if TYPE_CHECKING:
    from knowledge.index.postings import Postings
    from knowledge.index.rows import Living, Rows


_K1, _B = 1.2, 0.6  # law paragraphs are short and dense: length counts a little less than in web text


_SAMPLED = 16  # of so many rows one is looked at first


class WordCounts:
    """What BM25 asks of the words of some rows, and their scores."""

    def __init__(self, rows: Living, segments: Sequence[Postings]) -> None:
        self._living, self._segments = rows, list(segments)
        self.frequency = lru_cache(maxsize=50_000)(self._frequency)

    @cached_property
    def _lengths(self) -> np.ndarray:
        """What BM25 adds to a count for the length of its row, (rows,) float32."""
        lengths = np.concatenate(
            [np.asarray(segment.lengths, dtype=np.float32) for segment in self._segments]
        )
        mean = float(lengths[self._living.alive].mean(dtype=np.float64))
        return np.asarray(_K1 * (1 - _B + _B * lengths / np.float32(mean)), dtype=np.float32)

    def scores(self, weighted_terms: Mapping[str, float]) -> np.ndarray:
        """BM25 score of every row, (rows,) float32; 0 for a dead one."""
        total = np.zeros(self._living.size, dtype=np.float32)
        for term, weight in weighted_terms.items():
            if not (having := self.frequency(term)):
                continue
            worth = np.float32(weight * math.log(1 + (len(self._living) - having + 0.5) / (having + 0.5)))
            for segment, start in zip(self._segments, self._living.starts, strict=False):
                rows, counts = segment.of(term)
                if len(rows):
                    places = rows + start
                    total[places] += worth * counts / (self._lengths[places] + counts)
        if not all(self._living.whole):
            total[~self._living.alive] = 0
        return total

    def _frequency(self, term: str) -> int:
        count = 0
        for segment, (start, end), whole in zip(
            self._segments, self._living.spans, self._living.whole, strict=True
        ):
            if whole:
                count += segment.frequency(term)
            else:
                count += int(self._living.alive[start:end][segment.of(term)[0]].sum())
        return count

    def has(self, term: str) -> bool:
        """Whether any chunk has the term."""
        return self.frequency(term) > 0

    def holds(self, term: str, chosen: np.ndarray) -> np.ndarray:
        """Which of the chosen rows have a term, (n,) -> (n,) bool."""
        found = np.zeros(len(chosen), dtype=bool)
        for segment, (start, end) in zip(self._segments, self._living.spans, strict=True):
            rows, _ = segment.of(term)
            here = (chosen >= start) & (chosen < end)
            if not len(rows) or not here.any():
                continue
            wanted = chosen[here] - start
            at = np.minimum(np.searchsorted(rows, wanted), len(rows) - 1)
            found[here] = rows[at] == wanted
        return found

    def rarity(self, term: str) -> float:
        """Inverse document frequency in [0, 1]: 1 for a term that one chunk has, 0 for one that
        all have or none has.
        """
        having, count = self.frequency(term), len(self._living)
        if not having:
            return 0.0
        return float(1 - math.log(having) / math.log(count)) if count > 1 else 1.0

    def having(self, term: str) -> np.ndarray:
        """The rows, dead ones included, that have a term."""
        found = [
            segment.of(term)[0] + start
            for segment, start in zip(self._segments, self._living.starts, strict=False)
        ]
        return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)


class WordIndex(WordCounts):
    """Answers term queries with chunk ids."""

    def __init__(
        self, rows: Rows, segments: Sequence[Postings], vocabulary: Sequence[str], compounds: Compounds
    ) -> None:
        super().__init__(rows, segments)
        self._rows, self.vocabulary, self.compounds = rows, vocabulary, compounds

    def search(self, weighted_terms: Mapping[str, float], k: int) -> list[tuple[str, float]]:
        """The k best (chunk id, score), best first; terms that no text has are ignored."""
        if not len(self._rows):
            return []
        scores = self.scores(weighted_terms)
        found = np.flatnonzero(scores > 0)
        best = found[best_rows(scores[found], k)]
        return list(zip(self._rows.ids(best), scores[best].tolist(), strict=True))


def best_rows(scores: np.ndarray, k: int) -> np.ndarray:
    """Rows of the k highest scores, best first, of equal ones the first; without sorting them all."""
    if k >= len(scores):
        return np.argsort(-scores, kind="stable")
    # the k highest of all are at least as high as the k highest of some
    some = scores[::_SAMPLED]
    likely = scores[scores >= _highest(some, k)] if k < len(some) else scores
    chosen = np.flatnonzero(scores >= _highest(likely, k))
    return chosen[np.argsort(-scores[chosen], kind="stable")][:k]


def _highest(scores: np.ndarray, k: int) -> np.float32:
    """The k-th highest."""
    return np.float32(np.partition(scores, len(scores) - k)[len(scores) - k])
