"""The assistant: condense, search, answer, verify. One readable composition of the named parts."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, cast

from chains.abstain import judge, looked_for, nothing_then, refusal_text
from chains.answer import Answer, Citation
from chains.as_of import oldest_stand
from chains.chat_model import Writer, Written
from chains.circuit_breaker import CircuitBreaker
from chains.condense import condense, earlier_case
from chains.conditions import Case
from chains.confidence import load_confidence
from chains.context import analyse_turn
from chains.events import Doing, Done, Event, Noted, Piece, Step
from chains.extract import Extract, Extractor
from chains.filters import EVERYTHING, Filters
from chains.language import GERMAN, foreign_notice
from chains.leads import missing_fact
from chains.referred import referred_places
from chains.registers import Register
from chains.simple import NOTHING_SIMPLE, simple_extract
from chains.trainer import about_the_course, course_refusal, trainer_extract
from chains.upload_hits import has_own, with_own
from chains.verify_extract import verify_extract
from chains.warnings import warnings_for, with_ends
from knowledge.errors import ModelFailed

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from chains.question import Analysis
    from chains.search import Found, Searcher
    from knowledge.model import Hit

_CARRIED = "Beschäftigte"  # a firm keeps its size through a conversation; years and hours belong to the question they were told with
_OFFERED = 5  # passages that the model may answer from
History = Sequence[tuple[str, str]]  # (role "user" or "assistant", text), oldest first


class Assistant:
    """Answers questions from the indexed sources; never from a model's own memory."""

    def __init__(self, searcher: Searcher, model: BaseChatModel | None = None, *, hits: int = 10, breaker: CircuitBreaker | None = None) -> None:
        self.searcher, self._hits = searcher, hits
        self._model, self._breaker = model, breaker or CircuitBreaker()
        self._writer = Writer(model, self._breaker) if model is not None else None

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
        `case`: what is known of the person or firm, which the question's own numbers go before (None: read it off the history);
        `filters.day`, else `today`
        (default: the machine's date), decides what has run out.
        """
        *_, last = self.stream(question, history, register=register, filters=filters, case=case, today=today, own=own)
        return cast("Done", last).answer

    def stream(
        self,
        question: str,
        history: History = (),
        *,
        register: Register = Register.NORMAL,
        filters: Filters = EVERYTHING,
        case: Case | None = None,
        today: date | None = None,
        own: Callable[[Analysis], Sequence[Hit]] | None = None,
    ) -> Iterator[Event]:
        """The same as events: steps, warnings, verified words as they come, and last the answer."""
        timings: dict[str, float] = {}
        started = time.perf_counter()
        notices: list[str] = []
        yield Step(Doing.SEARCHING)
        with _timed(timings, "condense"):
            standalone = self._standalone(question, history, notices)
        with _timed(timings, "retrieve"):
            analysis = analyse_turn(self.searcher, question, history, standalone)
            analysis = self._in_the_case(analysis, case, history)
            found = self.searcher.look(analysis, self._hits, filters)
            if own is not None:
                found = with_own(found, own(analysis), analysis)
        yield Step(Doing.READING)
        begun = time.perf_counter()
        day = filters.day or today or date.today()
        answer = self._refusal(question, analysis, found, notices, filters) or self._extractive(question, analysis, list(found.hits), notices, register, day, filters)
        if not answer.abstained:
            yield Noted(answer.warnings)
            if self._writer is None:
                yield Piece(answer.text)
            else:
                yield Step(Doing.WRITING)
                answer = yield from self._written(self._writer, analysis, list(found.hits), answer, register, day)
        timings["answer"] = (time.perf_counter() - begun) * 1000
        timings["total"] = (time.perf_counter() - started) * 1000
        yield Done(replace(answer, timings_ms=timings, hits=found.hits))

    def with_model(self, change: Callable[[BaseChatModel], BaseChatModel | None]) -> Assistant:
        """The same assistant with its model changed, or without one; where it has none, as it is. What was learnt of the model's health stays."""
        return Assistant(self.searcher, change(self._model) if self._model is not None else None, hits=self._hits, breaker=self._breaker)

    def _standalone(self, question: str, history: History, notices: list[str]) -> str:
        if not history:
            return question
        if self._writer is not None:
            try:
                return self._writer.condense(history, question)
            except ModelFailed as error:
                notices.append(str(error))
        return condense(question, history)

    def _in_the_case(self, analysis: Analysis, case: Case | None, history: History) -> Analysis:
        """With what is known of the person or firm: numbers, the legal words for the facts, the Land, none of which a question need repeat."""
        analysis = replace(analysis, case=_known(history, case, analysis.case))
        if case is None or not case.facts:
            return analysis
        facts = self.searcher.analyse(", ".join(case.facts))
        return replace(analysis, legal_terms=(*analysis.legal_terms, *facts.legal_terms), land=analysis.land or facts.land)

    def _refusal(self, question: str, analysis: Analysis, found: Found, notices: list[str], filters: Filters) -> Answer | None:
        hits = list(found.hits)
        gone = self.searcher.repealed(analysis)
        notices += [f"{title} {locator} ist weggefallen." for title, locator in gone]
        state = self.searcher.state
        if about_the_course(analysis, hits, state.heads, filters) and not has_own(hits):
            refusal = course_refusal(analysis, hits, state.lexical)
        elif hits:
            refusal = judge(analysis, found, state.lexical, load_confidence(self.searcher.library), state.law_titles)
        else:
            refusal = nothing_then(filters.day, oldest_stand(self.searcher.library, list(state.heads)))
        if refusal is None:
            return None
        return Answer(question, refusal_text(refusal, hits[:3], gone, looked_for(analysis, state.law_titles)), abstained=True, warnings=tuple(notices))

    def _extractive(self, question: str, analysis: Analysis, hits: list[Hit], notices: list[str], register: Register, day: date, filters: Filters) -> Answer:
        notices += self._about(analysis)
        extract = self._extract(analysis, hits, register, notices, filters)
        verdict = verify_extract(extract.text, extract.citations, _with_case(question, analysis.case))
        return Answer(
            question,
            with_ends(extract, day),
            extract.citations,
            warnings=(*notices, *warnings_for(extract.citations, day)),
            asks=missing_fact(extract.citations[0].passage.section.text, analysis.case),
            problems=verdict.problems,
            verdict=verdict,
        )

    def _extract(self, analysis: Analysis, hits: list[Hit], register: Register, notices: list[str], filters: Filters) -> Extract:
        state = self.searcher.state
        if register is Register.SIMPLE or analysis.language != GERMAN:
            simple = simple_extract(hits, state.heads, self.searcher.library)
            if simple is not None:
                return simple
            notices.append(NOTHING_SIMPLE)
            register = Register.SIMPLE
        extractor = Extractor(state.lexical.compounds, state.lexical.rarity, lambda p, quote: referred_places(p, quote, self.searcher.place))
        course = register is Register.TRAINER or (register is Register.NORMAL and about_the_course(analysis, hits, state.heads, filters))
        if course and not has_own(hits):
            of_the_course = trainer_extract(analysis, hits, self.searcher, extractor, filters)
            if of_the_course is not None:
                return of_the_course
        return extractor.extract(analysis, hits, register)

    @staticmethod
    def _about(analysis: Analysis) -> list[str]:
        """What has to be said about the question itself: how it was read, its language, another Land."""
        said = [f"Gelesen als: {', '.join(f'„{c.read}“ (statt „{c.typed}“)' for c in analysis.corrections)}."] if analysis.corrections else []
        if analysis.language != GERMAN:
            said.append(foreign_notice(analysis.language))
        if analysis.land:
            said.append(f"Es geht um {analysis.land}. Meine Quellen sind Bundesrecht und Nordrhein-Westfalen; was dieses Land selbst regelt, steht hier nicht.")
        return said

    def _written(self, writer: Writer, analysis: Analysis, hits: list[Hit], extractive: Answer, register: Register, day: date) -> Generator[Event, None, Answer]:
        """The model's answer if it verifies, else the extractive one with a notice; words that verify are given out as they come."""
        offered = [Citation(n, hit.passage, hit.passage.section.text) for n, hit in enumerate(hits[:_OFFERED], 1)]
        written: Written | None = None
        try:
            for part in writer.stream(analysis.text, offered, register, analysis.language, _told(analysis.case)):
                if isinstance(part, str):
                    yield Piece(part)
                else:
                    written = part
        except ModelFailed as error:
            return replace(extractive, warnings=(*extractive.warnings, f"{error} Hier stehen stattdessen die Fundstellen im Wortlaut."))
        yield Step(Doing.CHECKING)
        if written is not None and written.text:
            used = tuple(c for c in offered if f"[{c.n}]" in written.text)
            old = set(warnings_for(extractive.citations, day))
            warnings = (*(w for w in extractive.warnings if w not in old and w != NOTHING_SIMPLE), *warnings_for(used, day))
            return replace(extractive, text=written.text, citations=used, mode="model", problems=(), verdict=written.verdict, prompts=written.prompts, warnings=warnings)
        refused = written is not None and written.refused
        reason = "fand die Antwort nicht in den Fundstellen" if refused else "hat die Prüfung an den Fundstellen nicht bestanden"
        notice = f"Die Antwort des Sprachmodells {reason}. Hier stehen stattdessen die Fundstellen im Wortlaut."
        dropped = written.verdict.problems if written is not None else ()
        return replace(extractive, warnings=(*extractive.warnings, notice), problems=dropped, prompts=written.prompts if written else ())


def _told(case: Case) -> str:
    """A case in words: "120 Beschäftigte, 52 Jahre, ohne Abschluss"."""
    numbers = [f"{value:g} {unit}".replace(".", ",") for unit, value in case.values.items()]
    age = [f"{case.age:g} Jahre alt"] if case.age is not None else []
    return ", ".join([*numbers, *age, *case.facts])


def _with_case(question: str, case: Case) -> str:
    return f"{question} {_told(case)}".strip()


def _known(history: History, given: Case | None, told: Case) -> Case:
    """The case with the question's own numbers before those given; where none is given, the size of the firm that was told earlier."""
    if given is not None:
        return Case(given.values | told.values, given.age, given.facts)
    return Case({unit: value for unit, value in earlier_case(history).items() if unit == _CARRIED} | told.values)


@contextmanager
def _timed(timings: dict[str, float], step: str) -> Iterator[None]:
    begun = time.perf_counter()
    yield
    timings[step] = (time.perf_counter() - begun) * 1000
