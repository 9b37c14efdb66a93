"""The systems that can be measured: the assistant itself, and baselines over the same library
and embedding.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from chains.answer import place_label
from chains.blocks.kinds import Quote
from chains.extract.registers import Register
from evals.outcome import Checked, Cited, RankedPlace, SystemOutcome
from evals.places import place

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from chains.assistant import Assistant
    from knowledge.model.document import Passage
    from settings import Settings


HITS = 10
# passages that a baseline quotes as its answer: what the tutorial hands to its model, word for word
_SHOWN = 3
_SNIPPET = 400
Turns = tuple[tuple[str, str], ...]
Progress = Callable[[int, int], None]  # (done, total) of a baseline's own embedding


class AssistantSystem:
    """Our own chain, as the chat calls it."""

    def __init__(self, assistant: Assistant, register: Register = Register.NORMAL) -> None:
        self.assistant, self._register = assistant, register

    def answer(self, question: str, history: Turns) -> SystemOutcome:
        """See System."""
        from langchain_core.callbacks import get_usage_metadata_callback

        with get_usage_metadata_callback() as usage:
            answer = self.assistant.ask(question, history, register=self._register)
        spent = usage.usage_metadata.values()
        return SystemOutcome(
            hits=tuple(found(hit.passage) for hit in answer.hits),
            blocks=answer.said,
            citations=tuple(_cited(c.n, c.passage, c.quote) for c in answer.citations),
            abstained=answer.abstained,
            mode=answer.mode,
            warnings=answer.warnings,
            problems=answer.problems,
            verdict=(
                tuple(
                    Checked(
                        text=s.text, citations=s.citations, support=round(s.support, 3), problems=s.problems
                    )
                    for s in answer.verdict.sentences
                )
                if answer.verdict
                else ()
            ),
            asks=answer.asks,
            prompts=answer.prompts,
            milliseconds=answer.timings_ms["total"],
            tokens_in=sum(u["input_tokens"] for u in spent),
            tokens_out=sum(u["output_tokens"] for u in spent),
        )

    def close(self) -> None:
        """See System."""
        self.assistant.searcher.close()


class PassageSearch:
    """Shared by the one-way baselines: passages from the library by chunk id."""

    def __init__(self, settings: Settings) -> None:
        from knowledge.index.generation import IndexPlace, require_index
        from knowledge.store.opening import open_library

        self.library = open_library(settings)
        self.folder = IndexPlace(settings.indexes).folder(require_index(self.library))

    def ids(self, question: str, k: int) -> list[str]:
        """The k best chunk ids."""
        raise NotImplementedError

    def passages(self, question: str, k: int) -> list[Passage]:
        """The k best passages."""
        ids = self.ids(question, k)
        known = self.library.passages(ids)
        return [known[key] for key in ids if key in known]


class Bm25Search(PassageSearch):
    """BM25 as a library gives it: stems and stop words, no compound splitting, no glossary."""

    def __init__(self, settings: Settings) -> None:
        import bm25s

        from knowledge.german.words import terms

        super().__init__(settings)
        chunks = list(self.library.chunks())
        self._terms = terms
        self._ids = [chunk.id for chunk in chunks]
        self._engine = bm25s.BM25()
        self._engine.index([terms(chunk.embedded_text) or ["∅"] for chunk in chunks], show_progress=False)

    def ids(self, question: str, k: int) -> list[str]:
        """See PassageSearch."""
        import numpy as np

        known = [term for term in self._terms(question) if term in self._engine.vocab_dict]
        if not known:
            return []
        scores = self._engine.get_scores(known)
        return [self._ids[i] for i in np.argsort(-scores, kind="stable")[:k]]


class DenseSearch(PassageSearch):
    """The embedding alone over the same chunks."""

    def __init__(self, settings: Settings, embedding: Embeddings) -> None:
        from knowledge.index.rules import RuleIndex

        super().__init__(settings)
        self._embedding, self._vectors = embedding, RuleIndex.open(self.folder).vectors

    def ids(self, question: str, k: int) -> list[str]:
        """See PassageSearch."""
        return [key for key, _ in self._vectors.search(self._embedding.embed_query(question), k)]


class PassageSystem:
    """Answers with the best passages as they are; never refuses, takes the bare question."""

    def __init__(self, search: PassageSearch) -> None:
        self._search = search

    def answer(self, question: str, history: Turns) -> SystemOutcome:  # noqa: ARG002 - a baseline knows no conversation
        """See System."""
        begun = time.perf_counter()
        passages = self._search.passages(question, HITS)
        cited = [_cited(n, p, p.chunk_text) for n, p in enumerate(passages[:_SHOWN], 1)]
        return quoting([found(p) for p in passages], cited, (time.perf_counter() - begun) * 1000)

    def close(self) -> None:
        """See System."""
        self._search.library.close()


def quoting(hits: Sequence[RankedPlace], cited: Sequence[Cited], milliseconds: float) -> SystemOutcome:
    """The outcome of a baseline: its first passages, quoted."""
    return SystemOutcome(
        hits=tuple(hits),
        blocks=tuple(Quote(c.n, c.quote) for c in cited),
        citations=tuple(cited),
        abstained=False,
        mode="extractive",
        milliseconds=milliseconds,
    )


def found(passage: Passage) -> RankedPlace:
    """A passage as a hit of the report."""
    return RankedPlace(
        places=(place(passage.document.id, passage.section.locator),),
        label=place_label(passage),
        text=passage.chunk_text[:_SNIPPET],
    )


def _cited(n: int, passage: Passage, quote: str) -> Cited:
    document, section = passage.document, passage.section
    return Cited(
        n=n,
        places=(place(document.id, section.locator),),
        label=place_label(passage),
        quote=quote,
        stand=document.stand.isoformat() if document.stand else "",
        url=section.url or document.url,
    )
