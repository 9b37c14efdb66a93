"""The assistant: condense, search, answer, verify. One readable composition of the named parts."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Unpack, cast

from chains.answer import Answer, whole
from chains.blocks.free_text import paragraphs_of
from chains.blocks.kinds import Notice
from chains.budget import Budget
from chains.case.conversation import CaseSoFar
from chains.case.views import case_numbers, words_of
from chains.courses.recognition import asks_for_courses
from chains.events import AnswerStep, Doing, Done, Event, Noted, TextDelta
from chains.extract.disagreement import disagreeing, led_with
from chains.extract.extractor import Extract, Extractor
from chains.extract.lead import missing_fact
from chains.extract.plain_language import NOTHING_SIMPLE, simple_extract
from chains.extract.referenced_places import referred_places
from chains.extract.registers import Register
from chains.extract.seminar import about_the_course, course_refusal, trainer_extract
from chains.extract.standing import for_another_land, lands_of, standing_notices
from chains.extract.warnings import old_sources, warnings_for, with_ends
from chains.funding.consultation.aside import asks_of_work, goes_on_from_law, is_doubtful, leads_to_work
from chains.funding.consultation.asked import Consulting
from chains.funding.consultation.asking import asking_in_context, asking_part
from chains.funding.consultation.consult import (
    COURSES,
    Consultation,
    consult,
    governed_paragraphs,
    is_about_case,
)
from chains.funding.consultation.following import follow
from chains.funding.consultation.meaning import ExampleVectors, Meaning
from chains.funding.consultation.own_words import stands_alone
from chains.funding.explanation.proof_places import rests_on
from chains.funding.explanation.say import answer_of
from chains.funding.explanation.simple import in_simple_words
from chains.limits import require_short, short_history
from chains.model.writer import Writer
from chains.model.written_answer import answer_written, order_notices
from chains.privacy.letters import without_names
from chains.question.follow_up import condense, goes_on_from
from chains.question.intent import Intent
from chains.question.language import GERMAN, foreign_notice
from chains.question.region import lands_named
from chains.refusal.confidence import load_confidence
from chains.refusal.features import (
    LOOKED_AT,
    holds_subject,
    is_about_added,
    is_added,
    led_by_treating,
    share_held,
)
from chains.refusal.message import looked_for, nothing_then, refusal_blocks
from chains.refusal.policy import judge
from chains.retrieval.as_of import oldest_stand
from chains.retrieval.context import analyse_turn
from chains.retrieval.filters import EVERYTHING, Filters
from chains.retrieval.uploads import has_own, with_own
from chains.small_talk import small_talk
from chains.turn import History, Turn, TurnOptions
from chains.verification.asker import Asker
from chains.verification.extract import verify_extract
from knowledge.editorial.elsewhere import load_elsewhere
from knowledge.errors import ModelFailed
from knowledge.german.unified import unified
from knowledge.model.document import EDITED, Hit, HitOrigin

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from chains.answer import Citation
    from chains.courses.answering import CourseAnswers
    from chains.extract.disagreement import Side
    from chains.model.breaker import Tally
    from chains.model.client import Deadline
    from chains.question.analysis import Analysis
    from chains.retrieval.searcher import Searcher, SearchResult

_CONDENSE_SHARE = 0.4  # of the model's time for a question, which making it stand alone may take
_QUOTED = 700  # characters of a place that is quoted below a decided answer: an Absatz with its list
_NAMES = (
    "In Ihrem Text stehen Namen. Danach suche ich nicht; bitte lassen Sie Namen und andere persönliche Daten"
    " weg."
)
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
    ) -> None:
        """`writer`: writes the answers; a model alone is given the usual limits; without either
        answers are extractive. `courses`: answers questions for courses; without it the way to them is said.
        `examples`: those of another assistant over the same searcher.
        """
        self.searcher, self._hits, self._courses = searcher, hits, courses
        self._examples = examples or ExampleVectors(searcher.vectors, searcher.embedding_name)
        self._writer = writer if writer is None or isinstance(writer, Writer) else Writer(writer)

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
        state, consultation, answer = self._followed_and_consulted(turn, timings)
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
            analysis = self._in_the_case(analysis, told, turn)
            budget.check()
            found = self.searcher.look(analysis, self._hits, turn.filters)
            budget.check()
            if turn.own is not None:
                scale = self.searcher.state.scale.passages
                found = with_own(found, turn.own(analysis), analysis, scale, first=turn.own_first)
            found = led_by_treating(analysis, found, self.searcher.state)
        yield AnswerStep(Doing.READING)
        budget.check()
        begun = time.perf_counter()
        with _timed(timings, "compose"):
            notices: list[Notice] = [Notice(_NAMES)] if named else []
            decided = self._decided(turn, state, consultation, analysis, found)
            answer = (
                decided
                or self._refusal(turn, analysis, found, notices)
                or self._extractive(turn, analysis, found, notices)
            )
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
        )

    def _followed(self, turn: Turn) -> Consulting:
        """Where the consultation stands: the case as told, what is asked of it."""
        return follow([*_earlier(turn), turn.question], turn.day, turn.case, self._meaning())

    def _followed_and_consulted(
        self, turn: Turn, timings: dict[str, float]
    ) -> tuple[Consulting, Consultation | None, Answer | None]:
        """Where the consultation stands, what rules and guides say, and the answer that needs no search."""
        with _timed(timings, "read"):
            state = self._followed(turn)
        with _timed(timings, "compose"):
            consultation = self._consultation(turn, state)
            return state, consultation, self._without_search(turn, state, consultation)

    def _meaning(self) -> Meaning:
        return Meaning(self._examples, self.searcher.state.scale.questions)

    def _consultation(self, turn: Turn, state: Consulting) -> Consultation | None:
        """What rules and guides say, where they may be asked and the question is not one beside the case."""
        said = consult(state, turn.day) if _may_decide(turn) else None
        return None if said is None or self._is_aside(turn, state) else said

    def _is_aside(self, turn: Turn, state: Consulting) -> bool:
        """Whether a question is one of law beside the case, goes on from an answer that quoted the law, or
        asks what neither rules nor guides say anything to.
        """
        asking = asking_part(state.question)
        elsewhere = load_elsewhere().of(asking)
        if elsewhere is not None and elsewhere.before_rules:
            return True
        if turn.goes_on_from_quote and goes_on_from_law(state):
            return True
        matches = self.searcher.everyday(asking)
        meant = self._meaning().of(asking, asking_in_context(state.question), about=state.asked.subjects)
        return asks_of_work(state, matches, meant, governed_paragraphs())

    def _standalone(self, turn: Turn, deadline: Deadline | None) -> str:
        # "Und wie lang darf der Lehrgang dauern?" is of the law that was quoted
        goes_on = turn.goes_on_from_quote and goes_on_from(turn.question)
        if not turn.history or (stands_alone(turn.question) and not goes_on):
            return turn.question
        if self._writer is not None and deadline is not None:
            try:
                return self._writer.condense(turn.history, turn.question, deadline.part(_CONDENSE_SHARE))
            except ModelFailed as error:
                _log.info("condensed without the model: %s", error)
        return condense(turn.question, turn.history)

    def _in_the_case(self, analysis: Analysis, told: CaseSoFar, turn: Turn) -> Analysis:
        """With what is known of the person or firm: numbers, the legal words for the facts, the Land, none of
        which a question need repeat.
        """
        known = case_numbers(told.case)
        analysis = replace(analysis, case=replace(known, values=known.values | analysis.case.values))
        words = words_of(told.case) if turn.case is not None else ()
        if not words:
            return analysis
        facts = self.searcher.analyse(", ".join(words))
        return replace(
            analysis,
            legal_terms=(*analysis.legal_terms, *facts.legal_terms),
            land=analysis.land or facts.land,
        )

    def _without_search(
        self, turn: Turn, state: Consulting, consultation: Consultation | None
    ) -> Answer | None:
        """What needs no look at the sources: talk, the way to courses, what rules and guides say for sure.
        What a conversation begins with is looked up: its places are shown beside the answer.
        """
        if said := small_talk(turn.question):
            return Answer(turn.question, paragraphs_of(said))
        if turn.own is not None:
            return None
        if (courses := self._found_courses(turn, state)) is not None:
            return courses
        seeks = state.intent is Intent.COURSES or (
            turn.courses_first and asks_for_courses(turn.question, turn.day, eager=True)
        )
        if seeks and turn.filters == EVERYTHING and not self._is_about_added(turn):
            return Answer(turn.question, paragraphs_of(COURSES))
        if consultation is None or not (turn.history and consultation.certain) or is_doubtful(state):
            return None
        text, named = without_names(turn.question)
        analysis = self._in_the_case(self.searcher.analyse(text), state.told, turn)
        return self._consulted(turn, state, analysis, consultation, named=named)

    def _is_about_added(self, turn: Turn) -> bool:
        """Whether a document that somebody added, a price list of courses say, holds what is asked; what
        editors keep tells of programmes, not of courses.
        """
        analysis = self.searcher.analyse(without_names(turn.question)[0])
        found = self.searcher.look(analysis)
        if not found.hits or found.hits[0].passage.document.kind in EDITED:
            return False
        return is_about_added(analysis, found, self.searcher.state)

    def _found_courses(self, turn: Turn, state: Consulting) -> Answer | None:
        """Courses, where the message asks for some and a catalogue is read in."""
        if self._courses is None or turn.filters != EVERYTHING:
            return None
        messages = [*_earlier(turn), turn.question]
        return self._courses.answer(messages, state.told.facts, turn.day, eager=turn.courses_first)

    def _decided(
        self,
        turn: Turn,
        state: Consulting,
        consultation: Consultation | None,
        analysis: Analysis,
        found: SearchResult,
    ) -> Answer | None:
        """What rules and guides say, where the question asks something that they decide."""
        if consultation is None or (turn.own is not None and has_own(found.hits[:1])):
            return None  # a document that came with the message is its first source
        about_added = not state.earlier and is_about_added(analysis, found, self.searcher.state)
        if about_added and not rests_on(consultation.explanation, found.hits[0].passage.document):
            return None
        if is_doubtful(state) and leads_to_work(found.hits, governed_paragraphs()):
            return None
        if not (consultation.certain or is_about_case(state, analysis, found)):
            return None
        return self._consulted(turn, state, analysis, consultation)

    def _consulted(
        self,
        turn: Turn,
        state: Consulting,
        analysis: Analysis,
        consultation: Consultation,
        *,
        named: bool = False,
    ) -> Answer | None:
        quoter = self._extractor()
        simply = _simply(turn.register, analysis)
        said = consultation.explanation
        answer = answer_of(
            turn.question,
            in_simple_words(said) if simply else said,
            self.searcher,
            lambda p: quoter.quote(p, analysis, _QUOTED),
            quotes=not simply,
            at_end=lambda citations: old_sources(citations, turn.day, _answers(turn)),
        )
        if not answer.citations:
            return None  # nothing that it rests on is indexed here
        if _RESIDENCE not in state.told.fresh and for_another_land(turn.question, answer.citations):
            return None
        told = [_NAMES] if named else []
        # rules are federal law: another Land is said once, where it is told
        about = analysis if analysis.land in lands_named(turn.question) else replace(analysis, land="")
        notices = (*map(Notice, told), *self._about(about), *map(Notice, consultation.warnings))
        verdict = verify_extract(answer.said, answer.citations, turn.question)
        if consultation.must_prove and verdict.problems:
            return None
        return replace(
            answer.noting(notices),
            verdict=verdict,
            problems=verdict.problems,
            proposals=consultation.proposals,
        )

    def _refusal(
        self, turn: Turn, analysis: Analysis, found: SearchResult, notices: list[Notice]
    ) -> Answer | None:
        hits, filters = list(found.hits), turn.filters
        gone = self.searcher.repealed(analysis)
        notices += [Notice(f"{title} {locator} ist weggefallen.") for title, locator in gone]
        state = self.searcher.state
        if about_the_course(analysis, hits, state.heads, filters) and not has_own(hits):
            refusal = course_refusal(analysis, hits, state.lexical)
        elif hits:
            refusal = judge(analysis, found, state, load_confidence(self.searcher.library))
        else:
            refusal = nothing_then(filters.day, oldest_stand(self.searcher.library, list(state.heads)))
        if refusal is None:
            return None
        refusal = refusal.beside(hits[:LOOKED_AT])
        said = refusal_blocks(refusal, gone, looked_for(analysis, state.law_titles))
        return Answer(
            turn.question,
            whole(notices, said),
            abstained=True,
            proposals=tuple(place.question for place in refusal.near),
        )

    def _extractive(
        self, turn: Turn, analysis: Analysis, found: SearchResult, notices: list[Notice]
    ) -> Answer:
        behind = order_notices(found.hits)
        extract = self._extract(
            analysis, list(found.hits), turn.register, behind, turn.filters, found.siblings
        )
        standing = standing_notices(extract.citations, led_with(extract.said), turn.day)
        notices += [*self._about(analysis, extract.citations), *behind, *standing]
        verdict = verify_extract(extract.said, extract.citations, Asker(turn.question, analysis.case))
        blocks = whole(
            (*notices, *warnings_for(extract.citations, turn.day)),
            (*with_ends(extract, turn.day), *old_sources(extract.citations, turn.day)),
            missing_fact(extract.citations[0].passage.section.text, analysis.case),
        )
        return Answer(turn.question, blocks, extract.citations, problems=verdict.problems, verdict=verdict)

    def _extract(
        self,
        analysis: Analysis,
        hits: list[Hit],
        register: Register,
        notices: list[Notice],
        filters: Filters,
        siblings: Sequence[Hit],
    ) -> Extract:
        state = self.searcher.state
        if _simply(register, analysis):
            simple = simple_extract(hits, state.heads, self.searcher.library)
            if simple is not None:
                return simple
            notices.append(NOTHING_SIMPLE)
            register = Register.SIMPLE
        extractor = self._extractor()
        course = register is Register.TRAINER or (
            register is Register.NORMAL and about_the_course(analysis, hits, state.heads, filters)
        )
        if course and not has_own(hits):
            of_the_course = trainer_extract(analysis, hits, self.searcher, extractor, filters)
            if of_the_course is not None:
                return of_the_course
        return extractor.extract(analysis, hits, register, siblings, self._sides(analysis, hits, extractor))

    def _sides(self, analysis: Analysis, hits: Sequence[Hit], extractor: Extractor) -> tuple[Side, ...]:
        """The places that say different things of what was asked."""
        state = self.searcher.state
        if any(hit.origin is not HitOrigin.FOUND for hit in hits):
            return ()
        return disagreeing(
            hits,
            lambda passage: extractor.answering(passage, analysis),
            lambda text: share_held(analysis, text, state.lexical),
            lambda text: holds_subject(analysis, text, state.lexical),
            lambda passage: is_added(passage, state),
        )

    def _extractor(self) -> Extractor:
        lexical = self.searcher.state.lexical
        return Extractor(
            lexical.compounds, lexical.rarity, lambda p, quote: referred_places(p, quote, self.searcher.place)
        )

    @staticmethod
    def _about(analysis: Analysis, citations: Sequence[Citation] = ()) -> list[Notice]:
        """What has to be said about the question itself: how it was read, its language, another Land."""
        said: list[str] = []
        if analysis.corrections:
            read = ", ".join(f"„{c.read}“ (statt „{c.typed}“)" for c in analysis.corrections)
            said.append(f"Gelesen als: {read}.")
        if analysis.language != GERMAN:
            said.append(foreign_notice(analysis.language))
        of_it = bool(citations) and analysis.land in lands_of(citations[0].passage)
        if analysis.land and not of_it:
            said.append(
                f"Es geht um {analysis.land}. Meine Quellen sind Bundesrecht und Nordrhein-Westfalen; was"
                " dieses Land selbst regelt, steht hier nicht."
            )
        return list(map(Notice, said))


_RESIDENCE = "residence_nrw"  # who tells where somebody lives asks nothing of that Land


def _may_decide(turn: Turn) -> bool:
    """Whether rules may answer: not where the course's own words or chosen sources alone are asked for."""
    return turn.register is not Register.TRAINER and turn.filters == EVERYTHING


def _answers(turn: Turn) -> list[str]:
    return [said for role, said in turn.history if role == "assistant"]


def _simply(register: Register, analysis: Analysis) -> bool:
    """Whether Einfache Sprache is asked for, or helps since German is not the asker's language."""
    return register is Register.SIMPLE or analysis.language != GERMAN


def _earlier(turn: Turn) -> list[str]:
    """What the person asked before, oldest first."""
    return [text for role, text in turn.history if role == "user"]


@contextmanager
def _timed(timings: dict[str, float], step: str) -> Iterator[None]:
    begun = time.perf_counter()
    yield
    timings[step] = timings.get(step, 0.0) + (time.perf_counter() - begun) * 1000
