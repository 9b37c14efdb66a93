"""The assistant: condense, search, answer, verify. One readable composition of the named parts."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Unpack, cast

from chains.abstain import judge, looked_for, nothing_then, refusal_text
from chains.answer import Answer
from chains.as_of import oldest_stand
from chains.chat_model import Writer
from chains.condense import condense, earlier_case
from chains.conditions import Case
from chains.confidence import load_confidence
from chains.context import analyse_turn
from chains.events import Doing, Done, Event, Noted, Piece, Step
from chains.extract import Extract, Extractor
from chains.filters import Filters
from chains.language import GERMAN, foreign_notice
from chains.leads import missing_fact
from chains.referred import referred_places
from chains.registers import Register
from chains.simple import NOTHING_SIMPLE, simple_extract
from chains.trainer import about_the_course, course_refusal, trainer_extract
from chains.turn import History, Options, Turn
from chains.upload_hits import has_own, with_own
from chains.verify_extract import verify_extract
from chains.warnings import warnings_for, with_ends
from chains.written import answer_written, order_notices
from knowledge.errors import ModelFailed

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from chains.model_client import Deadline
    from chains.question import Analysis
    from chains.search import Found, Searcher
    from knowledge.model import Hit

_CARRIED = "Beschäftigte"  # a firm keeps its size through a conversation; years and hours belong to the question they were told with
_CONDENSE_SHARE = 0.4  # of the model's time for a question, which making it stand alone may take
_log = logging.getLogger("wbm.assistant")


class Assistant:
    """Answers questions from the indexed sources; never from a model's own memory."""

    def __init__(self, searcher: Searcher, writer: Writer | BaseChatModel | None = None, *, hits: int = 10) -> None:
        """`writer`: writes the answers; a model alone is given the usual limits; without either answers are extractive."""
        self.searcher, self._hits = searcher, hits
        self._writer = writer if writer is None or isinstance(writer, Writer) else Writer(writer)

    def ask(self, question: str, history: History = (), **options: Unpack[Options]) -> Answer:
        """Answer a question; `options` as in Turn."""
        *_, last = self.stream(question, history, **options)
        return cast("Done", last).answer

    def stream(self, question: str, history: History = (), **options: Unpack[Options]) -> Iterator[Event]:
        """The same as events: steps, warnings, verified words as they come, and last the answer."""
        turn = Turn(question, history, **options)
        timings: dict[str, float] = {}
        started = time.perf_counter()
        deadline = self._writer.deadline() if self._writer is not None else None
        yield Step(Doing.SEARCHING)
        with _timed(timings, "condense"):
            standalone = self._standalone(turn, deadline)
        with _timed(timings, "retrieve"):
            analysis = analyse_turn(self.searcher, question, history, standalone)
            analysis = self._in_the_case(analysis, turn)
            found = self.searcher.look(analysis, self._hits, turn.filters)
            if turn.own is not None:
                found = with_own(found, turn.own(analysis), analysis)
        yield Step(Doing.READING)
        begun = time.perf_counter()
        notices: list[str] = []
        answer = self._refusal(turn, analysis, found, notices) or self._extractive(turn, analysis, found, notices)
        if not answer.abstained:
            yield Noted(answer.warnings)
        if answer.abstained or self._writer is None or deadline is None:
            yield Piece(answer.text)
        else:
            answer = yield from answer_written(self._writer, analysis, found.hits, answer, turn.register, turn.day, _told(analysis.case), deadline)
        timings["answer"] = (time.perf_counter() - begun) * 1000
        timings["total"] = (time.perf_counter() - started) * 1000
        yield Done(replace(answer, timings_ms=timings, hits=found.hits))

    def with_model(self, change: Callable[[BaseChatModel], BaseChatModel | None]) -> Assistant:
        """The same assistant with its model changed, or without one; where it has none, as it is. What was learnt of the model's health stays."""
        return Assistant(self.searcher, self._writer.with_model(change) if self._writer is not None else None, hits=self._hits)

    def _standalone(self, turn: Turn, deadline: Deadline | None) -> str:
        if not turn.history:
            return turn.question
        if self._writer is not None and deadline is not None:
            try:
                return self._writer.condense(turn.history, turn.question, deadline.part(_CONDENSE_SHARE))
            except ModelFailed as error:
                _log.info("condensed without the model: %s", error)
        return condense(turn.question, turn.history)

    def _in_the_case(self, analysis: Analysis, turn: Turn) -> Analysis:
        """With what is known of the person or firm: numbers, the legal words for the facts, the Land, none of which a question need repeat."""
        analysis = replace(analysis, case=_known(turn, analysis.case))
        if turn.case is None or not turn.case.facts:
            return analysis
        facts = self.searcher.analyse(", ".join(turn.case.facts))
        return replace(analysis, legal_terms=(*analysis.legal_terms, *facts.legal_terms), land=analysis.land or facts.land)

    def _refusal(self, turn: Turn, analysis: Analysis, found: Found, notices: list[str]) -> Answer | None:
        hits, filters = list(found.hits), turn.filters
        gone = self.searcher.repealed(analysis)
        notices += [f"{title} {locator} ist weggefallen." for title, locator in gone]
        state = self.searcher.state
        if about_the_course(analysis, hits, state.heads, filters) and not has_own(hits):
            refusal = course_refusal(analysis, hits, state.lexical)
        elif hits:
            refusal = judge(analysis, found, state, load_confidence(self.searcher.library))
        else:
            refusal = nothing_then(filters.day, oldest_stand(self.searcher.library, list(state.heads)))
        if refusal is None:
            return None
        return Answer(turn.question, refusal_text(refusal, hits[:3], gone, looked_for(analysis, state.law_titles)), abstained=True, warnings=tuple(notices))

    def _extractive(self, turn: Turn, analysis: Analysis, found: Found, notices: list[str]) -> Answer:
        notices += [*self._about(analysis), *order_notices(found.hits)]
        extract = self._extract(analysis, list(found.hits), turn.register, notices, turn.filters, found.siblings)
        verdict = verify_extract(extract.text, extract.citations, f"{turn.question} {_told(analysis.case)}".strip())
        return Answer(
            turn.question,
            with_ends(extract, turn.day),
            extract.citations,
            warnings=(*notices, *warnings_for(extract.citations, turn.day)),
            asks=missing_fact(extract.citations[0].passage.section.text, analysis.case),
            problems=verdict.problems,
            verdict=verdict,
        )

    def _extract(self, analysis: Analysis, hits: list[Hit], register: Register, notices: list[str], filters: Filters, siblings: Sequence[Hit]) -> Extract:
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
        return extractor.extract(analysis, hits, register, siblings)

    @staticmethod
    def _about(analysis: Analysis) -> list[str]:
        """What has to be said about the question itself: how it was read, its language, another Land."""
        said = [f"Gelesen als: {', '.join(f'„{c.read}“ (statt „{c.typed}“)' for c in analysis.corrections)}."] if analysis.corrections else []
        if analysis.language != GERMAN:
            said.append(foreign_notice(analysis.language))
        if analysis.land:
            said.append(f"Es geht um {analysis.land}. Meine Quellen sind Bundesrecht und Nordrhein-Westfalen; was dieses Land selbst regelt, steht hier nicht.")
        return said


def _told(case: Case) -> str:
    """A case in words: "120 Beschäftigte, 52 Jahre, ohne Abschluss"."""
    numbers = [f"{value:g} {unit}".replace(".", ",") for unit, value in case.values.items()]
    age = [f"{case.age:g} Jahre alt"] if case.age is not None else []
    return ", ".join([*numbers, *age, *case.facts])


def _known(turn: Turn, told: Case) -> Case:
    """The case with the question's own numbers before those given; where none is given, the size of the firm that was told earlier."""
    if turn.case is not None:
        return Case(turn.case.values | told.values, turn.case.age, turn.case.facts)
    return Case({unit: value for unit, value in earlier_case(turn.history).items() if unit == _CARRIED} | told.values)


@contextmanager
def _timed(timings: dict[str, float], step: str) -> Iterator[None]:
    begun = time.perf_counter()
    yield
    timings[step] = (time.perf_counter() - begun) * 1000
