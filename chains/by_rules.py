"""The answer that needs no place found: talk, courses, what rules and guides say of a case."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from chains.answer import Answer
from chains.blocks.free_text import paragraphs_of
from chains.blocks.kinds import Notice
from chains.case.conversation import CaseSoFar
from chains.case.views import case_numbers, words_of
from chains.courses.recognition import asks_for_courses
from chains.extract.registers import Register, wants_simple
from chains.extract.standing import for_another_land
from chains.extract.warnings import old_sources
from chains.from_sources import FromSources
from chains.funding.consultation.aside import (
    asks_of_work,
    goes_on_from_law,
    is_doubtful,
    leads_to_work,
    tells_to_law,
)
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
from chains.funding.consultation.opening import opening, opens, proposed, remarked, remarks
from chains.funding.consultation.quoted import guides_quoted, where_it_stands
from chains.funding.consultation.talks import LatestTalks
from chains.funding.explanation.proof_places import rests_on
from chains.funding.explanation.say import answer_of
from chains.funding.explanation.simple import in_simple_words
from chains.notices import NAMED, about_question
from chains.privacy.letters import without_names
from chains.question.intent import Intent
from chains.question.region import lands_named
from chains.question.small_words import TalkKind, talk_of
from chains.refusal.features import is_about_added
from chains.retrieval.filters import EVERYTHING
from chains.retrieval.uploads import has_own
from chains.small_talk import small_talk
from chains.turn import Turn
from chains.verification.extract import verify_extract
from knowledge.editorial.elsewhere import load_elsewhere
from knowledge.model.document import EDITED

if TYPE_CHECKING:
    from chains.courses.answering import CourseAnswers
    from chains.question.analysis import Analysis
    from chains.retrieval.searcher import Searcher, SearchResult


_QUOTED = 700  # characters of a place that is quoted below a decided answer: an Absatz with its list
_RESIDENCE = "residence_nrw"  # who tells where somebody lives asks nothing of that Land


class ByRules:
    """Follows the case that a conversation tells, and says what rules and guides say of it."""

    def __init__(
        self, searcher: Searcher, courses: CourseAnswers | None, examples: ExampleVectors, talks: LatestTalks
    ) -> None:
        self._searcher, self._courses, self._examples, self._talks = searcher, courses, examples, talks

    def followed(self, turn: Turn) -> Consulting:
        """Where the consultation stands: the case as told, what is asked of it."""
        messages = [*turn.earlier, turn.question]
        quoted = guides_quoted(turn.history)
        return follow(messages, turn.day, turn.case, self._meaning(), self._talks, turn.talk, quoted)

    def _meaning(self) -> Meaning:
        return Meaning(self._examples, self._searcher.state.scale.questions)

    def consultation(self, turn: Turn, state: Consulting) -> Consultation | None:
        """What rules and guides say, where they may be asked and the question is not one beside the case."""
        said = consult(state, turn.day) if _may_decide(turn) else None
        return None if said is None or self._is_aside(turn, state) else said

    def _is_aside(self, turn: Turn, state: Consulting) -> bool:
        """Whether a question is one of law beside the case, goes on from an answer that quoted the law, or
        asks what neither rules nor guides say anything to.
        """
        asking = asking_part(state.question)
        elsewhere = load_elsewhere().of(asking)
        tells = state.asked.repeated and bool(state.told.fresh)  # "Laut Steuerbescheid sind es 27.900 Euro."
        if elsewhere is not None and elsewhere.before_rules and not tells:
            return True
        if turn.goes_on_from_quote and (goes_on_from_law(state) or tells_to_law(state)):
            return True
        matches = self._searcher.everyday(asking)
        meant = self._meaning().of(asking, asking_in_context(state.question), about=state.asked.subjects)
        return asks_of_work(state, matches, meant, governed_paragraphs())

    def in_the_case(self, analysis: Analysis, told: CaseSoFar, turn: Turn) -> Analysis:
        """With what is known of the person or firm: numbers, the legal words for the facts, the Land, none of
        which a question need repeat.
        """
        known = case_numbers(told.case)
        analysis = replace(analysis, case=replace(known, values=known.values | analysis.case.values))
        words = words_of(told.case) if turn.case is not None else ()
        if not words:
            return analysis
        facts = self._searcher.analyse(", ".join(words))
        return replace(
            analysis,
            legal_terms=(*analysis.legal_terms, *facts.legal_terms),
            land=analysis.land or facts.land,
        )

    def without_search(
        self, turn: Turn, state: Consulting, consultation: Consultation | None
    ) -> Answer | None:
        """What needs no look at the sources: talk, the way to courses, what rules and guides say for sure.
        What a conversation begins with is looked up: its places are shown beside the answer.
        """
        if (of_talk := self._of_the_talk(turn)) is not None or turn.own is not None:
            return of_talk
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
        analysis = self.in_the_case(self._searcher.analyse(text), state.told, turn)
        return self._consulted(turn, state, analysis, consultation, named=named)

    def _of_the_talk(self, turn: Turn) -> Answer | None:
        """What answers a message of the talk itself: small talk, the places of the answer before for who asks
        where it has that from.
        """
        if talk := small_talk(turn.question):
            return Answer(turn.question, paragraphs_of(talk))
        said = where_it_stands(turn.history) if talk_of(turn.question)[0] is TalkKind.ASKS_PLACE else None
        if said is None:
            return None
        analysis = self._searcher.analyse(" ".join(turn.earlier[-1:]))
        quoter = FromSources(self._searcher).extractor()
        answer = answer_of(turn.question, said, self._searcher, lambda p: quoter.quote(p, analysis, _QUOTED))
        return answer if answer.citations else None

    def _is_about_added(self, turn: Turn) -> bool:
        """Whether a document that somebody added, a price list of courses say, holds what is asked; what
        editors keep tells of programmes, not of courses.
        """
        analysis = self._searcher.analyse(without_names(turn.question)[0])
        found = self._searcher.look(analysis)
        if not found.hits or found.hits[0].passage.document.kind in EDITED:
            return False
        return is_about_added(analysis, found, self._searcher.state)

    def _found_courses(self, turn: Turn, state: Consulting) -> Answer | None:
        """Courses, where the message asks for some and a catalogue is read in."""
        if self._courses is None or turn.filters != EVERYTHING:
            return None
        messages = [*turn.earlier, turn.question]
        return self._courses.answer(
            messages, state.told.facts, turn.day, eager=turn.courses_first, answers=turn.answers
        )

    def decided(
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
        begins = not state.earlier and not opens(state)  # who only tells asks no document either
        about_added = begins and is_about_added(analysis, found, self._searcher.state)
        if about_added and not rests_on(consultation.explanation, found.hits[0].passage.document):
            return None
        if is_doubtful(state) and leads_to_work(found.hits, governed_paragraphs()):
            return None
        if not (consultation.certain or is_about_case(state, analysis, found)):
            return None
        return self._consulted(turn, state, analysis, consultation)

    def opened(self, turn: Turn, state: Consulting) -> Answer | None:
        """What is said to who begins with a statement from which nothing can be decided yet."""
        if turn.own is not None or not _may_decide(turn) or not opens(state) or self._is_aside(turn, state):
            return None
        return Answer(turn.question, opening(state), proposals=proposed(state))

    def remarked(self, turn: Turn, state: Consulting) -> Answer | None:
        """What is said, where nothing is found, to who goes on with a statement that changes nothing."""
        if turn.own is not None or not _may_decide(turn) or turn.goes_on_from_quote or not remarks(state):
            return None
        return Answer(turn.question, remarked(state), proposals=proposed(state))

    def _consulted(
        self,
        turn: Turn,
        state: Consulting,
        analysis: Analysis,
        consultation: Consultation,
        *,
        named: bool = False,
    ) -> Answer | None:
        quoter = FromSources(self._searcher).extractor()
        simply = wants_simple(turn.register, analysis)
        said = consultation.explanation
        answer = answer_of(
            turn.question,
            in_simple_words(said) if simply else said,
            self._searcher,
            lambda p: quoter.quote(p, analysis, _QUOTED),
            quotes=not simply,
            at_end=lambda citations: old_sources(citations, turn.day, turn.answers),
        )
        if not answer.citations:
            return None  # nothing that it rests on is indexed here
        if _RESIDENCE not in state.told.fresh and for_another_land(turn.question, answer.citations):
            return None
        # rules are federal law: another Land is said once, where it is told
        about = analysis if analysis.land in lands_named(turn.question) else replace(analysis, land="")
        notices = (*([NAMED] if named else []), *about_question(about), *map(Notice, consultation.warnings))
        verdict = verify_extract(answer.said, answer.citations, turn.question)
        if consultation.must_prove and verdict.problems:
            return None
        return replace(
            answer.noting(notices),
            verdict=verdict,
            problems=verdict.problems,
            proposals=consultation.proposals,
        )


def _may_decide(turn: Turn) -> bool:
    """Whether rules may answer: not where the course's own words or chosen sources alone are asked for."""
    return turn.register is not Register.TRAINER and turn.filters == EVERYTHING
