"""The index of everyday phrases: their vectors, their places, and the chunks they lead to.

A law says "Übernahme der Weiterbildungskosten", a person "zahlt mir das Amt den Kurs". Each phrase leads to
the place it is kept at (document expansion, Nogueira et al. 2019, here by people instead of a model); it is
searched, never shown.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from knowledge.editorial.elsewhere import DEFAULT_PHRASES, load_elsewhere_phrases
from knowledge.editorial.glossary import DEFAULT_GLOSSARY, load_glossary
from knowledge.editorial.phrases import PHRASES, EverydayPhrases
from knowledge.german.words import stem, words
from knowledge.index.embedding import embed_queries, engine_of
from knowledge.index.files import link_files, mapped
from knowledge.index.shipped_vectors import ENGINE, PHRASE_VECTORS
from knowledge.index.unit import unit_vectors
from knowledge.model.document import content_hash

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from knowledge.index.scale import CosineScale
    from knowledge.model.document import DocumentHead
    from knowledge.store.library import Library


_FORMAT = "7"
_AS_QUESTION = " (Frage)"  # behind the embedding's name in the cache: a phrase is embedded as a question
_ROWS = 1_024  # 1.5 MB of them stay in the processor's cache while all vectors are compared
_BATCH = 64  # phrases that are embedded before they are stored
# Absätze of a § that is not here which bring a phrase: enough to notice a question about it, and a small
# library is soon embedded
_ABSENT = 2
ELSEWHERE = "anderswo"  # document id of the matters that no source covers; their locator is the matter's id
# phrases that say whether a question is ours; difference of nearness at which one's weight falls to 37 %
_VOTERS, _FALL_OFF = 10, 0.1
# further phrases of a place that may support its nearest one: a place is not better for having many
_SUPPORTERS = 2
_MATRIX, _PLACES = "phrases.npy", "phrases.json"
_EXPLAINS = "factsheet"  # kind of the documents whose sections stand in for law places


def phrases_hash(folder: Path = PHRASES) -> str:
    """Changes with any phrase or place, with the names of laws, and with the form of the index; read off the
    bytes, the phrases are not parsed.
    """
    files = [*sorted(folder.glob("*.yaml")), DEFAULT_PHRASES]
    return content_hash(
        _FORMAT,
        json.dumps(_law_ids(), ensure_ascii=False),
        *(part for f in files for part in (f.stem, f.read_text(encoding="utf-8"))),
    )


@dataclass(frozen=True, slots=True)
class NearestPhrase:
    """The phrase nearest to a question, how near (knowledge/index/scale.py), and the place it is kept at."""

    nearness: float
    document_id: str
    locator: str


@dataclass(frozen=True, slots=True)
class _Leads:
    """Which phrase leads to which chunk, as pairs of numbers: (m,) each, and the chunks' ids."""

    phrases: np.ndarray
    chunks: np.ndarray
    ids: list[str]

    @classmethod
    def of(cls, chunk_ids: Sequence[Sequence[str]]) -> _Leads:
        """Of each phrase's chunks."""
        numbers: dict[str, int] = {}
        chunks = [numbers.setdefault(key, len(numbers)) for keys in chunk_ids for key in keys]
        phrases = np.repeat(np.arange(len(chunk_ids)), [len(keys) for keys in chunk_ids])
        return cls(phrases.astype(np.int32), np.asarray(chunks, dtype=np.int32), list(numbers))


