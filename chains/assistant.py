"""The assistant: condense, search, answer, verify. One readable composition of the named parts."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from chains.abstain import judge, refusal_text
from chains.answer import Answer, Citation
from chains.chat_model import condense_with_model, write_answer
from chains.condense import condense
from chains.confidence import load_confidence
from chains.extract import Extractor
from chains.verify import verify
from chains.warnings import warnings_for
from knowledge.errors import ModelFailed

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from chains.question import Analysis
    from chains.search import Found, Searcher
    from knowledge.model import Hit

History = Sequence[tuple[str, str]]  # (role "user" or "assistant", text), oldest first


class Assistant:
    """Answers questions from the indexed sources; never from a model's own memory."""

    def __init__(self, searcher: Searcher, model: BaseChatModel | None = None, *, hits: int = 10) -> None:
        self.searcher, self._model, self._hits = searcher, model, hits

    def ask(self, question: str, history: History = (), today: date | None = None) -> Answer:
        """Answer a question; `today` decides what has run out (default: the machine's date)."""
        timings: dict[str, float] = {}
        started = time.perf_counter()
        notices: list[str] = []
        with _timed(timings, "condense"):
            standalone = self._standalone(question, history, notices)
        with _timed(timings, "retrieve"):
            analysis = self.searcher.analyse(standalone)
            found = self.searcher.look(analysis, self._hits)
        with _timed(timings, "answer"):
            answer = self._answer(question, analysis, found, notices, today or date.today())
        timings["total"] = (time.perf_counter() - started) * 1000
        return replace(answer, timings_ms=timings, hits=found.hits)

    def _standalone(self, question: str, history: History, notices: list[str]) -> str:
        if not history:
            return question
        if self._model is not None:
            try:
                return condense_with_model(self._model, history, question)
            except ModelFailed as error:
                notices.append(str(error))
        return condense(question, history)

    def _answer(self, question: str, analysis: Analysis, found: Found, notices: list[str], today: date) -> Answer:
        hits = list(found.hits)
        gone = self.searcher.repealed(analysis)
        if gone:
            notices += [f"{title} {locator} ist weggefallen." for title, locator in gone]
        state = self.searcher.state
        refusal = judge(analysis, found, state.lexical, load_confidence(self.searcher.library), state.law_titles)
        if refusal is not None:
            return Answer(question, refusal_text(refusal, hits[:3], gone), abstained=True, warnings=tuple(notices))
        extract = Extractor(state.lexical.compounds, state.lexical.rarity).extract(analysis, hits)
        answer = Answer(question, extract.text, extract.citations)
        if self._model is not None:
            answer = self._with_model(self._model, analysis, hits, answer, notices)
        if answer.mode == "extractive":
            problems = verify_extract(answer)
            answer = replace(answer, problems=(*answer.problems, *problems))
        return replace(answer, warnings=(*notices, *warnings_for(answer.citations, today)))

    def _with_model(self, model: BaseChatModel, analysis: Analysis, hits: list[Hit], extractive: Answer, notices: list[str]) -> Answer:
        """The model's answer if it verifies, else the extractive one with a notice."""
        offered = [Citation(n, hit.passage, hit.passage.section.text) for n, hit in enumerate(hits[:5], 1)]
        try:
            written = write_answer(model, analysis.text, offered)
        except ModelFailed as error:
            notices.append(f"{error} Hier stehen stattdessen die Fundstellen im Wortlaut.")
            return extractive
        if written.text:
            used = tuple(c for c in offered if f"[{c.n}]" in written.text)
            return replace(extractive, text=written.text, citations=used, mode="model")
        reason = "fand die Antwort nicht in den Fundstellen" if written.refused else "hat die Prüfung an den Fundstellen nicht bestanden"
        notices.append(f"Die Antwort des Sprachmodells {reason}. Hier stehen stattdessen die Fundstellen im Wortlaut.")
        return replace(extractive, problems=written.problems)


def verify_extract(answer: Answer) -> tuple[str, ...]:
    """An extractive answer quotes verbatim, so each quoted line must stand in its section; figures must hold all the same."""
    problems = []
    for citation in answer.citations:
        source = " ".join(citation.passage.section.text.split())
        if any(" ".join(line.split()) not in source for line in citation.quote.splitlines() if line != "[…]"):
            problems.append(f"Kein wörtliches Zitat: {citation.label}")
    leads = "\n".join(line for line in answer.text.splitlines() if line.startswith("**Bei "))
    return (*problems, *(verify(leads, answer.citations, answer.question).problems if leads else ()))


@contextmanager
def _timed(timings: dict[str, float], step: str) -> Iterator[None]:
    begun = time.perf_counter()
    yield
    timings[step] = (time.perf_counter() - begun) * 1000
