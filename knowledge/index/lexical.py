"""The lexical index: BM25 (bm25s) over stems and compound parts, a folder of memory-mapped arrays.

bm25s over SQLite FTS5 and tantivy: it takes our own German terms as they are, opens in
milliseconds by memory map and its scores can be weighted by term.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path

import bm25s
import numpy as np

from knowledge.german.words import Compounds, terms, words

_K1, _B = 1.2, 0.6  # law paragraphs are short and dense: length counts a little less than in web text
_IDS, _VOCABULARY = "ids.json", "compounds.json"


class LexicalIndex:
    """Answers term queries with chunk ids; immutable once built."""

    def __init__(self, ids: list[str], vocabulary: Sequence[str], engine: bm25s.BM25 | None) -> None:
        self._ids, self.vocabulary, self._engine = ids, vocabulary, engine
        self.compounds = Compounds(vocabulary)

    @classmethod
    def build(
        cls, folder: Path, ids: Sequence[str], texts: Sequence[str], vocabulary: Sequence[str] | None = None
    ) -> LexicalIndex:
        """Build the index of texts (context and wording of each chunk) into an empty folder; `vocabulary`:
        parts of compounds, else learned from the texts.
        """
        folder.mkdir(parents=True)
        vocabulary = compound_vocabulary(texts) if vocabulary is None else vocabulary
        (folder / _IDS).write_text(json.dumps(list(ids)))
        (folder / _VOCABULARY).write_text(json.dumps(list(vocabulary), ensure_ascii=False))
        if not ids:
            return cls([], vocabulary, None)
        compounds = Compounds(vocabulary)
        engine = bm25s.BM25(k1=_K1, b=_B)
        engine.index([terms(text, compounds) or ["∅"] for text in texts], show_progress=False)
        engine.save(str(folder))
        return cls(list(ids), vocabulary, engine)

    @classmethod
    def open(cls, folder: Path) -> LexicalIndex:
        """Open a built index; raises FileNotFoundError or ValueError if it is incomplete."""
        ids = json.loads((folder / _IDS).read_text())
        return cls(
            ids,
            json.loads((folder / _VOCABULARY).read_text()),
            bm25s.BM25.load(str(folder), mmap=True) if ids else None,
        )

    def search(self, weighted_terms: dict[str, float], k: int) -> list[tuple[str, float]]:
        """The k best (chunk id, score), best first; terms that no text has are ignored."""
        if self._engine is None:
            return []
        scores = self.scores(weighted_terms)
        best = np.argsort(-scores, kind="stable")[:k]
        return [(self._ids[i], float(scores[i])) for i in best if scores[i] > 0]

    def scores(self, weighted_terms: dict[str, float]) -> np.ndarray:
        """BM25 score of every chunk, (n,) float32, in the order of `ids`."""
        total = np.zeros(len(self._ids), dtype=np.float32)
        if self._engine is None:
            return total
        known = self._engine.vocab_dict
        for weight in sorted(set(weighted_terms.values())):
            tokens = [term for term, w in weighted_terms.items() if w == weight and term in known]
            if tokens:
                total += np.float32(weight) * self._engine.get_scores(tokens)
        return total

    def has(self, term: str) -> bool:
        """Whether any chunk has the term."""
        return self._engine is not None and term in self._engine.vocab_dict

    def postings(self, term: str) -> tuple[np.ndarray, np.ndarray]:
        """(positions in `ids`, BM25 scores) of the texts that have a term; both empty for an unknown one."""
        if self._engine is None or not self.has(term):
            return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32)
        index, stored = self._engine.vocab_dict[term], self._engine.scores
        part = slice(int(stored["indptr"][index]), int(stored["indptr"][index + 1]))
        return stored["indices"][part], stored["data"][part]

    def rarity(self, term: str) -> float:
        """Inverse document frequency in [0, 1]: 1 for a term that one chunk has, 0 for one that
        all have or none has.
        """
        if self._engine is None or not self.has(term):
            return 0.0
        index = self._engine.vocab_dict[term]
        pointers = self._engine.scores["indptr"]
        frequency = int(pointers[index + 1] - pointers[index])
        count = len(self._ids)
        return float(1 - np.log(max(frequency, 1)) / np.log(count)) if count > 1 else 1.0

    @cached_property
    def rows(self) -> dict[str, int]:
        """Chunk id -> its position in `ids`."""
        return {key: row for row, key in enumerate(self._ids)}

    @property
    def ids(self) -> list[str]:
        """Chunk ids in index order."""
        return self._ids


def compound_vocabulary(texts: Iterable[str]) -> list[str]:
    """Words of the texts that compounds may be split into."""
    counts = Counter(word for text in texts for word in text_words(text))
    return sorted(word for word, count in counts.items() if count >= 3)  # noqa: PLR2004 - a part must be an established word


def text_words(text: str) -> list[str]:
    """Words of a text that may be parts of compounds."""
    return [word for word in words(text) if word.isalpha()]
