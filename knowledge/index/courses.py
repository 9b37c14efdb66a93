"""The courses' index: immutable segments of vectors and words, linked from generation to
generation, and the filters.

A sync adds one segment with what is new or changed; the others are hard links to the generation
before. Rows of courses that are gone or changed stay in their segment and are masked. Segments with many dead
rows, and small ones when there are many, are written anew together. Why an exact scan: over 100,000 vectors
of 384 numbers (float32) it takes 5 ms, needs nothing built and, unlike a graph (Chroma's HNSW: 2 ms, 26 s to
build), loses nothing when a filter leaves few courses; float16 took 67 ms and int8 6 ms at 96 % of the
recall. `np.vecdot` instead of `@`: half the processor time, and no BLAS threads that wait for one another (on
a busy machine 15 ms instead of 218).
"""

from __future__ import annotations

import json
import math
import os
import shutil
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from knowledge.errors import StorageFailed
from knowledge.index.course_filters import CourseFilters
from knowledge.index.lexical import LexicalIndex, compound_vocabulary

if TYPE_CHECKING:
    from knowledge.store.courses import CourseTable

_LIST, _ROWS, _VECTORS, _HASHES, _WORDS = "courses.json", "rows.npy", "vectors.npy", "hashes.json", "lexical"
_SEGMENT = 12_500  # courses whose words are indexed at once: bounds the memory of a first sync
# so many segments below that share of a full one are joined; that share of dead rows is too much
_MANY_SMALL, _SMALL, _DEAD = 8, 0.5, 0.3
_SAMPLE = 20_000  # courses that the parts of compounds are learned from
_BATCH = 500
# courses of each segment in the sample; in a smaller catalogue nothing is cut off
_TYPICAL, _TYPICAL_AT_LEAST = 500, 100
_GONE = -1


@dataclass(frozen=True, slots=True)
class _Segment:
    """A segment on disk: its courses and the hash of what was indexed of each, in row order."""

    folder: Path
    ids: list[str]
    hashes: list[str]

    @classmethod
    def read(cls, folder: Path) -> _Segment:
        return cls(
            folder,
            json.loads((folder / _WORDS / "ids.json").read_text()),
            json.loads((folder / _HASHES).read_text()),
        )


def build_course_index(folder: Path, table: CourseTable, model: str, before: Path | None) -> int:
    """Write the partition of the library's present courses into `folder`, reusing segments of the generation
    in `before`; returns the number of courses.

    Raises:
        StorageFailed: a course has no vector of this model.
    """
    wanted = dict(table.search_hashes())
    folder.mkdir(parents=True)
    kept = _kept(before, wanted, model)
    for segment in kept:
        link_folder(segment.folder, folder / segment.folder.name)
    have = {key for segment in kept for key in zip(segment.ids, segment.hashes, strict=True)}
    new = [key for key in wanted.items() if key not in have]
    names = [segment.folder.name for segment in kept]
    vocabulary = json.loads((kept[0].folder / _WORDS / "compounds.json").read_text()) if kept else None
    number = 1 + max((int(name) for name in names), default=0)
    for start in range(0, len(new), _SEGMENT):
        part = new[start : start + _SEGMENT]
        vocabulary = _write_segment(folder / f"{number:06d}", part, table, model, vocabulary)
        names.append(f"{number:06d}")
        number += 1
    ids = list(wanted)
    positions = {document_id: i for i, document_id in enumerate(ids)}
    segments = [_Segment.read(folder / name) for name in names]
    rows = [
        positions[i] if wanted.get(i) == h else _GONE
        for s in segments
        for i, h in zip(s.ids, s.hashes, strict=True)
    ]
    np.save(folder / _ROWS, np.asarray(rows, dtype=np.int32))
    CourseFilters.build(folder, table, positions)
    (folder / _LIST).write_text(json.dumps({"embedding": model, "courses": ids, "segments": names}))
    return len(ids)


def _kept(before: Path | None, wanted: dict[str, str], model: str) -> list[_Segment]:
    """The segments of the generation before that go on."""
    if before is None or not (before / _LIST).exists():
        return []
    listed = json.loads((before / _LIST).read_text())
    if listed["embedding"] != model:
        return []
    segments = [_Segment.read(before / name) for name in listed["segments"]]
    alive = {
        s.folder: sum(wanted.get(i) == h for i, h in zip(s.ids, s.hashes, strict=True)) for s in segments
    }
    kept = [s for s in segments if alive[s.folder] > (1 - _DEAD) * len(s.ids)]
    small = [s for s in kept if len(s.ids) < _SMALL * _SEGMENT]
    return [s for s in kept if s not in small] if len(small) >= _MANY_SMALL else kept