class PhraseIndex:
    """The phrases' vectors, their places, and the chunks they lead to; a scan, since there are
    thousands, not millions.

    Phrases of places that are not indexed stay in, and those of matters that no source covers: a question
    nearest to one of them is about what is not here.
    """

    def __init__(
        self,
        matrix: np.ndarray,
        places: list[tuple[str, str]],
        chunk_ids: list[list[str]],
        vocabulary: list[str],
        key: str,
        read_from: tuple[int, ...] = (),
    ) -> None:
        """`key`: of the phrases and the embedding, for whoever has their vectors already; `read_from`: the
        file that it was read from.

        Kinds of phrases, each a boolean array (n,): `here` leads to a chunk, `absent` to a law that is not
        indexed, `elsewhere` to no source.
        """
        self.matrix, self.places, self.chunk_ids, self.vocabulary = matrix, places, chunk_ids, vocabulary
        self.key, self.read_from = key, read_from
        laws = {law for (law, _), ids in zip(places, chunk_ids, strict=True) if ids}
        self.documents = frozenset(laws)
        self._laws = frozenset(law for law, _ in places if law != ELSEWHERE)
        self.here = np.asarray([bool(ids) for ids in chunk_ids], dtype=bool)
        self.elsewhere = np.asarray([law == ELSEWHERE for law, _ in places], dtype=bool)
        self.absent = np.asarray([law not in laws and law != ELSEWHERE for law, _ in places], dtype=bool)
        self.leads = _Leads.of(chunk_ids)

    FILES: ClassVar = (_MATRIX, _PLACES)

    @classmethod
    def build(
        cls,
        folder: Path,
        everyday: EverydayPhrases,
        places: Iterable[ChunkPlace],
        library: Library,
        embedding: Embeddings,
        model: str,
        before: Path | None = None,
    ) -> None:
        """Write the index; phrases are embedded as questions, each once. A factsheet section stands in for a
        law place that it explains and that is not indexed. `before`: folder of an index whose vectors may be
        linked.
        """
        triples = _triples(everyday, places)
        phrases = [phrase for phrase, *_ in triples]
        key = content_hash(model, *phrases)
        if before is not None and _stored(before)["key"] == key:
            link_files(before, folder, [_MATRIX])
        else:
            np.save(folder / _MATRIX, _vectors(phrases, library, embedding, f"{model}{_AS_QUESTION}"))
        spoken = sorted({word for phrase in phrases for word in words(phrase) if word.isalpha()})
        index = {
            "key": key,
            "places": [place for _, place, _ in triples],
            "chunks": [chunk_ids for *_, chunk_ids in triples],
            "words": spoken,
        }
        (folder / _PLACES).write_text(json.dumps(index, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def open(cls, folder: Path, before: PhraseIndex | None = None) -> PhraseIndex:
        """Open a built index: the one that is open already where it was linked on, its vectors where they are
        the same; raises FileNotFoundError.
        """
        file = (folder / _PLACES).stat()
        read_from = (file.st_dev, file.st_ino, file.st_mtime_ns, file.st_size)
        if before is not None and before.read_from == read_from:
            return before
        stored = _stored(folder)
        same = before is not None and before.key == stored["key"]
        return cls(
            before.matrix if before is not None and same else mapped(folder / _MATRIX),
            [(d, loc) for d, loc in stored["places"]],
            stored["chunks"],
            stored["words"],
            stored["key"],
            read_from,
        )

    @staticmethod
    def leads_to(folder: Path, chunk_ids: Collection[str]) -> bool:
        """Whether a phrase of a built index leads to any of these chunks."""
        wanted = set(chunk_ids)
        return bool(wanted) and any(not wanted.isdisjoint(ids) for ids in _stored(folder)["chunks"])

    @cached_property
    def stems(self) -> frozenset[str]:
        """Stems of all words that the phrases use."""
        return frozenset(stem(word) for word in self.vocabulary)

    def speak_of(self, document: DocumentHead) -> bool:
        """Whether editors keep phrases for a document, or for law places that it explains: a factsheet does,
        while course material that names places of law is about much else.
        """
        explains = document.legal_basis if document.kind == _EXPLAINS else ()
        return document.id in self.documents or any(b.partition(" § ")[0] in self._laws for b in explains)

    def match(self, vectors: Sequence[Sequence[float]], scale: CosineScale) -> PhraseMatches:
        """Compare a question with all phrases; `vectors`: the whole question's, then those of
        its sentences; `scale`: what cosines between questions mean.
        """
        # `vecdot`, since BLAS threads wait for one another on a busy machine
        each = np.empty((len(vectors), len(self.matrix)), dtype=np.float32)
        asked = [np.asarray(vector, dtype=np.float32) for vector in vectors]
        for start in range(0, len(self.matrix), _ROWS):
            rows = self.matrix[start : start + _ROWS]
            for vector, cosines in zip(asked, each, strict=True):
                np.vecdot(rows, vector, out=cosines[start : start + _ROWS])
        return PhraseMatches(
            self, scale.nearnesses(each[0]), scale.nearnesses(np.asarray(np.max(each, axis=0)))
        )


@dataclass(frozen=True, slots=True)
class PhraseMatches:
    """How near each phrase comes: `whole` to the whole question, `best` to it or any of its sentences;
    nearness, (n,).
    """

    index: PhraseIndex
    whole: np.ndarray
    best: np.ndarray

    def similar(self, at_least: float, support: float = 0.0) -> dict[str, float]:
        """Chunk id -> nearness of the nearest phrase that leads to it, where it is at least so near.

        Further near phrases of the same place add `support` times what they lie above `at_least`: several
        ways to ask that come near say more than one.
        """
        leads = self.index.leads
        near = np.flatnonzero(self.best[leads.phrases] >= at_least)
        chunks, nearness = leads.chunks[near], self.best[leads.phrases[near]].astype(np.float64)
        order = np.lexsort((-nearness, chunks))  # of each chunk the nearest first
        chunks, nearness = chunks[order], nearness[order]
        firsts = np.flatnonzero(np.diff(chunks, prepend=-1))
        sums = nearness[firsts]
        for further in range(1, 1 + _SUPPORTERS):
            there = firsts + further
            has = there < len(chunks)
            has[has] = chunks[there[has]] == chunks[firsts[has]]
            sums[has] += support * (nearness[there[has]] - at_least)
        return {leads.ids[chunk]: value for chunk, value in zip(chunks[firsts], sums.tolist(), strict=True)}

    def nearest(self) -> NearestPhrase | None:
        """The nearest phrase whose place is indexed; None if there is none."""
        return self._nearest(self.best, self.index.here)

    def nearest_missing(self) -> NearestPhrase | None:
        """The phrase nearest to the whole question whose law is not indexed; None if there is none."""
        return self._nearest(self.whole, self.index.absent)

    def nearest_elsewhere(self) -> NearestPhrase | None:
        """The phrase nearest to the whole question of a matter that no source covers; its locator is the
        matter's id.
        """
        return self._nearest(self.whole, self.index.elsewhere)

    def elsewhere(self) -> float:
        """Share of matters that no source covers among the phrases nearest to the whole question, each
        weighed by its nearness; 0 to 1.

        A vote of the k nearest neighbours (Cover & Hart 1967) with weights that fall off with the distance
        (Dudani 1976).
        """
        known = np.flatnonzero(self.index.here | self.index.elsewhere)
        if not len(known):
            return 0.0
        nearest = known[np.argsort(-self.whole[known])[:_VOTERS]]
        weights = np.exp((self.whole[nearest] - self.whole[nearest[0]]) / _FALL_OFF)
        return float(weights[self.index.elsewhere[nearest]].sum() / weights.sum())

    def _nearest(self, nearness: np.ndarray, kind: np.ndarray) -> NearestPhrase | None:
        chosen = np.flatnonzero(kind)
        if not len(chosen):
            return None
        best = chosen[int(np.argmax(nearness[chosen]))]
        return NearestPhrase(float(nearness[best]), *self.index.places[best])


_HEADING = re.compile(
    r"\((?P<place>§ \w++(?: Abs\. \w++)?)[^()]*? (?P<law>[A-ZÄÖÜ][A-Za-zÄÖÜäöüß]+(?: [IVX]+)?)\)$"
)


def _law_ids() -> dict[str, str]:
    """Short name of a law, as factsheets write it -> document id."""
    return {name: law for law, names in load_glossary(DEFAULT_GLOSSARY).laws.items() for name in names}


def _explained(locator: str, names: dict[str, str]) -> list[tuple[str, str]]:
    """The law place that a factsheet section's heading names at its end: "… (§ 82 Abs. 2 SGB III)"; none for
    other locators.
    """
    match = _HEADING.search(locator)
    return [(names[match["law"]], match["place"])] if match and match["law"] in names else []


Triple = tuple[str, tuple[str, str], list[str]]  # phrase, its place, the chunks it leads to
ChunkPlace = tuple[str, str, str]  # document id, locator, chunk id
_NAMES_A_LAW = "%(%§%)%"  # SQL's LIKE for what `_HEADING` may match


def _stored(folder: Path) -> Any:
    return json.loads((folder / _PLACES).read_text(encoding="utf-8"))


def concerned(everyday: EverydayPhrases, documents: Iterable[str], locators: Iterable[str]) -> bool:
    """Whether what phrases lead to may change with these documents, or with places of these locators."""
    names = _law_ids()
    return any(document in everyday.root for document in documents) or any(
        _explained(locator, names) for locator in locators
    )


def phrase_places(everyday: EverydayPhrases, library: Library) -> list[ChunkPlace]:
    """The places of a library that phrases may lead to."""
    return library.indexed.places(everyday.root, _NAMES_A_LAW)


def embed_phrases(
    everyday: EverydayPhrases,
    places: Iterable[ChunkPlace],
    library: Library,
    embedding: Embeddings,
    model: str,
) -> None:
    """Embed, outside any transaction, the phrases that an index of chunks at these places will need; a stop
    in the middle keeps what is done.
    """
    _embed(
        [phrase for phrase, *_ in _triples(everyday, places)], library, embedding, f"{model}{_AS_QUESTION}"
    )


def _triples(everyday: EverydayPhrases, places: Iterable[ChunkPlace]) -> list[Triple]:
    """All phrases with their places and chunks; none if no phrase leads anywhere."""
    ids: dict[tuple[str, str], list[str]] = defaultdict(list)
    explained: dict[tuple[str, str], list[str]] = defaultdict(list)
    names = _law_ids()
    for document_id, chunk_locator, chunk_id in places:
        ids[document_id, chunk_locator].append(chunk_id)
        for place in _explained(chunk_locator, names):
            explained[place].append(chunk_id)
    triples: list[Triple] = []
    absent: Counter[tuple[str, str]] = Counter()
    for document, kept in everyday.root.items():
        for locator, phrases in kept.items():
            leads_to = (
                ids.get((document, locator))
                or explained.get((document, locator))
                or explained.get((document, locator.partition(" Abs. ")[0]))
                or []
            )
            known = (document, locator.partition(" Abs. ")[0])
            if leads_to:
                triples += [(phrase, (document, locator), leads_to) for phrase in phrases]
            elif absent[known] < _ABSENT:
                triples.append((phrases[0], (document, locator), leads_to))
                absent[known] += 1
    if not any(chunk_ids for *_, chunk_ids in triples):
        return []  # a library that has none of these laws is spared embedding the phrases
    return triples + [
        (phrase, (ELSEWHERE, matter), [])
        for matter, phrases in load_elsewhere_phrases().items()
        for phrase in phrases
    ]


def _vectors(phrases: list[str], library: Library, embedding: Embeddings, model: str) -> np.ndarray:
    """Matrix (len(phrases), dimensions) of float32; what the library has cached is not embedded again."""
    _embed(phrases, library, embedding, model)
    keys = [content_hash(phrase) for phrase in phrases]
    known = library.embeddings.of(model, keys)
    return (
        np.stack([known[key] for key in keys]).astype(np.float32)
        if keys
        else np.zeros((0, 1), dtype=np.float32)
    )


def _embed(phrases: list[str], library: Library, embedding: Embeddings, model: str) -> None:
    """Embed what is missing; what is missing is asked once, and stored batch by batch."""
    texts = {content_hash(phrase): phrase for phrase in phrases}
    missing = library.embeddings.missing(model, texts)
    known = PHRASE_VECTORS.of(model.removesuffix(_AS_QUESTION), missing)
    if known:
        library.embeddings.put(model, known, engine=ENGINE)
    keys = [key for key in texts if key in missing and key not in known]
    for start in range(0, len(keys), _BATCH):
        part = keys[start : start + _BATCH]
        vectors = unit_vectors(embed_queries(embedding, [texts[key] for key in part]))
        library.embeddings.put(model, dict(zip(part, vectors, strict=True)), engine=engine_of(embedding))
