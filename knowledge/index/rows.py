"""The rows of the rules' partition: which chunk lies where, and which rows still count.

An index is a sequence of immutable segments; its rows are those of all segments, one behind the other. A
chunk that is gone stays in its segment and is dead; a changed one has another id, so it is gone and new.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from knowledge.index.files import mapped

_IDS, _KEYS, _ORDER = "ids.npy", "keys.npy", "order.npy"
_BYTES = 16  # of a chunk's id, which is 32 hex digits


class SegmentIds:
    """The chunk ids of one segment in row order, memory-mapped, with a sorted table to look one up in."""

    def __init__(self, folder: Path) -> None:
        self.raw = mapped(folder / _IDS)  # (n, 16) bytes
        self._keys = mapped(folder / _KEYS)  # (n,) first eight bytes, sorted
        self._order = mapped(folder / _ORDER)  # (n,) row of each key
        if not len(self.raw) == len(self._keys) == len(self._order):
            raise ValueError("ids and their order differ in number")

    @staticmethod
    def write(folder: Path, raw: np.ndarray) -> None:
        """`raw`: (n, 16) uint8."""
        keys = _first_bytes(raw)
        order = np.argsort(keys, kind="stable")
        np.save(folder / _IDS, raw)
        np.save(folder / _KEYS, keys[order])
        np.save(folder / _ORDER, order.astype(np.uint32))

    def __len__(self) -> int:
        return len(self.raw)

    def find(self, wanted: np.ndarray) -> np.ndarray:
        """Row of each id, (n, 16) -> (n,); -1 for one that is not here."""
        if not len(self) or not len(wanted):
            return np.full(len(wanted), -1, dtype=np.int64)
        at = np.minimum(np.searchsorted(self._keys, _first_bytes(wanted)), len(self) - 1)
        rows = self._order[at].astype(np.int64)
        return np.where((self.raw[rows] == wanted).all(axis=1), rows, -1)


def raw_ids(ids: Sequence[str]) -> np.ndarray:
    """Ids as (n, 16) uint8."""
    return np.frombuffer(bytes.fromhex("".join(ids)), dtype=np.uint8).reshape(-1, _BYTES)


def _first_bytes(raw: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(raw[:, :8]).view(">u8").reshape(-1).astype(np.uint64)


class Living:
    """Which rows of the segments, one behind the other, are alive."""

    def __init__(self, lengths: Sequence[int], dead: np.ndarray | None = None) -> None:
        """`lengths`: rows of each segment; `dead`: boolean array over all rows, None for none."""
        self.starts = np.cumsum([0, *lengths])
        self.alive = np.ones(self.size, dtype=bool) if dead is None else ~dead
        if len(self.alive) != self.size:
            raise ValueError("segments and their dead rows differ in number")
        self.whole = [bool(self.alive[start:end].all()) for start, end in self.spans]
        self._count = int(self.alive.sum())

    def __len__(self) -> int:
        """How many rows are alive."""
        return self._count

    @property
    def size(self) -> int:
        """How many rows there are, dead ones included."""
        return int(self.starts[-1])

    @property
    def spans(self) -> list[tuple[int, int]]:
        """(first row, row behind the last) of each segment."""
        return list(zip(self.starts[:-1].tolist(), self.starts[1:].tolist(), strict=True))


class Rows(Living):
    """The rows of the rules: (segment, row) <-> chunk id."""

    def __init__(self, segments: Sequence[SegmentIds], dead: np.ndarray | None = None) -> None:
        super().__init__([len(segment) for segment in segments], dead)
        self._segments = list(segments)

    def ids(self, rows: np.ndarray) -> list[str]:
        """Chunk ids of these rows."""
        segments = np.searchsorted(self.starts, rows, side="right") - 1
        return [
            bytes(self._segments[segment].raw[row - self.starts[segment]]).hex()
            for segment, row in zip(segments.tolist(), rows.tolist(), strict=True)
        ]

    def all_ids(self) -> list[str]:
        """Chunk ids of all living rows, in row order."""
        return self.ids(np.flatnonzero(self.alive))

    def find(self, ids: Sequence[str]) -> np.ndarray:
        """Row of each id, (n,) int64; -1 for one that is not here or dead."""
        wanted, found = raw_ids(ids), np.full(len(ids), -1, dtype=np.int64)
        left = np.arange(len(ids))
        for segment, start in zip(self._segments, self.starts, strict=False):
            rows = segment.find(wanted[left])
            here = rows >= 0
            here[here] = self.alive[start + rows[here]]
            found[left[here]] = start + rows[here]
            left = left[~here]
        return found