def _write_segment(
    folder: Path,
    keys: Sequence[tuple[str, str]],
    table: CourseTable,
    model: str,
    vocabulary: list[str] | None,
) -> list[str]:
    """Index these courses; returns the parts of compounds that were used."""
    folder.mkdir()
    texts: list[str] = []
    matrix: np.memmap[tuple[int, int], np.dtype[np.float32]] | None = None
    for start in range(0, len(keys), _BATCH):
        for document_id, text, vector in table.searched(
            [document_id for document_id, _ in keys[start : start + _BATCH]], model
        ):
            if vector is None:
                raise StorageFailed(
                    f"Der Kurs „{document_id}“ hat keine Einbettung. Bitte `wbm sync` wiederholen."
                )
            if matrix is None:
                matrix = np.lib.format.open_memmap(
                    folder / _VECTORS, "w+", "<f4", (len(keys), len(vector) // 4)
                )
            matrix[len(texts)] = np.frombuffer(vector, dtype="<f4")
            texts.append(text)
    if matrix is None or len(texts) != len(keys):
        raise StorageFailed("Nicht jeder Kurs hat einen Überblick. Bitte `wbm sync` wiederholen.")
    matrix.flush()
    vocabulary = compound_vocabulary(texts[:_SAMPLE]) if vocabulary is None else vocabulary
    LexicalIndex.build(folder / _WORDS, [document_id for document_id, _ in keys], texts, vocabulary)
    (folder / _HASHES).write_text(json.dumps([digest for _, digest in keys]))
    return vocabulary


def link_folder(source: Path, target: Path, leave_out: Collection[str] = ()) -> None:
    """The same files under another folder: hard links, or copies where the file system has none. For files
    that are never written again.
    """

    def link(old: str, new: str) -> str:
        try:
            os.link(old, new)
        except OSError:
            shutil.copy2(old, new)
        return new

    shutil.copytree(
        source,
        target,
        copy_function=link,
        ignore=lambda _, names: [n for n in names if n in leave_out],
        dirs_exist_ok=True,
    )


@dataclass(frozen=True, slots=True)
class CourseScores:
    """Scores of all courses of a generation in the order of `CourseIndex.ids`; -inf and 0 where a course was
    not looked at.
    """

    dense: np.ndarray  # (courses,) cosine
    lexical: np.ndarray  # (courses,) BM25
    related_from: float  # cosine from which a course has more to do with the query than courses at large
    sure_from: float  # … from which few are nearer to it


class CourseIndex:
    """The opened partition; raises FileNotFoundError or ValueError if it is incomplete."""

    def __init__(self, folder: Path) -> None:
        listed = json.loads((folder / _LIST).read_text())
        self.ids: list[str] = listed["courses"]
        self.filters = CourseFilters.open(folder)
        self._rows = np.load(folder / _ROWS)
        self._vectors = [np.load(folder / name / _VECTORS, mmap_mode="r") for name in listed["segments"]]
        self._words = [LexicalIndex.open(folder / name / _WORDS) for name in listed["segments"]]
        self._starts = np.cumsum([0, *(len(v) for v in self._vectors)])
        if self._starts[-1] != len(self._rows):
            raise ValueError("segments and rows differ in number")

    def terms_of(self, text: str) -> dict[str, float]:
        """Search terms of a text: its stems with weight 1, parts of compounds with half."""
        from knowledge.german.words import terms

        plain = dict.fromkeys(terms(text), 1.0)
        split = terms(text, self._words[0].compounds) if self._words else []
        return dict.fromkeys(split, 0.5) | plain

    def split(self, word: str) -> tuple[str, ...]:
        """The parts of a compound as stems, by the words of the courses themselves."""
        return self._words[0].compounds.parts(word) if self._words else ()

    def having(self, stems: Collection[str]) -> np.ndarray:
        """(courses,) bool: which courses have one of these stems anywhere."""
        found = np.zeros(len(self.ids), dtype=bool)
        for words, start in zip(self._words, self._starts, strict=False):
            for term in stems:
                rows, _ = words.postings(term)
                places = self._rows[start + rows]
                found[places[places >= 0]] = True
        return found

    def scores(self, vector: Sequence[float], terms: dict[str, float], mask: np.ndarray) -> CourseScores:
        """Score the courses that `mask` (courses,) lets through."""
        alive = self._rows >= 0
        alive[alive] = mask[self._rows[alive]]
        dense = np.full(len(self.ids), -np.inf, dtype=np.float32)
        query = np.asarray(vector, dtype=np.float32)
        for matrix, start in zip(self._vectors, self._starts, strict=False):
            chosen = np.flatnonzero(alive[start : start + len(matrix)])
            # below that, gathering the rows is cheaper than the whole product
            few = len(chosen) < len(matrix) // 8
            similarity = np.vecdot(matrix[chosen], query) if few else np.vecdot(matrix, query)[chosen]
            dense[self._rows[start + chosen]] = similarity
        return CourseScores(dense, self._lexical(terms, alive), *self._related_from(query))

    def _related_from(self, query: np.ndarray) -> tuple[float, float]:
        """Two and four standard deviations above the mean cosine of a sample of all courses: embeddings
        differ in scale, so no fixed figure would do.
        """
        cosines = (
            np.concatenate(
                [np.vecdot(matrix[:: max(1, len(matrix) // _TYPICAL)], query) for matrix in self._vectors]
            )
            if self._vectors
            else np.zeros(0)
        )
        if len(cosines) < _TYPICAL_AT_LEAST:
            return -math.inf, float(cosines.mean() + cosines.std()) if len(cosines) else math.inf
        return float(cosines.mean() + 2 * cosines.std()), float(cosines.mean() + 4 * cosines.std())

    def _lexical(self, terms: dict[str, float], alive: np.ndarray) -> np.ndarray:
        """BM25 over all segments as if they were one: each segment's own inverse document frequency is
        replaced by the common one.
        """
        total = np.zeros(len(self.ids), dtype=np.float32)
        count = len(self._rows)
        for term, weight in terms.items():
            found = [words.postings(term) for words in self._words]
            everywhere = _idf(count, sum(len(rows) for rows, _ in found))
            for (rows, scores), words, start in zip(found, self._words, self._starts, strict=False):
                hit = alive[start + rows]
                correction = weight * everywhere / _idf(len(words.ids), len(rows)) if len(rows) else 0.0
                total[self._rows[start + rows[hit]]] += np.float32(correction) * scores[hit]
        return total


def _idf(count: int, having: int) -> float:
    """The inverse document frequency of bm25s (Lucene's)."""
    return math.log(1 + (count - having + 0.5) / (having + 0.5))
