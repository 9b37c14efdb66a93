"""The rules' partition of one generation: segments, which of their rows are dead, the words that compounds
are split along, the everyday phrases.

A change writes a segment with what is new and marks what is gone; all other segments are linked. Small
segments are joined when there are many of one size, so their number grows with the logarithm of what came in.
Compounds are split along the words that were there when the index was last built whole, which happens again
when so much came in that they may be others.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from knowledge.german.words import Compounds, compound_vocabulary
from knowledge.index.exact import ExactVectors
from knowledge.index.files import link_files, link_folder
from knowledge.index.phrases import PhraseIndex, concerned, phrase_places
from knowledge.index.rows import Rows
from knowledge.index.segment import (
    HEADINGS,
    LEXICAL,
    OWN_WORDS,
    IndexEntry,
    Segment,
    merge_segments,
    write_segment,
)
from knowledge.index.word_index import WordIndex

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from knowledge.editorial.phrases import EverydayPhrases
    from knowledge.store.library import Library

_LIST, _DEAD, _VOCABULARY, SEGMENTS = "rules.json", "dead.npy", "compounds.json", "segments"
_SEGMENT = 65_536  # rows of a full segment: bounds the memory of a first build
# segments of one range of sizes are joined when there are so many of them; that share of dead rows is too
# much in any
_SIZES, _MANY, _TOO_DEAD = (512, 4_096, 32_768), 8, 0.3
_RENEWED_AT = 0.2  # share of an index that may come in before the words of compounds are learned anew


@dataclass(frozen=True, slots=True)
class _Listed:
    """What a generation says of its segments; `lineage` is new with each whole build, `changed` counts what
    came in and left since.
    """

    lineage: str
    segments: tuple[str, ...]
    changed: int

    @classmethod
    def read(cls, folder: Path) -> _Listed:
        listed = json.loads((folder / _LIST).read_text())
        return cls(listed["lineage"], tuple(listed["segments"]), listed["changed"])

    def write(self, folder: Path, rows: Rows) -> None:
        listed = {"lineage": self.lineage, "segments": self.segments, "changed": self.changed}
        (folder / _LIST).write_text(json.dumps(listed))
        np.save(folder / _DEAD, np.packbits(~rows.alive))


@dataclass(frozen=True, slots=True)
class RuleIndex:
    """The opened partition; raises OSError, ValueError, LookupError or TypeError if it is incomplete."""

    lineage: str
    segments: dict[str, Segment]
    rows: Rows
    vectors: ExactVectors
    lexical: WordIndex  # words of the places and of their everyday phrases
    own_words: WordIndex  # of the places alone
    headings: WordIndex  # of titles, headings and paths
    everyday: PhraseIndex

    @classmethod
    def open(cls, folder: Path, before: RuleIndex | None = None) -> RuleIndex:
        """Open a generation's; what it has in common with one that is open already is not opened again."""
        listed = _Listed.read(folder)
        known = before.segments if before else {}
        segments = {
            name: known.get(name) or Segment.open(folder / SEGMENTS / name) for name in listed.segments
        }
        rows = _rows(folder, list(segments.values()))
        if before and before.lineage == listed.lineage:
            vocabulary, compounds = before.lexical.vocabulary, before.lexical.compounds
        else:
            vocabulary = json.loads((folder / _VOCABULARY).read_text())
            compounds = Compounds(vocabulary)
        lexical, own_words, headings = (
            WordIndex(rows, [s.words[field] for s in segments.values()], vocabulary, compounds)
            for field in (LEXICAL, OWN_WORDS, HEADINGS)
        )
        vectors = ExactVectors(rows, [segment.vectors for segment in segments.values()])
        everyday = PhraseIndex.open(folder, before.everyday if before else None)
        return cls(listed.lineage, segments, rows, vectors, lexical, own_words, headings, everyday)


def _rows(folder: Path, segments: Sequence[Segment]) -> Rows:
    size = sum(len(segment) for segment in segments)
    packed = np.load(folder / _DEAD)
    if len(packed) != (size + 7) // 8:
        raise ValueError("segments and their dead rows differ in number")
    return Rows([s.ids for s in segments], np.unpackbits(packed, count=size).astype(bool))


@dataclass(frozen=True, slots=True)
class Sources:
    """What the partition is built of."""

    library: Library
    embedding: Embeddings
    model: str
    everyday: EverydayPhrases

    def entries(self, chunk_ids: Sequence[str] | None = None) -> Iterator[IndexEntry]:
        """The chunks to be indexed; only the given ones if there are any given."""
        return (
            IndexEntry(chunk, vector, self.everyday.phrases(chunk.document_id, chunk.locator))
            for chunk, vector in self.library.indexed.embedded(self.model, chunk_ids)
        )

    def texts(self) -> Iterator[str]:
        """What the lexical index reads of each chunk."""
        for chunk in self.library.chunks():
            yield "\n".join((chunk.embedded_text, *self.everyday.phrases(chunk.document_id, chunk.locator)))


def build_rules(folder: Path, sources: Sources, before: tuple[Path, int] | None) -> int:
    """Write the partition of the library's present content into a generation's new folder; returns the number
    of chunks. `before`: folder and number of a healthy generation whose segments may go on.

    Raises:
        StorageFailed: a chunk has no vector.
    """
    if before is not None:
        changed = _Change.found(sources.library, *before)
        if changed.few:
            return _write_changed(folder, sources, changed)
    return _write_whole(folder, sources)


