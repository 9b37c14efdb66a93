"""The assistant: condense, search, answer, verify. One readable composition of the named parts."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Unpack, cast

from chains.answer import Answer
from chains.blocks.kinds import Notice
from chains.budget import Budget
from chains.by_rules import ByRules
from chains.events import AnswerStep, Doing, Done, Event, Noted, TextDelta
from chains.from_sources import FromSources
from chains.funding.consultation.meaning import ExampleVectors
from chains.funding.consultation.own_words import stands_alone
from chains.funding.consultation.talks import LatestTalks
from chains.limits import require_short, short_history
from chains.model.writer import Writer
from chains.model.written_answer import answer_written
from chains.notices import NAMED
from chains.privacy.letters import without_names
from chains.question.follow_up import asks_something, condense, goes_on_from
from chains.refusal.leading import best_first
from chains.retrieval.context import analyse_turn
from chains.retrieval.uploads import with_own
from chains.turn import History, Turn, TurnOptions
from knowledge.errors import ModelFailed
from knowledge.german.unified import unified
from knowledge.model.document import Hit, HitOrigin

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from chains.courses.answering import CourseAnswers
    from chains.funding.consultation.asked import Consulting
    from chains.funding.consultation.consult import Consultation
    from chains.model.breaker import Tally
    from chains.model.client import Deadline
    from chains.question.analysis import Analysis
    from chains.retrieval.searcher import Searcher, SearchResult


_CONDENSE_SHARE = 0.4  # of the model's time for a question, which making it stand alone may take
# a case, a question of law and one that is not German: between them they load all that is loaded at first use
_WARMING = (
    "Betrieb mit 85 Leuten, Helferin, 47, ohne Abschluss, Umschulung für 9.800 Euro. Was zahlt der Betrieb?",
    "Wie viel Urlaub steht ihr zu?",
    "Who pays for the course?",
)
_log = logging.getLogger("wbm.assistant")


class Assistant:
    """Answers questions from the indexed sources; never from a model's own memory."""

    def __init__(
        self,
        searcher: Searcher,
        writer: Writer | BaseChatModel | None = None,
        *,
        hits: int = 10,
        courses: CourseAnswers | None = None,
        examples: ExampleVectors | None = None,
        talks: LatestTalks | None = None,
    ) -> None:
        """`writer`: writes the answers; a model alone is given the usual limits; without either
        answers are extractive. `courses`: answers questions for courses; without it the way to them is said.
        `examples`, `talks`: those of another assistant over the same searcher.
        """
        self.searcher, self._hits, self._courses = searcher, hits, courses
        self._examples = examples or ExampleVectors(searcher.vectors, searcher.embedding_name)
        self._writer = writer if writer is None or isinstance(writer, Writer) else Writer(writer)
        self._talks = talks or LatestTalks()
        self._rules = ByRules(searcher, courses, self._examples, self._talks)
        self._sources = FromSources(searcher)

    def ask(self, question: str, history: History = (), **options: Unpack[TurnOptions]) -> Answer:
        """Answer a question; `options` as in Turn."""
        *_, last = self.stream(question, history, **options)
        return cast("Done", last).answer

    def stream(self, question: str, history: History = (), **options: Unpack[TurnOptions]) -> Iterator[Event]:
        """The same as events: steps, warnings, verified words as they come, and last the answer.

        Raises:
            QuestionTooLong, TurnExhausted: each with what to do.
        """
        require_short(question)
        question = unified(question)  # as documents are: a Mac writes ü as two characters
        history = short_history([(role, unified(text)) for role, text in history])
        turn = Turn(question, history, **options)
        budget = turn.budget or Budget()
        timings: dict[str, float] = {}
        started = time.perf_counter()
        deadline = self._writer.deadline() if self._writer is not None else None
        state, consultation, answer = self._before_search(turn, timings)
        told = state.told
        if answer is not None:
            yield Noted(answer.notices)
            yield TextDelta(answer.text, answer.said)
            timings["total"] = (time.perf_counter() - started) * 1000
            cited = tuple(Hit(c.passage, 1.0, origin=HitOrigin.NAMED) for c in answer.citations)
            yield Done(replace(answer, timings_ms=timings, case=told.case, hits=cited))
            return
        yield AnswerStep(Doing.SEARCHING)
        with _timed(timings, "condense"):
            standalone = self._standalone(turn, deadline)
            standalone, named = without_names(standalone)
        budget.check()
        with _timed(timings, "retrieve"):
            analysis = analyse_turn(self.searcher, question, history, standalone, turn.cited)
            analysis = self._rules.in_the_case(analysis, told, turn)
            budget.check()
            found = self.searcher.look(analysis, self._hits, turn.filters)
            budget.check()
            if turn.own is not None:
                scale = self.searcher.state.scale.passages
                found = with_own(found, turn.own(analysis), analysis, scale, first=turn.own_first)
            found = best_first(analysis, found, self.searcher.state)
        yield AnswerStep(Doing.READING)
        budget.check()
        begun = time.perf_counter()
        with _timed(timings, "compose"):
            notices: list[Notice] = [NAMED] if named else []
            decided = self._rules.decided(turn, state, consultation, analysis, found) or self._rules.opened(
                turn, state
            )
            answer = decided or self._from_sources(turn, state, analysis, found, notices)
        budget.check()
        if not answer.abstained:
            yield Noted(answer.notices)
        if decided or answer.abstained or self._writer is None or deadline is None:
            yield TextDelta(answer.text, answer.said)
        else:
            with _timed(timings, "write"):
                answer = yield from answer_written(
                    self._writer, analysis, found.hits, answer, turn.register, turn.day, deadline
                )
        timings["answer"] = (time.perf_counter() - begun) * 1000
        timings["total"] = (time.perf_counter() - started) * 1000
        yield Done(replace(answer, timings_ms=timings, hits=found.hits, case=told.case))

    def _from_sources(
        self, turn: Turn, state: Consulting, analysis: Analysis, found: SearchResult, notices: list[Notice]
    ) -> Answer:
        """What the places found say; a statement in a case that nothing is found for is no question to be
        refused.
        """
        if refused := self._sources.refusal(turn, analysis, found, notices):
            return self._rules.remarked(turn, state) or refused
        return self._sources.extractive(turn, analysis, found, notices)

    @property
    def model_calls(self) -> Tally | None:
        """What became of the calls to the chat model so far; None without one."""
        return self._writer.calls if self._writer is not None else None

    @property
    def courses(self) -> CourseAnswers | None:
        """What answers questions for courses."""
        return self._courses

    def warm_up(self) -> None:
        """Load what the first questions would wait for: rules, word lists, languages, the index. No model is
        asked.
        """
        alone = self.with_model(lambda _: None)
        for question in _WARMING:
            alone.ask(question)

    def with_model(self, change: Callable[[BaseChatModel], BaseChatModel | None]) -> Assistant:
        """The same assistant with its model changed, or without one; where it has none, as it is. What was
        learnt of the model's health stays.
        """
        return Assistant(
            self.searcher,
            self._writer.with_model(change) if self._writer is not None else None,
            hits=self._hits,
            courses=self._courses,
            examples=self._examples,
            talks=self._talks,
        )

    def _before_search(
        self, turn: Turn, timings: dict[str, float]
    ) -> tuple[Consulting, Consultation | None, Answer | None]:
        """Where the consultation stands, what rules and guides say, and the answer that needs no search."""
        with _timed(timings, "read"):
            state = self._rules.followed(turn)
        with _timed(timings, "compose"):
            consultation = self._rules.consultation(turn, state)
            return state, consultation, self._rules.without_search(turn, state, consultation)

    def _standalone(self, turn: Turn, deadline: Deadline | None) -> str:
        # "Und wie lang darf der Lehrgang dauern?" is of the law that was quoted
        goes_on = turn.goes_on_from_quote and goes_on_from(turn.question)
        whole = stands_alone(turn.question) and asks_something(turn.question)
        if not turn.history or (whole and not goes_on):
            return turn.question
        if self._writer is not None and deadline is not None:
            try:
                return self._writer.condense(turn.history, turn.question, deadline.part(_CONDENSE_SHARE))
            except ModelFailed as error:
                _log.info("condensed without the model: %s", error)
        return condense(turn.question, turn.history)


@contextmanager
def _timed(timings: dict[str, float], step: str) -> Iterator[None]:
    begun = time.perf_counter()
    yield
    timings[step] = timings.get(step, 0.0) + (time.perf_counter() - begun) * 1000
