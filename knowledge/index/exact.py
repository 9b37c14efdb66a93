"""The exact scan: every vector is looked at as bytes, the best few hundred again as floats.

A byte a dimension with each row's own step keeps a cosine to three digits; what comes near the top is scored
anew from the whole vectors, so what is found, and with which cosine, is that of a scan over all of them
(recall of the best 300 of 10⁶: 0.9999, `benchmarks/index_size.py`, 29.11.2026). Both lie in memory-mapped
files, and only the bytes are read by every question.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np

from knowledge.index.files import mapped
from knowledge.index.rows import Rows
from knowledge.index.word_index import best_rows

_VECTORS, _CODES, _STEPS = "vectors.npy", "codes.npy", "steps.npy"
# rows that are scored anew for each that is wanted, and at least
_AGAIN, _AT_LEAST = 4, 1_000
# the scan runs without the interpreter's lock; a small one is over before a thread has begun
_THREADS, _SHARED_FROM = 2, 150_000
_BLOCK = 8_192  # rows that are written at once
_MAPPED = 64 << 20  # bytes of a segment's floats up to which they are mapped


class SegmentVectors:
    """The vectors of one segment, memory-mapped: floats, and bytes with each row's step."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / _VECTORS
        self.floats = mapped(self._file)  # (n, dimensions) float32
        self._behind_head = self._file.stat().st_size - self.floats.nbytes
        self.codes = mapped(folder / _CODES)  # (n, dimensions) int8
        self.steps = mapped(folder / _STEPS)  # (n,) float32
        if not len(self.floats) == len(self.codes) == len(self.steps):
            raise ValueError("vectors and their codes differ in number")

    def at(self, rows: np.ndarray) -> np.ndarray:
        """The vectors of these rows, (n, dimensions) float32.

        Of a large segment they are read and not mapped: with each touched row the system maps what lies
        around it, and in the end all of it counts as this process's memory.
        """
        if self.floats.nbytes <= _MAPPED:
            return np.asarray(self.floats[rows])
        found = np.empty((len(rows), self.floats.shape[1]), dtype=np.float32)
        with self._file.open("rb", buffering=0) as file:
            for vector, row in zip(found, rows.tolist(), strict=True):
                file.seek(self._behind_head + row * vector.nbytes)
                file.readinto(vector.data)
        return found

    @staticmethod
    def write(folder: Path, count: int, blocks: Sequence[np.ndarray]) -> None:
        """`blocks`: matrices of unit vectors, `count` rows in all."""
        size, steps = (blocks[0].shape[1] if blocks else 0), np.zeros(count, dtype=np.float32)
        with (folder / _VECTORS).open("wb") as floats, (folder / _CODES).open("wb") as codes:
            for file, kind in ((floats, "<f4"), (codes, "|i1")):
                head = {"descr": kind, "fortran_order": False, "shape": (count, size)}
                np.lib.format.write_array_header_1_0(file, head)
            at = 0
            for block in blocks:
                for start in range(0, len(block), _BLOCK):
                    part = np.asarray(block[start : start + _BLOCK], dtype="<f4")
                    step = np.maximum(np.abs(part).max(axis=1), np.finfo(np.float32).tiny) / 127
                    floats.write(part.tobytes())
                    codes.write(np.round(part / step[:, None]).astype(np.int8).tobytes())
                    steps[at : at + len(part)] = step
                    at += len(part)
        np.save(folder / _STEPS, steps)


class ExactVectors:
    """All vectors of an index; the result is exact."""

    def __init__(self, rows: Rows, segments: Sequence[SegmentVectors]) -> None:
        self.rows, self._segments = rows, list(segments)

    def __len__(self) -> int:
        return len(self.rows)

    def search(self, vector: Sequence[float], k: int) -> list[tuple[str, float]]:
        """The k nearest (chunk id, cosine similarity), nearest first."""
        query = np.asarray(vector, dtype=np.float32)
        again = self._near(query, max(_AGAIN * k, _AT_LEAST))
        if not len(again):
            return []
        # `vecdot`, since BLAS threads wait for one another on a busy machine
        similarity = np.vecdot(self.at(again), query)
        best = best_rows(similarity, k)
        return list(zip(self.rows.ids(again[best]), similarity[best].tolist(), strict=True))

    def _near(self, query: np.ndarray, most: int) -> np.ndarray:
        """Living rows, ascending, that have the nearest `most` among them."""
        if self.rows.size <= most:
            return np.flatnonzero(self.rows.alive)
        code = np.round(query * (127 / max(float(np.abs(query).max()), 1e-9))).astype(np.int8)[None]
        shares = _shared_out(self.rows.spans, _THREADS if self.rows.size >= _SHARED_FROM else 1)
        with ThreadPoolExecutor(len(shares), thread_name_prefix="scan") as threads:
            asked = [threads.submit(self._best_of, share, code, most) for share in shares[1:]]
            found = [self._best_of(shares[0], code, most), *(each.result() for each in asked)]
        best = found[0]
        for other in found[1:]:
            best.take(other.rows, other.scores)
        return best.rows

    def _best_of(self, numbers: range, code: np.ndarray, most: int) -> Highest:
        """The best rows of some of the segments."""
        import numkong

        best = Highest(most)
        for number in numbers:
            segment, (start, end) = self._segments[number], self.rows.spans[number]
            # not into an array of our own: numbers of another kind than its floats cost it six times as much
            products = np.asarray(numkong.cdist(code, segment.codes, "dot"))[0]
            # whole numbers below 2 ** 24, which a float32 holds
            scores = np.multiply(products, segment.steps, dtype=np.float32, casting="same_kind")
            if not self.rows.whole[number]:
                scores[~self.rows.alive[start:end]] = -np.inf
            rows = np.flatnonzero(scores > best.least)
            best.take(rows + start, scores[rows])
        return best

    def at(self, rows: np.ndarray) -> np.ndarray:
        """The vectors of these rows, (n, dimensions) float32."""
        segments = np.searchsorted(self.rows.starts, rows, side="right") - 1
        found: np.ndarray | None = None
        for number in np.unique(segments):
            here = segments == number
            part = self._segments[number].at(rows[here] - self.rows.starts[number])
            if found is None:
                found = np.empty((len(rows), part.shape[1]), dtype=np.float32)
            found[here] = part
        return np.zeros((0, 0), dtype=np.float32) if found is None else found


class Highest:
    """The `most` rows with the highest scores, ascending, of equal ones the first; rows come in their
    order.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self.least = np.float32(-np.inf)  # what comes has to be above it
        self.rows = np.zeros(0, dtype=np.int64)
        self.scores = np.zeros(0, dtype=np.float32)

    def take(self, rows: np.ndarray, scores: np.ndarray) -> None:
        """Further rows."""
        self.rows = np.concatenate([self.rows, rows])
        self.scores = np.concatenate([self.scores, scores])
        if len(self.rows) > self._most:
            kept = np.sort(best_rows(self.scores, self._most))
            self.rows, self.scores = self.rows[kept], self.scores[kept]
        if len(self.rows) == self._most:
            self.least = self.scores.min()


def _shared_out(spans: Sequence[tuple[int, int]], among: int) -> list[range]:
    """The numbers of the segments in at most so many runs of about as many rows."""
    each = spans[-1][1] / among
    run = [min(among - 1, int((start + end) / 2 / each)) for start, end in spans]
    firsts = [number for number in range(len(run)) if not number or run[number] != run[number - 1]]
    return [range(first, last) for first, last in pairwise([*firsts, len(run)])]
