"""The answer from what the search found: the refusal where it holds no answer, else what the places say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from chains.answer import Answer, whole
from chains.blocks.kinds import Notice
from chains.extract.disagreement import disagreeing, led_with
from chains.extract.extractor import Extract, Extractor
from chains.extract.lead import missing_fact
from chains.extract.plain_language import NOTHING_SIMPLE, simple_extract
from chains.extract.referenced_places import referred_places
from chains.extract.registers import Register, wants_simple
from chains.extract.seminar import about_the_course, course_refusal, trainer_extract
from chains.extract.standing import standing_notices
from chains.extract.warnings import old_sources, warnings_for, with_ends
from chains.model.written_answer import order_notices
from chains.notices import about_question
from chains.refusal.confidence import load_confidence
from chains.refusal.features import LOOKED_AT, holds_subject, is_added, share_held
from chains.refusal.message import looked_for, nothing_then, refusal_blocks
from chains.refusal.policy import judge
from chains.retrieval.as_of import oldest_stand
from chains.retrieval.filters import Filters
from chains.retrieval.uploads import has_own
from chains.turn import Turn
from chains.verification.asker import Asker
from chains.verification.extract import verify_extract
from knowledge.model.document import Hit, HitOrigin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chains.extract.disagreement import Side
    from chains.question.analysis import Analysis
    from chains.retrieval.searcher import Searcher, SearchResult


class FromSources:
    """Refuses or quotes; no rule decides here."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher

    def refusal(
        self, turn: Turn, analysis: Analysis, found: SearchResult, notices: list[Notice]
    ) -> Answer | None:
        """Why there is no answer, or None to give one; `notices` gains what has to be said either way."""
        hits, filters = list(found.hits), turn.filters
        gone = self._searcher.repealed(analysis)
        notices += [Notice(f"{title} {locator} ist weggefallen.") for title, locator in gone]
        state = self._searcher.state
        if about_the_course(analysis, hits, state.heads, filters) and not has_own(hits):
            refusal = course_refusal(analysis, hits, state.lexical)
        elif hits:
            confidence = load_confidence(self._searcher.library)
            refusal = judge(analysis, found, state, self._searcher.nearest, confidence)
        else:
            refusal = nothing_then(filters.day, oldest_stand(self._searcher.library, list(state.heads)))
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

    def extractive(
        self, turn: Turn, analysis: Analysis, found: SearchResult, notices: list[Notice]
    ) -> Answer:
        """What the places say, verbatim."""
        behind = order_notices(found.hits)
        extract = self._extract(
            analysis, list(found.hits), turn.register, behind, turn.filters, found.siblings
        )
        standing = standing_notices(extract.citations, led_with(extract.said), turn.day)
        notices += [*about_question(analysis, extract.citations), *behind, *standing]
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
        state = self._searcher.state
        if wants_simple(register, analysis):
            simple = simple_extract(hits, state.heads, self._searcher.library)
            if simple is not None:
                return simple
            notices.append(NOTHING_SIMPLE)
            register = Register.SIMPLE
        extractor = self.extractor()
        course = register is Register.TRAINER or (
            register is Register.NORMAL and about_the_course(analysis, hits, state.heads, filters)
        )
        if course and not has_own(hits):
            of_the_course = trainer_extract(analysis, hits, self._searcher, extractor, filters)
            if of_the_course is not None:
                return of_the_course
        return extractor.extract(analysis, hits, register, siblings, self._sides(analysis, hits, extractor))

    def _sides(self, analysis: Analysis, hits: Sequence[Hit], extractor: Extractor) -> tuple[Side, ...]:
        """The places that say different things of what was asked."""
        state = self._searcher.state
        if any(hit.origin is not HitOrigin.FOUND for hit in hits):
            return ()
        return disagreeing(
            hits,
            lambda passage: extractor.answering(passage, analysis),
            lambda text: share_held(analysis, text, state.lexical),
            lambda text: holds_subject(analysis, text, state.lexical),
            lambda passage: is_added(passage, state),
        )

    def extractor(self) -> Extractor:
        """What quotes, by the words of the index that is open now."""
        state = self._searcher.state
        return Extractor(
            state.lexical.compounds,
            state.lexical.rarity,
            lambda p, quote: referred_places(p, quote, self._searcher.place),
            lambda p: is_added(p, state),
        )
