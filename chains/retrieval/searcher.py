"""Retrieval: one `Searcher` serves a whole process; it embeds the question and sends it through the stages of
chains/retrieval/pipeline.py. It notices a new generation of the index and opens it between two questions.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from chains.limits import LONGEST_QUESTION
from chains.locality import require_local
from chains.privacy.outgoing import as_sent
from chains.question.analysis import Analysis
from chains.question.language import GERMAN
from chains.retrieval.features import WEIGHTS, weights_with
from chains.retrieval.filters import EVERYTHING, Filters
from chains.retrieval.freed import give_back
from chains.retrieval.open_indexes import OpenIndexes, open_indexes
from chains.retrieval.pipeline import run
from chains.retrieval.seminar_places import of_the_course
from chains.retrieval.state import State
from knowledge.errors import IndexMissing
from knowledge.german.sentences import split_sentences
from knowledge.german.unified import unified
from knowledge.index.chroma.address import ChromaAddress
from knowledge.index.chroma.folder import ChromaMirror
from knowledge.index.chroma.keeper import Keeper
from knowledge.index.chroma.server import ServerMirror
from knowledge.index.embedding import embed_queries
from knowledge.index.follower import Follower
from knowledge.index.generation import IndexPlace, current, require_index
from knowledge.index.phrases import NearestPhrase
from knowledge.index.unit import unit_vectors
from knowledge.model.document import Hit, Status
from knowledge.store.library import READER_KIB
from knowledge.store.opening import library_there, open_library

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from knowledge.index.dense import Mirror
    from knowledge.index.phrases import PhraseMatches
    from knowledge.model.document import Passage
    from settings import Settings

_SENTENCE, _SENTENCES = 5, 4  # words that make a sentence worth embedding; how many at most
_REMEMBERED = 200  # texts whose vectors are kept: in memory alone, and gone with the process
_STATEMENTS = 2000  # the same of what documents say: 3 MB


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found, and how near the question comes to what is here and to what is not."""

    hits: tuple[Hit, ...]
    dense: float  # nearness of the nearest chunk (knowledge/index/scale.py)
    phrase: NearestPhrase | None = None  # the nearest everyday phrase of an indexed place
    missing: NearestPhrase | None = None  # the same, of a law that is not indexed
    elsewhere: NearestPhrase | None = None  # the same, of a matter that no source covers
    elsewhere_share: float = 0.0  # how much of the question's neighbourhood is such matters, 0 to 1
    siblings: tuple[Hit, ...] = ()  # the other Absätze of the best place's §, best first


def with_chroma(settings: Settings) -> bool:
    """Whether a process that stays looks for vectors in Chroma."""
    return settings.vectors == "chroma" or (settings.vectors == "auto" and bool(settings.chroma_url))


def _mirror(settings: Settings, place: IndexPlace, embedding: Embeddings) -> Mirror:
    address = ChromaAddress.of(settings)
    if address is None:
        return ChromaMirror(place.root, embedding)
    keeper = Keeper(settings, place.root)
    return ServerMirror(address, keeper, partial(open_library, settings, read_only=True))