def _write_whole(folder: Path, sources: Sources) -> int:
    vocabulary = compound_vocabulary(sources.texts())
    (folder / _VOCABULARY).write_text(json.dumps(vocabulary, ensure_ascii=False))
    compounds, names, entries = Compounds(vocabulary), [], sources.entries()
    while part := list(islice(entries, _SEGMENT)):
        names.append(_new_name())
        write_segment(folder / SEGMENTS / names[-1], part, compounds)
    rows = Rows([Segment.open(folder / SEGMENTS / name).ids for name in names])
    _Listed(_new_name(), tuple(names), 0).write(folder, rows)
    _write_phrases(folder, sources, None)
    return len(rows)


@dataclass(frozen=True, slots=True)
class _Change:
    """What is other than in the generation before."""

    folder: Path
    listed: _Listed
    segments: list[Segment]
    rows: Rows
    new: list[str]
    gone: np.ndarray  # rows

    @classmethod
    def found(cls, library: Library, folder: Path, generation: int) -> _Change:
        """Ask the log what was touched, and the library and the index what became of it; without a log that
        reaches back, all that either of them has is looked at.
        """
        listed = _Listed.read(folder)
        segments = [Segment.open(folder / SEGMENTS / name) for name in listed.segments]
        rows = _rows(folder, segments)
        touched = library.changes.since(generation)
        if touched is None:
            wanted = library.indexed.ids()
            asked = list(set(wanted).union(rows.all_ids()))
        else:
            asked = list(touched)
            wanted = library.indexed.ids(asked)
        have = {key: row for key, row in zip(asked, rows.find(asked).tolist(), strict=True) if row >= 0}
        stays = set(wanted)
        gone = np.asarray(sorted(row for key, row in have.items() if key not in stays), dtype=np.int64)
        return cls(folder, listed, segments, rows, [key for key in wanted if key not in have], gone)

    @property
    def size(self) -> int:
        """How much came in or left since the words of compounds were learned."""
        return self.listed.changed + max(len(self.new), len(self.gone))

    @property
    def few(self) -> bool:
        """Whether those words may stay."""
        return self.size <= _RENEWED_AT * len(self.rows)


def _write_changed(folder: Path, sources: Sources, change: _Change) -> int:
    link_files(change.folder, folder, [_VOCABULARY])
    alive = change.rows.alive.copy()
    alive[change.gone] = False
    parts = [
        (segment, alive[start:end])
        for segment, (start, end) in zip(change.segments, change.rows.spans, strict=True)
    ]
    compounds = Compounds(json.loads((folder / _VOCABULARY).read_text())) if change.new else None
    entries = sources.entries(change.new)
    while compounds and (part := list(islice(entries, _SEGMENT))):
        place = folder / SEGMENTS / _new_name()
        write_segment(place, part, compounds)
        parts.append((Segment.open(place), np.ones(len(part), dtype=bool)))
    parts = _joined(folder, [(segment, living) for segment, living in parts if living.any()])
    for segment, _ in parts:
        if not (folder / SEGMENTS / segment.name).is_dir():
            link_folder(change.folder / SEGMENTS / segment.name, folder / SEGMENTS / segment.name)
    rows = Rows(
        [segment.ids for segment, _ in parts],
        ~np.concatenate([living for _, living in parts]) if parts else None,
    )
    names = tuple(segment.name for segment, _ in parts)
    _Listed(change.listed.lineage, names, change.size).write(folder, rows)
    _write_phrases(folder, sources, change)
    return len(rows)


_Part = tuple[Segment, np.ndarray]


def _joined(folder: Path, parts: list[_Part]) -> list[_Part]:
    """Join small segments where there are many of a size, and write anew what has many dead rows."""
    for least, most in pairwise((0, *_SIZES)):
        alike = [least < int(living.sum()) <= most for _, living in parts]
        if sum(alike) >= _MANY:
            joined = _merged(folder, [part for part, small in zip(parts, alike, strict=True) if small])
            parts = [part for part, small in zip(parts, alike, strict=True) if not small] + [joined]
    return [
        _merged(folder, [part]) if part[1].sum() < (1 - _TOO_DEAD) * len(part[0]) else part for part in parts
    ]


def _merged(folder: Path, parts: list[_Part]) -> _Part:
    place = folder / SEGMENTS / _new_name()
    merge_segments(place, parts)
    merged = Segment.open(place)
    return merged, np.ones(len(merged), dtype=bool)


def _write_phrases(folder: Path, sources: Sources, change: _Change | None) -> None:
    """The phrases' index; linked where nothing changed that a phrase leads to."""
    if change is not None:
        new = [entry.chunk for entry in sources.entries(change.new)]
        places = ({c.document_id for c in new}, {c.locator for c in new})
        gone = change.rows.ids(change.gone)
        if not concerned(sources.everyday, *places) and not PhraseIndex.leads_to(change.folder, gone):
            link_files(change.folder, folder, PhraseIndex.FILES)
            return
    PhraseIndex.build(
        folder,
        sources.everyday,
        phrase_places(sources.everyday, sources.library),
        sources.library,
        sources.embedding,
        sources.model,
        change.folder if change else None,
    )


def _new_name() -> str:
    return secrets.token_hex(4)
