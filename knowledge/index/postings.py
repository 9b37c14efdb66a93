"""The words of one segment: which rows have a term, how often, and how long each row is; immutable,
memory-mapped.

Counts instead of finished scores (bm25s keeps those): what a word is worth depends on all rows of an index,
and changes with each of them; it is worked out when somebody asks (knowledge/index/word_index.py).
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from knowledge.index.files import mapped

_TERMS, _STARTS, _ROWS, _COUNTS, _LENGTHS = "terms.txt", "starts.npy", "rows.npy", "counts.npy", "lengths.npy"
_EMPTY = (np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.uint8))
_MOST = 255  # a term's count is kept in a byte: beyond that BM25 does not tell counts apart


class Postings:
    """One segment's words; raises FileNotFoundError or ValueError if it is incomplete."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._starts = mapped(folder / _STARTS)
        self._rows = mapped(folder / _ROWS)
        self._counts = mapped(folder / _COUNTS)
        self.lengths = mapped(folder / _LENGTHS)  # (rows,) terms of each row
        if len(self._rows) != len(self._counts) or len(self._rows) != self._starts[-1]:
            raise ValueError("rows and counts differ in number")

    @cached_property
    def terms(self) -> list[str]:
        """All terms, sorted."""
        return _lines((self._folder / _TERMS).read_text(encoding="utf-8"))

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {term: number for number, term in enumerate(self.terms)}

    def of(self, term: str) -> tuple[np.ndarray, np.ndarray]:
        """(rows, ascending; how often each has it) of a term; both empty for an unknown one."""
        number = self._numbers.get(term)
        if number is None:
            return _EMPTY
        part = slice(int(self._starts[number]), int(self._starts[number + 1]))
        return self._rows[part], self._counts[part]

    def frequency(self, term: str) -> int:
        """How many rows have a term."""
        number = self._numbers.get(term)
        return 0 if number is None else int(self._starts[number + 1] - self._starts[number])

    def expanded(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """All postings as (number of the term, row, count), sorted by term and row."""
        numbers = np.repeat(np.arange(len(self.terms), dtype=np.int32), np.diff(self._starts))
        return numbers, np.asarray(self._rows), np.asarray(self._counts)


def write_postings(folder: Path, texts: Iterable[Sequence[str]]) -> None:
    """Write the words of a segment, one sequence of terms a row, into an empty folder."""
    numbers: dict[str, int] = {}
    found, rows, counts, lengths = array("i"), array("i"), array("B"), array("i")
    for row, terms in enumerate(texts):
        lengths.append(max(1, len(terms)))
        for term, count in Counter(terms).items():
            found.append(numbers.setdefault(term, len(numbers)))
            rows.append(row)
            counts.append(min(count, _MOST))
    terms = sorted(numbers)
    rank = np.empty(len(terms), dtype=np.int32)
    rank[[numbers[term] for term in terms]] = np.arange(len(terms), dtype=np.int32)
    _write(
        folder,
        terms,
        rank[np.frombuffer(found, dtype=np.int32)] if found else np.zeros(0, dtype=np.int32),
        np.frombuffer(rows, dtype=np.int32) if rows else np.zeros(0, dtype=np.int32),
        np.frombuffer(counts, dtype=np.uint8) if counts else np.zeros(0, dtype=np.uint8),
        np.frombuffer(lengths, dtype=np.int32) if lengths else np.zeros(0, dtype=np.int32),
    )


def merge_postings(folder: Path, parts: Sequence[tuple[Postings, np.ndarray]]) -> None:
    """Write the living rows of several segments as one; of each part the boolean array of what is alive."""
    terms = sorted(set().union(*(part.terms for part, _ in parts)))
    rank = {term: number for number, term in enumerate(terms)}
    columns: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    before = 0
    for part, alive in parts:
        moved = np.cumsum(alive) - 1 + before
        numbers, rows, counts = part.expanded()
        kept = alive[rows]
        mine = np.asarray([rank[term] for term in part.terms], dtype=np.int32)
        columns.append((mine[numbers[kept]], moved[rows[kept]].astype(np.int32), counts[kept]))
        before += int(alive.sum())
    numbers, rows, counts = (np.concatenate([column[i] for column in columns]) for i in range(3))
    lengths = np.concatenate([np.asarray(part.lengths)[alive] for part, alive in parts])
    used = np.zeros(len(terms), dtype=bool)
    used[numbers] = True
    numbers = (np.cumsum(used) - 1).astype(np.int32)[numbers]
    _write(folder, [t for t, u in zip(terms, used, strict=True) if u], numbers, rows, counts, lengths)


def _write(
    folder: Path,
    terms: Sequence[str],
    numbers: np.ndarray,
    rows: np.ndarray,
    counts: np.ndarray,
    lengths: np.ndarray,
) -> None:
    """`numbers`, `rows`, `counts`: postings whose rows ascend within each term."""
    folder.mkdir(parents=True)
    order = np.argsort(numbers, kind="stable")
    starts = np.zeros(len(terms) + 1, dtype=np.int64)
    np.cumsum(np.bincount(numbers, minlength=len(terms)), out=starts[1:])
    np.save(folder / _STARTS, starts)
    np.save(folder / _ROWS, rows[order])
    np.save(folder / _COUNTS, counts[order])
    np.save(folder / _LENGTHS, lengths)
    (folder / _TERMS).write_text("\n".join(terms), encoding="utf-8")


def _lines(text: str) -> list[str]:
    return text.split("\n") if text else []
