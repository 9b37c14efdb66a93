"""A segment of the rules' partition: ids, vectors and words of some chunks, written once and never changed;
linked from generation to generation, and joined with others when there are many small ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from knowledge.errors import StorageFailed
from knowledge.german.words import Compounds, terms
from knowledge.index.exact import SegmentVectors
from knowledge.index.postings import Postings, merge_postings, write_postings
from knowledge.index.rows import SegmentIds, raw_ids
from knowledge.model.document import Chunk

# words of the places and of their everyday phrases; of the places alone; of titles, headings and paths
LEXICAL, OWN_WORDS, HEADINGS = FIELDS = ("lexical", "own_words", "headings")


@dataclass(frozen=True, slots=True)
class Segment:
    """An opened segment; raises FileNotFoundError or ValueError if it is incomplete."""

    name: str
    ids: SegmentIds
    vectors: SegmentVectors
    words: dict[str, Postings]

    @classmethod
    def open(cls, folder: Path) -> Segment:
        """Open a written one."""
        ids, vectors = SegmentIds(folder), SegmentVectors(folder)
        words = {field: Postings(folder / field) for field in FIELDS}
        if any(len(ids) != len(part) for part in (vectors.floats, *(w.lengths for w in words.values()))):
            raise ValueError("ids, vectors and words differ in number")
        return cls(folder.name, ids, vectors, words)

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A chunk to be indexed: its vector (float32), and the everyday phrases of its place."""

    chunk: Chunk
    vector: bytes | None
    phrases: Sequence[str]


def write_segment(folder: Path, entries: Sequence[IndexEntry], compounds: Compounds) -> None:
    """Write a segment of these chunks into a new folder.

    Raises:
        StorageFailed: a chunk has no vector, or one of another length.
    """
    folder.mkdir(parents=True)
    if len({len(entry.vector or b"") for entry in entries}) > 1 or not all(e.vector for e in entries):
        raise StorageFailed("Nicht jeder Abschnitt hat eine Einbettung. Bitte `wbm sync` wiederholen.")
    matrix = np.frombuffer(b"".join(entry.vector or b"" for entry in entries), dtype="<f4")
    SegmentIds.write(folder, raw_ids([entry.chunk.id for entry in entries]))
    SegmentVectors.write(folder, len(entries), [matrix.reshape(len(entries), -1)])
    own = [terms(entry.chunk.embedded_text, compounds) for entry in entries]
    write_postings(folder / OWN_WORDS, own)
    write_postings(
        folder / LEXICAL,
        (
            [*words, *terms("\n".join(entry.phrases), compounds)] if entry.phrases else words
            for words, entry in zip(own, entries, strict=True)
        ),
    )
    write_postings(folder / HEADINGS, (terms(entry.chunk.context, compounds) for entry in entries))


def merge_segments(folder: Path, parts: Sequence[tuple[Segment, np.ndarray]]) -> None:
    """Write the living rows of several segments as one into a new folder; of each part the boolean array of
    what is alive. Nothing is embedded or cut into words again.
    """
    folder.mkdir(parents=True)
    SegmentIds.write(folder, np.concatenate([segment.ids.raw[alive] for segment, alive in parts]))
    SegmentVectors.write(
        folder,
        sum(int(alive.sum()) for _, alive in parts),
        [segment.vectors.floats[alive] for segment, alive in parts],
    )
    for field in FIELDS:
        merge_postings(folder / field, [(segment.words[field], alive) for segment, alive in parts])
