"""The index of everyday phrases: their vectors, their places, and the chunks they lead to.

A law says "Übernahme der Weiterbildungskosten", a person "zahlt mir das Amt den Kurs". Each phrase leads to
the place it is kept at (document expansion, Nogueira et al. 2019, here by people instead of a model); it is
searched, never shown.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import nlargest
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from knowledge.editorial.elsewhere import DEFAULT_PHRASES, load_elsewhere_phrases
from knowledge.editorial.glossary import DEFAULT_GLOSSARY, load_glossary
from knowledge.editorial.phrases import PHRASES, EverydayPhrases
from knowledge.german.words import stem, words
from knowledge.index.embedding import embed_queries, engine_of
from knowledge.index.shipped_vectors import ENGINE, PHRASE_VECTORS
from knowledge.index.unit import unit_vectors
from knowledge.model.document import content_hash

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from knowledge.index.scale import CosineScale
    from knowledge.model.document import Chunk, DocumentHead
    from knowledge.store.library import Library


_FORMAT = "7"
_AS_QUESTION = " (Frage)"  # behind the embedding's name in the cache: a phrase is embedded as a question
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
    ) -> None:
        """Kinds of phrases, each a boolean array (n,): `here` leads to a chunk, `absent` to a law that is not
        indexed, `elsewhere` to no source.
        """
        self.matrix, self.places, self.chunk_ids, self.vocabulary = matrix, places, chunk_ids, vocabulary
        laws = {law for (law, _), ids in zip(places, chunk_ids, strict=True) if ids}
        self.documents = frozenset(laws)
        self._laws = frozenset(law for law, _ in places if law != ELSEWHERE)
        self.here = np.asarray([bool(ids) for ids in chunk_ids], dtype=bool)
        self.elsewhere = np.asarray([law == ELSEWHERE for law, _ in places], dtype=bool)
        self.absent = np.asarray([law not in laws and law != ELSEWHERE for law, _ in places], dtype=bool)

    @classmethod
    def build(
        cls,
        folder: Path,
        everyday: EverydayPhrases,
        chunks: Iterable[Chunk],
        library: Library,
        embedding: Embeddings,
        model: str,
    ) -> None:
        """Write the index; phrases are embedded as questions, each once. A factsheet section stands in for a
        law place that it explains and that is not indexed.
        """
        triples = _triples(everyday, chunks)
        phrases = [phrase for phrase, *_ in triples]
        np.save(folder / _MATRIX, _vectors(phrases, library, embedding, f"{model}{_AS_QUESTION}"))
        spoken = sorted({word for phrase in phrases for word in words(phrase) if word.isalpha()})
        index = {
            "places": [place for _, place, _ in triples],
            "chunks": [chunk_ids for *_, chunk_ids in triples],
            "words": spoken,
        }
        (folder / _PLACES).write_text(json.dumps(index, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def open(cls, folder: Path) -> PhraseIndex:
        """Open a built index; raises FileNotFoundError."""
        stored = json.loads((folder / _PLACES).read_text(encoding="utf-8"))
        return cls(
            np.load(folder / _MATRIX),
            [(d, loc) for d, loc in stored["places"]],
            stored["chunks"],
            stored["words"],
        )

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
        each = (
            [np.vecdot(self.matrix, np.asarray(vector, dtype=np.float32)) for vector in vectors]
            if len(self.matrix)
            else [np.zeros(0, dtype=np.float32)]
        )
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
        near: dict[str, list[float]] = defaultdict(list)
        for i in np.flatnonzero(self.best >= at_least):
            for chunk_id in self.index.chunk_ids[i]:
                near[chunk_id].append(float(self.best[i]))
        found = {}
        for chunk_id, nearnesses in near.items():
            first, *more = nlargest(1 + _SUPPORTERS, nearnesses)
            found[chunk_id] = first + support * sum(nearness - at_least for nearness in more)
        return found

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


def embed_phrases(
    everyday: EverydayPhrases, chunks: Iterable[Chunk], library: Library, embedding: Embeddings, model: str
) -> None:
    """Embed, outside any transaction, the phrases that an index of these chunks will need; a stop in the
    middle keeps what is done.
    """
    phrases = [phrase for phrase, *_ in _triples(everyday, chunks)]
    for start in range(0, len(phrases), _BATCH):
        _embed(phrases[start : start + _BATCH], library, embedding, f"{model}{_AS_QUESTION}")


def _triples(everyday: EverydayPhrases, chunks: Iterable[Chunk]) -> list[Triple]:
    """All phrases with their places and chunks; none if no phrase leads anywhere."""
    ids: dict[tuple[str, str], list[str]] = defaultdict(list)
    explained: dict[tuple[str, str], list[str]] = defaultdict(list)
    names = _law_ids()
    for chunk in chunks:
        ids[chunk.document_id, chunk.locator].append(chunk.id)
        for place in _explained(chunk.locator, names):
            explained[place].append(chunk.id)
    triples: list[Triple] = []
    absent: Counter[tuple[str, str]] = Counter()
    for document, places in everyday.root.items():
        for locator, phrases in places.items():
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
    known = library.embeddings(model, keys)
    return (
        np.stack([known[key] for key in keys]).astype(np.float32)
        if keys
        else np.zeros((0, 1), dtype=np.float32)
    )


def _embed(phrases: list[str], library: Library, embedding: Embeddings, model: str) -> None:
    texts = {content_hash(phrase): phrase for phrase in phrases}
    missing = library.missing_embeddings(model, texts)
    known = PHRASE_VECTORS.of(model.removesuffix(_AS_QUESTION), missing)
    if known:
        library.put_embeddings(model, known, engine=ENGINE)
    missing -= known.keys()
    if missing:
        keys = [key for key in texts if key in missing]
        vectors = unit_vectors(embed_queries(embedding, [texts[key] for key in keys]))
        library.put_embeddings(model, dict(zip(keys, vectors, strict=True)), engine=engine_of(embedding))
