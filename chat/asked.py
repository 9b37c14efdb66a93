"""One question as it goes to the assistant: from a message, from a button, or from an answer said again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from chainlit.context import context

from chains.case.conversation import CaseSoFar, read_turn
from chains.case.facts import Case
from chains.case.reader import CaseReading
from chains.funding.consultation.asking import guides_named
from chains.question.follow_up import condense
from chat import session_state
from chat.profiles import profile_named
from chat.settings_panel import Choices, choices

if TYPE_CHECKING:
    from chains.extract.registers import Register
    from chains.last_answer import LastAnswer


@dataclass(slots=True)
class AskedQuestion:
    """One question as it goes to the assistant."""

    text: str
    history: session_state.History
    chosen: Choices
    case: CaseSoFar
    places_only: bool
    last: LastAnswer | None = None
    own_first: bool = False  # a document came with the very message
    shown: frozenset[tuple[str, str]] = frozenset()  # places that need not be listed again
    courses_first: bool = False
    again: bool = False  # an answer said in another way: its case is not what the conversation goes on with

    @property
    def standalone(self) -> str:
        """The question without the conversation before it."""
        return condense(self.text, self.history)


def asked_now(text: str) -> AskedQuestion:
    """What somebody asks now, in this chat as it stands."""
    profile = profile_named(context.session.chat_profile)
    return AskedQuestion(
        text,
        session_state.history(),
        chosen(),
        _told(text),
        profile.places_only,
        session_state.last_answer(),
        courses_first=profile.courses_first,
    )


def usual_register() -> Register:
    """The register of this chat's profile."""
    return profile_named(context.session.chat_profile).register


def chosen() -> Choices:
    """What is chosen in this chat's settings."""
    return choices(context.session.chat_settings, usual_register(), date.today())


def known_case(answered: Case | None = None) -> CaseSoFar:
    """The case of an answer, or of this chat as it stands, for a question that is asked again."""
    case = session_state.case() if answered is None else answered
    return CaseSoFar(case, CaseReading(case=case))


def _told(question: str) -> CaseSoFar:
    """The case of this chat with what a question tells of it."""
    history = session_state.history()
    about = {guide for role, said in history if role == "user" for guide in guides_named(said)}
    return read_turn(question, date.today(), session_state.case(), len(history) // 2, about)
