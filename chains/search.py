"""Retrieval: dense and lexical search fused, glossary terms added, named places put first.

One `Searcher` serves a whole process; it notices a new generation of the index and opens it between two questions.
"""

from __future__ import annotations

import re
import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from chains.as_of import hits_as_of, named_as_of
from chains.context import nearness
from chains.course_places import of_the_course
from chains.course_places import prior as course_prior
from chains.filters import EVERYTHING, Filters
from chains.language import GERMAN
from chains.near_duplicates import without_duplicates
from chains.open_indexes import OpenIndexes, open_indexes
from chains.question import Analysis
from knowledge.bridges import Matches, Nearest
from knowledge.embedding import embed_queries
from knowledge.errors import IndexMissing
from knowledge.german import terms
from knowledge.index import require_index
from knowledge.library import Library
from knowledge.model import Hit, Status
from knowledge.statements import split_sentences

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from knowledge.model import Passage
    from settings import Settings

_SENTENCE, _SENTENCES = 5, 4  # words that make a sentence worth embedding; how many at most
_POOL = 300  # candidates each way of search brings
_NARROWED = 3000  # the same, where filters will leave many out
_OLD_CASES = re.compile(r"Übergangs(?:vorschrift|regelung|bestimmung|recht)|Altfall|\bGesetz zu[rm]? |(?:Fort|Weiter)geltung|bisherigen Rechts")
_REMEMBERED = 200  # texts whose vectors are kept: in memory alone, and gone with the process
_SPARE = 10  # further hits that stand ready for near-duplicates


