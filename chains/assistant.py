"""The assistant: condense, search, answer, verify. One readable composition of the named parts."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from chains.abstain import judge, looked_for, nothing_then, refusal_text
from chains.answer import Answer, Citation
from chains.as_of import oldest_stand
from chains.chat_model import condense_with_model, write_answer
from chains.condense import condense, earlier_case
from chains.conditions import Case
from chains.confidence import load_confidence
from chains.context import analyse_turn
from chains.extract import Extract, Extractor
from chains.filters import EVERYTHING, Filters
from chains.language import GERMAN, foreign_notice
from chains.leads import missing_fact
from chains.referred import referred_places
from chains.registers import Register
from chains.simple import NOTHING_SIMPLE, simple_extract
from chains.upload_hits import with_own
from chains.verify import verify
from chains.warnings import warnings_for, with_ends
from knowledge.errors import ModelFailed

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from chains.question import Analysis
    from chains.search import Found, Searcher
    from knowledge.model import Hit

_CARRIED = "Beschäftigte"  # a firm keeps its size through a conversation; years and hours belong to the question they were told with
History = Sequence[tuple[str, str]]  # (role "user" or "assistant", text), oldest first


class Assistant:
    """Answers questions from the indexed sources; never from a model's own memory."""

    def __init__(self, searcher: Searcher, model: BaseChatModel | None = None, *, hits: int = 10) -> None:
        self.searcher, self._model, self._hits = searcher, model, hits

    def ask(
        self,
        question: str,
        history: History = (),
        *,
        register: Register = Register.NORMAL,
        filters: Filters = EVERYTHING,
        case: Case | None = None,
        today: date | None = None,
        own: Callable[[Analysis], Sequence[Hit]] | None = None,
    ) -> Answer:
        """Answer a question.

        `own`: gives passages of documents that only this conversation has, with their cosines as scores.
        `case`: numbers known of the person or firm, which the question's own go before; `filters.day`, else `today`
        (default: the machine's date), decides what has run out.
        """
        timings: dict[str, float] = {}
        started = time.perf_counter()
        notices: list[str] = []
        with _timed(timings, "condense"):
            standalone = self._standalone(question, history, notices)
        with _timed(timings, "retrieve"):
            analysis = analyse_turn(self.searcher, question, history, standalone)
            analysis = replace(analysis, case=_known(history, case, analysis.case))
            found = self.searcher.look(analysis, self._hits, filters)
            if own is not None:
                found = with_own(found, own(analysis), analysis)
        with _timed(timings, "answer"):
            answer = self._answer(question, analysis, found, notices, register, filters.day or today or date.today(), filters)
        timings["total"] = (time.perf_counter() - started) * 1000
        return replace(answer, timings_ms=timings, hits=found.hits)

    def with_model(self, change: Callable[[BaseChatModel], BaseChatModel | None]) -> Assistant:
        """The same assistant with its model changed, or without one; where it has none, as it is."""
        return Assistant(self.searcher, change(self._model) if self._model is not None else None, hits=self._hits)

    def _standalone(self, question: str, history: History, notices: list[str]) -> str:
        if not history:
            return question
        if self._model is not None:
            try:
                return condense_with_model(self._model, history, question)
            except ModelFailed as error:
                notices.append(str(error))
        return condense(question, history)

    def _answer(self, question: str, analysis: Analysis, found: Found, notices: list[str], register: Register, day: date, filters: Filters) -> Answer:
        hits = list(found.hits)
        gone = self.searcher.repealed(analysis)
        if gone:
            notices += [f"{title} {locator} ist weggefallen." for title, locator in gone]
        state = self.searcher.state
        if hits:
            refusal = judge(analysis, found, state.lexical, load_confidence(self.searcher.library), state.law_titles)
        else:
            refusal = nothing_then(filters.day, oldest_stand(self.searcher.library, list(state.heads)))
        if refusal is not None:
            return Answer(question, refusal_text(refusal, hits[:3], gone, looked_for(analysis, state.law_titles)), abstained=True, warnings=tuple(notices))
        notices += self._about(analysis)
        extract = self._extract(analysis, hits, register, notices)
        answer = Answer(question, with_ends(extract, day), extract.citations, asks=missing_fact(extract.citations[0].passage.section.text, analysis.case))
        if self._model is not None:
            answer = self._with_model(self._model, analysis, hits, answer, notices)
        if answer.mode == "extractive":
            problems = verify_extract(answer)
            answer = replace(answer, problems=(*answer.problems, *problems))
        return replace(answer, warnings=(*notices, *warnings_for(answer.citations, day)))

    def _extract(self, analysis: Analysis, hits: list[Hit], register: Register, notices: list[str]) -> Extract:
        state = self.searcher.state
        if register is Register.SIMPLE or (analysis.language != GERMAN and self._model is None):
            simple = simple_extract(hits, state.heads, self.searcher.library)
            if simple is not None:
                return simple
            notices.append(NOTHING_SIMPLE)
            register = Register.SIMPLE
        return Extractor(state.lexical.compounds, state.lexical.rarity, lambda p, quote: referred_places(p, quote, self.searcher.place)).extract(analysis, hits, register)

    @staticmethod
    def _about(analysis: Analysis) -> list[str]:
        """What has to be said about the question itself: how it was read, its language, another Land."""
        said = [f"Gelesen als: {', '.join(f'„{c.read}“ (statt „{c.typed}“)' for c in analysis.corrections)}."] if analysis.corrections else []
        if analysis.language != GERMAN:
            said.append(foreign_notice(analysis.language))
        if analysis.land:
            said.append(f"Die Frage nennt {analysis.land}. Meine Quellen sind Bundesrecht und Nordrhein-Westfalen; was dieses Land selbst regelt, steht hier nicht.")
        return said

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
    leads = "\n".join(line for line in answer.text.splitlines() if line.startswith(("**Bei ", "**Im Kern")))
    return (*problems, *(verify(leads, answer.citations, answer.question).problems if leads else ()))


def _known(history: History, given: Case | None, told: Case) -> Case:
    """The case's numbers: the question's own before those given, before the size of the firm that was told earlier."""
    earlier = {unit: value for unit, value in earlier_case(history).items() if unit == _CARRIED}
    return Case(earlier | (given.values if given else {}) | told.values)


@contextmanager
def _timed(timings: dict[str, float], step: str) -> Iterator[None]:
    begun = time.perf_counter()
    yield
    timings[step] = (time.perf_counter() - begun) * 1000