class Searcher:
    """Finds passages for a question.

    Raises (open and search):
        IndexMissing, EmbeddingMismatch, EmbeddingUnavailable, StorageFailed: each with its remedy.
    """

    def __init__(
        self,
        settings: Settings,
        embedding: Embeddings,
        *,
        exact: bool = False,
        weights: Mapping[str, float] | None = None,
        place: IndexPlace | None = None,
    ) -> None:
        """`exact`: scan the vectors instead of opening Chroma, for processes that answer one
        question and end; `weights`: those of the table of features that differ from it;
        `place`: indexes that lie elsewhere than the settings say (an evaluation's own).

        Raises:
            KeyError: a weight that the table has not.
        """
        require_local(settings)
        self._settings = settings
        self._embedding = embedding
        self._place = place or IndexPlace(settings.indexes)
        self.weights: Mapping[str, float] = weights_with(weights) if weights else WEIGHTS
        self._lock, self._embed_lock, self._counting = threading.RLock(), threading.Lock(), threading.Lock()
        self.embedding_queue = 0  # questions that wait for the embedding or are with it
        if not library_there(settings):
            raise IndexMissing()
        self.library = open_library(settings, cache_kib=READER_KIB)
        self.chroma = (
            None
            if exact or self.library.read_only or not with_chroma(settings)
            else _mirror(settings, self._place, embedding)
        )
        self._follower = (
            Follower(settings, self._place, embedding)
            if self.library.shared and not exact and place is None
            else None
        )
        self._state: OpenIndexes | None = None
        self._embedded: dict[str, list[float]] = {}
        self._statements: dict[str, np.ndarray] = {}

    @property
    def embedding_name(self) -> str:
        """The embedding that questions are compared with."""
        return self._settings.embedding

    @property
    def opened_generation(self) -> int:
        """The generation that is open now, without a look at the library; 0 before the first."""
        state = self._state
        return 0 if state is None else state.generation

    def close(self) -> None:
        """Give the library and Chroma back."""
        if self._follower is not None:
            self._follower.close()
        if self.chroma is not None:
            self.chroma.close()
        self.library.close()

    @property
    def state(self) -> OpenIndexes:
        """The opened indexes of the library's present generation; a missing or unsealed one is
        rebuilt first.
        """
        with self._lock:
            generation = require_index(self.library)
            if self._state is None or (
                self._state.generation != generation and not self._is_being_built(generation)
            ):
                first = self._state is None
                self._state = current(self.library, self._opened)
                if not first:
                    give_back()
            return self._state

    def _opened(self, generation: int) -> OpenIndexes:
        return open_indexes(
            self._settings,
            self.library,
            self._embedding,
            generation,
            place=self._place,
            chroma=self.chroma,
            before=self._state,
        )

    def _is_being_built(self, generation: int) -> bool:
        """Whether the follower is still at that generation; until then the one before answers."""
        return self._follower is not None and not self._place.sealed(
            generation, self.library.marks.of(generation)
        )

    def analyse(self, question: str) -> Analysis:
        """What the question names and tells."""
        return of_the_course(self.state.analyst.analyse(unified(question[:LONGEST_QUESTION])))

    def search(
        self, question: str, k: int = 10, filters: Filters = EVERYTHING, *, by_sentence: bool = True
    ) -> list[Hit]:
        """The k best passages, best first: named places, then by fused score; see look."""
        return list(self.look(self.analyse(question), k, filters, by_sentence=by_sentence).hits)

    def look(
        self, analysis: Analysis, k: int = 10, filters: Filters = EVERYTHING, *, by_sentence: bool = True
    ) -> SearchResult:
        """The k best passages, with what abstention is judged by; `by_sentence`: look for each longer
        sentence of the question too.
        """
        indexes = self.state
        asked = self.asked(analysis)
        # one question is embedded while another is looked up: the engine runs without the interpreter's lock
        with self._in_queue(), self._embed_lock:
            vectors = self.vectors(asked if by_sentence else asked[:1], analysis.told)
        with self._lock:
            matches = indexes.match(vectors)
            found = run(State(analysis, vectors, k, filters, self.weights, indexes, self.library, matches))
            return SearchResult(
                found.hits,
                found.dense,
                found.nearest,
                matches.nearest_missing(),
                matches.nearest_elsewhere(),
                matches.elsewhere(),
                found.siblings,
            )

    @contextmanager
    def _in_queue(self) -> Iterator[None]:
        """Count a question that waits for the embedding or is with it."""
        with self._counting:
            self.embedding_queue += 1
        try:
            yield
        finally:
            with self._counting:
                self.embedding_queue -= 1

    def vectors(self, texts: Sequence[str], told: Sequence[str] = ()) -> list[list[float]]:
        """Their vectors, of masked texts where the embedding is elsewhere (`told`: what was said before);
        what was asked a moment ago (a follow-up, the question in another register) is not embedded again.
        """
        known, texts = self._embedded, as_sent(texts, self._settings, told)
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new:
            known = known | {
                text: vector.tolist()
                for text, vector in zip(new, unit_vectors(embed_queries(self._embedding, new)), strict=True)
            }
            self._embedded = dict(list(known.items())[-_REMEMBERED:])
        return [known[text] for text in texts]

    def nearest(self, question: str, statements: Sequence[str]) -> float:
        """How near the nearest of some statements comes to a question; 0 for none."""
        if not question or not statements:
            return 0.0
        with self._in_queue(), self._embed_lock:
            asked = np.asarray(self.vectors([question])[0], dtype=np.float32)
            known = self._statements
            new = [text for text in dict.fromkeys(statements) if text not in known]
            if new:
                sent = as_sent(new, self._settings, ())
                known = known | dict(
                    zip(new, unit_vectors(embed_queries(self._embedding, sent)), strict=True)
                )
                self._statements = dict(list(known.items())[-_STATEMENTS:])
        best = max(float(known[text] @ asked) for text in statements)
        return max(0.0, self.state.scale.questions.nearness(best))

    def everyday(self, text: str) -> PhraseMatches:
        """How near a text comes to the everyday questions that editors keep to places."""
        with self._embed_lock:
            vectors = self.vectors([text])
        return self.state.match(vectors)

    def asked(self, analysis: Analysis) -> list[str]:
        """What is embedded: the whole question (laws by their full names, which say more than abbreviations),
        then its longer sentences, since a case told in three sentences asks in one of them; of a question in
        another language the German words for it too.
        """
        state = self.state
        titles = " ".join(
            f"{state.heads[law].title} {state.heads[law].long_title}"
            for law in analysis.laws
            if law in state.heads
        )
        whole = f"{titles} {analysis.matter}" if titles else analysis.text
        sentences = [s for s in split_sentences(analysis.text) if len(s.split()) >= _SENTENCE]
        german = (
            [" ".join(analysis.legal_terms)] if analysis.language != GERMAN and analysis.legal_terms else []
        )
        return [whole, *german, *(sentences[:_SENTENCES] if len(sentences) > 1 else ())]

    def place(self, document_id: str, paragraph: str, absatz: str = "") -> list[Passage]:
        """Passages of one place of a law: of the Absatz if it is there, else of the whole §."""
        state = self.state
        return state.passages.at(document_id, state.locators(document_id, paragraph, absatz))

    def repealed(self, analysis: Analysis) -> list[tuple[str, str]]:
        """(law title, locator) of named places that have been repealed."""
        state = self.state
        found = []
        for reference in analysis.references:
            for locator, status in state.places.get((reference.law, f"§ {reference.paragraph}"), []):
                if status is Status.REPEALED and (
                    not reference.absatz or locator in {reference.locator, f"§ {reference.paragraph}"}
                ):
                    found.append((state.heads[reference.law].title, locator))
        return found