@dataclass(frozen=True, slots=True)
class Weights:
    """What each kind of evidence is worth; found by benchmarks/tune_weights.py on suites, not by hand per question."""

    dense: float = 0.7
    lexical: float = 1.4
    glossary: float = 0.3  # weight of an added legal term beside a word of the question
    compound_part: float = 1.0
    rank: float = 0.15  # reciprocal rank beside the scores: keeps one way's outlier from drowning the other
    named_law: float = 0.9
    other_group: float = 0.15  # taken off laws for a group that the question does not speak of
    core_law: float = 0.075  # laws that further training is about, before general labour law
    states_amount: float = 0.3  # a passage with a quantity, for a question that asks how much or how long
    transitional: float = 0.3  # taken off rules for old cases ("Übergangsvorschriften"): true, but seldom what is asked
    glossary_place: float = 0.3
    unnamed_law_reference: float = 0.5
    basis: float = 1.001  # share of a factsheet's score that the law place it explains inherits: the law stands before its explanation
    bridge: float = 2.2  # an everyday phrase of the editors' that means the same as the question
    bridge_support: float = 0.4  # what its further phrases that come near add
    unphrased: float = 0.6  # share of the best phrase's evidence that a place gets for which editors keep no phrases
    bridge_from: float = 0.86  # cosine from which two questions may mean the same
    context_law: float = 0.2  # a law that the conversation spoke of, for a follow-up
    context_near: float = 0.3  # a § that it spoke of, or a neighbour
    same_paragraph: float = 0.88  # each further Absatz of a § counts a little less, so that five hits show more than one §


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, and how near the question comes to what is here and to what is not."""

    hits: tuple[Hit, ...]
    dense: float  # cosine of the nearest chunk
    bridge: Nearest | None = None  # the nearest everyday phrase of an indexed place
    missing: Nearest | None = None  # the same, of a law that is not indexed
    elsewhere: Nearest | None = None  # the same, of a matter that no source covers
    elsewhere_share: float = 0.0  # how much of the question's neighbourhood is such matters, 0 to 1
    siblings: tuple[Hit, ...] = ()  # the other Absätze of the best place's §, best first


class Searcher:
    """Finds passages for a question.

    Raises (open and search):
        IndexMissing, EmbeddingMismatch, EmbeddingUnavailable, StorageFailed: each with its remedy.
    """

    def __init__(self, settings: Settings, embedding: Embeddings, *, exact: bool = False, weights: Weights | None = None) -> None:
        """`exact`: scan the vectors instead of opening Chroma, for processes that answer one question and end."""
        self._settings = settings
        self._embedding = embedding
        self._exact = exact
        self.weights = weights or Weights()
        self._lock, self._embed_lock = threading.RLock(), threading.Lock()
        if not settings.library.exists():
            raise IndexMissing("Es ist noch nichts eingelesen. Bitte zuerst `wbm sync` ausführen (oder `make chat`).")
        self.library = Library(settings.library)
        self._state: OpenIndexes | None = None
        self._embedded: dict[str, list[float]] = {}

    def close(self) -> None:
        """Give the library back."""
        self.library.close()

    @property
    def state(self) -> OpenIndexes:
        """The opened indexes of the library's present generation; a missing or unsealed one is rebuilt first."""
        with self._lock:
            generation = require_index(self.library)
            if self._state is None or self._state.generation != generation:
                self._state = open_indexes(self._settings, self.library, self._embedding, generation, exact=self._exact)
            return self._state

    def analyse(self, question: str) -> Analysis:
        """What the question names and tells."""
        return of_the_course(self.state.analyst.analyse(question))

    def search(self, question: str, k: int = 10, filters: Filters = EVERYTHING, *, by_sentence: bool = True) -> list[Hit]:
        """The k best passages, best first: named places, then by fused score; see look."""
        return list(self.look(self.analyse(question), k, filters, by_sentence=by_sentence).hits)

    def look(self, analysis: Analysis, k: int = 10, filters: Filters = EVERYTHING, *, by_sentence: bool = True) -> Found:
        """The k best passages, with what abstention is judged by; `by_sentence`: look for each longer sentence of the question too."""
        state = self.state
        asked = self._asked(analysis, state)
        with self._embed_lock:  # one question is embedded while another is looked up: the engine runs without the interpreter's lock
            vectors = self._vectors(asked if by_sentence else asked[:1])
        with self._lock:
            matches = state.bridges.match(vectors)
            scores, ranks, dense = self._scores(analysis, state, vectors[0], matches, _NARROWED if filters.narrow else _POOL)
            pool = state.shelf.passages(sorted(scores, key=lambda key: -scores[key])[: _NARROWED if filters.narrow else _POOL])
            self._inherit_basis(scores, pool, state)
            pool = {key: passage for key, passage in pool.items() if filters.admits(passage.document)}
            neutral = self._neutral(matches)
            for passage in pool.values():
                scores[passage.chunk_id] += self._prior(passage, analysis, state) + (0.0 if state.bridges.speak_of(passage.document) else neutral)
            named = self._named(analysis, scores, pool, state)
            ordered = sorted((p for p in pool.values() if p.chunk_id not in {n.chunk_id for n in named}), key=lambda p: (-scores[p.chunk_id], p.chunk_id))
            top = max(scores.values(), default=0.0)
            hits = [Hit(p, top + 1.0 - i * 0.01, ranks.get(p.chunk_id, {}) | {"reference": i + 1}) for i, p in enumerate(named)]
            hits += self._spread([Hit(p, scores[p.chunk_id], ranks.get(p.chunk_id, {})) for p in ordered])
            if filters.day is not None:
                gone = named_as_of(analysis.references, state.heads, filters.day, self.library)
                hits = [*(Hit(p, top + 2.0, {"reference": 0}) for p in gone), *hits_as_of(hits, filters.day, self.library)]
            best = without_duplicates(_one_per_place(hits)[: k + _SPARE])[:k]
            siblings = self._siblings(best[0].passage, scores, ranks, state) if best and filters.day is None else ()
            return Found(tuple(best), dense, matches.nearest(), matches.nearest_missing(), matches.nearest_elsewhere(), matches.elsewhere(), siblings)

    def _vectors(self, texts: Sequence[str]) -> list[list[float]]:
        """Their vectors; what was asked a moment ago (a follow-up, the same question in another register) is not embedded again."""
        known = self._embedded
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new:
            known = known | {text: vector.tolist() for text, vector in zip(new, embed_queries(self._embedding, new), strict=True)}
            self._embedded = dict(list(known.items())[-_REMEMBERED:])
        return [known[text] for text in texts]

    @staticmethod
    def _asked(analysis: Analysis, state: OpenIndexes) -> list[str]:
        """What is embedded: the whole question (laws by their full names, which say more than abbreviations), then its longer sentences,
        since a case told in three sentences asks in one of them; of a question in another language the German words for it too."""
        titles = " ".join(f"{state.heads[law].title} {state.heads[law].long_title}" for law in analysis.laws if law in state.heads)
        whole = f"{titles} {analysis.matter}" if titles else analysis.text
        sentences = [s for s in split_sentences(analysis.text) if len(s.split()) >= _SENTENCE]
        german = [" ".join(analysis.legal_terms)] if analysis.language != GERMAN and analysis.legal_terms else []
        return [whole, *german, *(sentences[:_SENTENCES] if len(sentences) > 1 else ())]

    def _scores(
        self, analysis: Analysis, state: OpenIndexes, vector: list[float], matches: Matches, pool: int
    ) -> tuple[dict[str, float], dict[str, dict[str, int]], float]:
        """Fused score of each candidate (both ways' scores scaled to [0, 1] over their pool, plus reciprocal ranks), ranks, best cosine."""
        w = self.weights
        ways = {"dense": (w.dense, state.dense.search(vector, pool)), "lexical": (w.lexical, state.lexical.search(self._query_terms(analysis, state), pool))}
        scores: dict[str, float] = defaultdict(float)
        ranks: dict[str, dict[str, int]] = defaultdict(dict)
        for way, (weight, found) in ways.items():
            if not found:
                continue
            best, worst = found[0][1], found[-1][1]
            for rank, (key, score) in enumerate(found, 1):
                scaled = (score - worst) / (best - worst) if best > worst else 1.0
                scores[key] += weight * (scaled + w.rank * 5 / (5 + rank))
                ranks[key][way] = rank
        near = matches.similar(w.bridge_from, w.bridge_support)
        evidence = {key: w.bridge * (cosine - w.bridge_from) / (1 - w.bridge_from) for key, cosine in near.items()}
        for rank, key in enumerate(sorted(near, key=lambda k: (-near[k], k)), 1):
            scores[key] += evidence[key]
            ranks[key]["bridge"] = rank
        return scores, ranks, max((score for _, score in ways["dense"][1][:1]), default=0.0)

    def _query_terms(self, analysis: Analysis, state: OpenIndexes) -> dict[str, float]:
        w = self.weights
        compounds = state.lexical.compounds
        weighted = dict.fromkeys(terms(analysis.matter), 1.0)
        for term in terms(analysis.matter, compounds):
            weighted.setdefault(term, w.compound_part)
        for term in terms(" ".join(analysis.legal_terms), compounds):
            weighted.setdefault(term, w.glossary)
        return weighted

    def _neutral(self, matches: Matches) -> float:
        """What a place gets in the stead of phrases: most of what the best of the others has, lest documents of one's own stand behind every law."""
        w, nearest = self.weights, matches.nearest()
        return w.unphrased * w.bridge * max(0.0, nearest.cosine - w.bridge_from) / (1 - w.bridge_from) if nearest else 0.0

    def _prior(self, passage: Passage, analysis: Analysis, state: OpenIndexes) -> float:
        w = self.weights
        bonus = w.named_law if passage.document.id in analysis.laws else 0.0
        if passage.document.id in analysis.other_groups:
            bonus -= w.other_group
        bonus += course_prior(passage, analysis.text)
        if passage.document.id in state.core:
            bonus += w.core_law
        if passage.document.id in state.laws and _OLD_CASES.search(passage.section.heading):
            bonus -= w.transitional
        if analysis.asks & state.shelf.kinds_stated(passage):
            bonus += w.states_amount
        spoken, near = nearness(passage.document.id, passage.section.locator, analysis.context)
        bonus += w.context_law * spoken + w.context_near * near
        paragraph = passage.section.locator.partition(" Abs. ")[0]
        if any(passage.document.id == law and paragraph == place for law, place in analysis.places):
            bonus += w.glossary_place
        if any(not r.law and paragraph == f"§ {r.paragraph}" and r.absatz in {"", passage.section.locator.partition(" Abs. ")[2]} for r in analysis.references):
            bonus += w.unnamed_law_reference
        return bonus

    def _siblings(self, passage: Passage, scores: dict[str, float], ranks: dict[str, dict[str, int]], state: OpenIndexes) -> tuple[Hit, ...]:
        """The other Absätze of a passage's § in a law, best first; () for what is no law."""
        law, (paragraph, _, absatz) = passage.document.id, passage.section.locator.partition(" Abs. ")
        if law not in state.laws or not absatz:
            return ()
        others = (p for p in self.place(law, paragraph.removeprefix("§ ")) if p.section.locator != passage.section.locator)
        hits = [Hit(p, scores.get(p.chunk_id, 0.0), ranks.get(p.chunk_id, {})) for p in others]
        return tuple(_one_per_place(sorted(hits, key=lambda h: -h.score)))

    def _inherit_basis(self, scores: dict[str, float], pool: dict[str, Passage], state: OpenIndexes) -> None:
        """Law places that a found factsheet section rests on inherit a share of its score: its everyday words lead to the law."""
        if not state.laws:
            return
        for passage in list(pool.values()):
            for reference in state.shelf.explained(passage):
                if reference.law not in state.laws:
                    continue
                share = self.weights.basis * scores[passage.chunk_id]
                heirs = state.shelf.at(reference.law, self._locators(reference.law, reference.paragraph, reference.absatz, state))
                if not reference.absatz:
                    heirs = sorted(heirs, key=lambda p: -scores.get(p.chunk_id, 0.0))[:1]
                for heir in heirs:
                    pool[heir.chunk_id] = heir
                    scores[heir.chunk_id] = max(scores.get(heir.chunk_id, 0.0), share)

    def _named(self, analysis: Analysis, scores: dict[str, float], pool: dict[str, Passage], state: OpenIndexes) -> list[Passage]:
        """Passages of the places that the question names with their law; within a § the better fitting Absatz first."""
        each: list[list[Passage]] = []
        for reference in analysis.references:
            if not reference.law:
                continue
            found = state.shelf.at(reference.law, self._locators(reference.law, reference.paragraph, reference.absatz, state))
            each.append(sorted(found, key=lambda p: -scores.get(p.chunk_id, 0.0)) if analysis.asks_beyond else found)
            if reference.absatz:  # the whole § behind the named Absatz: its neighbours complete the rule
                rest = state.shelf.at(reference.law, self._locators(reference.law, reference.paragraph, "", state))
                for passage in rest:
                    pool.setdefault(passage.chunk_id, passage)
                    scores.setdefault(passage.chunk_id, 0.0)
        in_turn = (passage for row in zip_longest(*each) for passage in row if passage is not None)  # of several places, each one's first before any second
        return list({p.chunk_id: p for p in in_turn}.values())

    @staticmethod
    def _locators(law: str, paragraph: str, absatz: str, state: OpenIndexes) -> list[str]:
        places = [locator for locator, status in state.places.get((law, f"§ {paragraph}"), []) if status is Status.IN_FORCE]
        exact = [p for p in places if p == f"§ {paragraph} Abs. {absatz}"] if absatz else places
        return exact or places

    def place(self, document_id: str, paragraph: str, absatz: str = "") -> list[Passage]:
        """Passages of one place of a law: of the Absatz if it is there, else of the whole §."""
        state = self.state
        return state.shelf.at(document_id, self._locators(document_id, paragraph, absatz, state))

    def repealed(self, analysis: Analysis) -> list[tuple[str, str]]:
        """(law title, locator) of named places that have been repealed."""
        state = self.state
        found = []
        for reference in analysis.references:
            for locator, status in state.places.get((reference.law, f"§ {reference.paragraph}"), []):
                if status is Status.REPEALED and (not reference.absatz or locator in {reference.locator, f"§ {reference.paragraph}"}):
                    found.append((state.heads[reference.law].title, locator))
        return found

    def _spread(self, hits: list[Hit]) -> list[Hit]:
        """Lower the later Absätze of one § a little and sort again."""
        seen: dict[tuple[str, str], int] = defaultdict(int)
        result = []
        for hit in hits:
            key = (hit.passage.document.id, hit.passage.section.locator.partition(" Abs. ")[0])
            result.append(Hit(hit.passage, hit.score * self.weights.same_paragraph ** seen[key], hit.ranks))
            seen[key] += 1
        return sorted(result, key=lambda h: -h.score)


def _one_per_place(hits: list[Hit]) -> list[Hit]:
    """The best chunk of each section: several parts of one Absatz would say the same place twice."""
    best: dict[tuple[str, str], Hit] = {}
    for hit in hits:
        best.setdefault((hit.passage.document.id, hit.passage.section.locator), hit)
    return list(best.values())
