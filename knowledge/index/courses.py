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
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from knowledge.errors import StorageFailed
from knowledge.german.words import Compounds, compound_vocabulary, terms
from knowledge.index.course_filters import CourseFilters
from knowledge.index.files import link_files, link_folder
from knowledge.index.postings import Postings, write_postings
from knowledge.index.rows import Living
from knowledge.index.word_index import WordCounts

if TYPE_CHECKING:
    from knowledge.store.courses import CourseTable

_LIST, _ROWS, _VOCABULARY = "courses.json", "rows.npy", "compounds.json"
_IDS, _VECTORS, _HASHES, _WORDS = "ids.json", "vectors.npy", "hashes.json", "lexical"  # of a segment
_NAMES = "titles.json"  # of a segment: [title and degree, keywords] of each row
_FORMAT = 3  # of the partition; of one in another nothing is taken over
_SEGMENT = 12_500  # courses whose words are indexed at once: bounds the memory of a first sync
# so many segments below that share of a full one are joined; that share of dead rows is too much
_MANY_SMALL, _SMALL, _DEAD = 8, 0.5, 0.3
_SAMPLE = 20_000  # courses that the parts of compounds are learned from
_BATCH = 500
# courses of each segment in the sample; in a smaller catalogue nothing is cut off
_TYPICAL, _TYPICAL_AT_LEAST = 500, 100
_GONE = -1
_TITLES = 20_000  # whose words are kept: searches for one topic read the same ones again


@dataclass(frozen=True, slots=True)
class _Segment:
    """A segment on disk: its courses and the hash of what was indexed of each, in row order."""

    folder: Path
    ids: list[str]
    hashes: list[str]

    @classmethod
    def read(cls, folder: Path) -> _Segment:
        return cls(
            folder, json.loads((folder / _IDS).read_text()), json.loads((folder / _HASHES).read_text())
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
    if kept and before is not None:
        link_files(before, folder, [_VOCABULARY])
    else:
        texts = (text for _, text, _ in _searched([name for name, _ in new[:_SAMPLE]], table, model))
        (folder / _VOCABULARY).write_text(json.dumps(compound_vocabulary(texts), ensure_ascii=False))
    compounds = Compounds(json.loads((folder / _VOCABULARY).read_text()))
    number = 1 + max((int(name) for name in names), default=0)
    for start in range(0, len(new), _SEGMENT):
        _write_segment(folder / f"{number:06d}", new[start : start + _SEGMENT], table, model, compounds)
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
    CourseFilters.build(folder, table, positions, before)
    (folder / _LIST).write_text(
        json.dumps({"format": _FORMAT, "embedding": model, "courses": ids, "segments": names})
    )
    return len(ids)


def _kept(before: Path | None, wanted: dict[str, str], model: str) -> list[_Segment]:
    """The segments of the generation before that go on."""
    if before is None or not (before / _LIST).exists():
        return []
    listed = json.loads((before / _LIST).read_text())
    if listed.get("format") != _FORMAT or listed["embedding"] != model:
        return []
    segments = [_Segment.read(before / name) for name in listed["segments"]]
    alive = {
        s.folder: sum(wanted.get(i) == h for i, h in zip(s.ids, s.hashes, strict=True)) for s in segments
    }
    kept = [s for s in segments if alive[s.folder] > (1 - _DEAD) * len(s.ids)]
    small = [s for s in kept if len(s.ids) < _SMALL * _SEGMENT]
    return [s for s in kept if s not in small] if len(small) >= _MANY_SMALL else kept


def _searched(
    names: Sequence[str], table: CourseTable, model: str
) -> Iterator[tuple[str, str, bytes | None]]:
    """(id, searched text, vector) of these courses."""
    for start in range(0, len(names), _BATCH):
        yield from table.searched(names[start : start + _BATCH], model)


def _write_segment(
    folder: Path, keys: Sequence[tuple[str, str]], table: CourseTable, model: str, compounds: Compounds
) -> None:
    """Index these courses: (id, hash of what is searched)."""
    folder.mkdir()
    texts: list[str] = []
    matrix: np.memmap[tuple[int, int], np.dtype[np.float32]] | None = None
    for document_id, text, vector in _searched([name for name, _ in keys], table, model):
        if vector is None:
            raise StorageFailed(
                f"Der Kurs „{document_id}“ hat keine Einbettung. Bitte `wbm sync` wiederholen."
            )
        if matrix is None:
            matrix = np.lib.format.open_memmap(folder / _VECTORS, "w+", "<f4", (len(keys), len(vector) // 4))
        matrix[len(texts)] = np.frombuffer(vector, dtype="<f4")
        texts.append(text)
    if matrix is None or len(texts) != len(keys):
        raise StorageFailed("Nicht jeder Kurs hat einen Überblick. Bitte `wbm sync` wiederholen.")
    matrix.flush()
    write_postings(folder / _WORDS, (terms(text, compounds) for text in texts))
    (folder / _IDS).write_text(json.dumps([document_id for document_id, _ in keys]))
    (folder / _HASHES).write_text(json.dumps([digest for _, digest in keys]))
    names = table.titles([document_id for document_id, _ in keys])
    (folder / _NAMES).write_text(json.dumps([names[document_id] for document_id, _ in keys]))


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
        self._compounds = Compounds(json.loads((folder / _VOCABULARY).read_text()))
        self.titles = self._titles(folder, listed["segments"])
        self.words_of = lru_cache(_TITLES)(self._words_of)
        self._starts = np.cumsum([0, *(len(v) for v in self._vectors)])
        if self._starts[-1] != len(self._rows):
            raise ValueError("segments and rows differ in number")
        self._words = WordCounts(
            Living([len(v) for v in self._vectors], self._rows < 0),
            [Postings(folder / name / _WORDS) for name in listed["segments"]],
        )

    def _titles(self, folder: Path, segments: Sequence[str]) -> list[tuple[str, str]]:
        """(title and degree, keywords) of each course, in the order of `ids`."""
        found = [("", "")] * len(self.ids)
        at = 0
        for name in segments:
            rows = json.loads((folder / name / _NAMES).read_text())
            for position, told in zip(self._rows[at : at + len(rows)].tolist(), rows, strict=True):
                if position != _GONE:
                    found[position] = (told[0], told[1])
            at += len(rows)
        return found

    def terms_of(self, text: str) -> dict[str, float]:
        """Search terms of a text: its stems with weight 1, parts of compounds with half."""
        return dict.fromkeys(terms(text, self._compounds), 0.5) | dict.fromkeys(terms(text), 1.0)

    def _words_of(self, text: str) -> tuple[frozenset[str], frozenset[str]]:
        """The stems of a title, and those of the parts of its compounds."""
        words = text.lower().replace("-", " ").split()
        parts = frozenset(piece for word in words for piece in self.split(word.strip(".,()/")))
        return frozenset(terms(text)), parts

    def split(self, word: str) -> tuple[str, ...]:
        """The parts of a compound as stems, by the words of the courses themselves."""
        return self._compounds.parts(word)

    def having(self, stems: Collection[str]) -> np.ndarray:
        """(courses,) bool: which courses have one of these stems anywhere."""
        found = np.zeros(len(self.ids), dtype=bool)
        for term in stems:
            places = self._rows[self._words.having(term)]
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
        """BM25 over all segments as if they were one."""
        total = np.zeros(len(self.ids), dtype=np.float32)
        total[self._rows[alive]] = self._words.scores(terms)[alive]
        return total
