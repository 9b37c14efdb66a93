"""One question as it is asked: with its conversation and what the asker chose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypedDict

from chains.blocks.text_form import is_led_by_quote
from chains.extract.registers import Register
from chains.retrieval.filters import EVERYTHING, Filters

if TYPE_CHECKING:
    from chains.budget import Budget
    from chains.case.conversation import CaseSoFar
    from chains.last_answer import LastAnswer
    from chains.question.analysis import Analysis
    from chains.retrieval.places import Places
    from knowledge.model.document import Hit

History = Sequence[tuple[str, str]]  # (role "user" or "assistant", text), oldest first
# passages of documents that only this conversation has, with their cosines as scores
Own = Callable[["Analysis"], Sequence["Hit"]]


class TurnOptions(TypedDict, total=False):
    """What may be chosen beside question and history; see Turn."""

    register: Register
    filters: Filters
    case: CaseSoFar | None
    talk: str
    last: LastAnswer | None
    today: date | None
    own: Own | None
    own_first: bool
    courses_first: bool
    budget: Budget | None


@dataclass(frozen=True, slots=True)
class Turn:
    """`case`: the case with this question, where the asker keeps it as data; `talk`: the id of a conversation
    of which the history has the latest turns alone; `last`: what the last
    answer was; None: the history's texts are all that is known, and are read once. `own`: see Own;
    `own_first`: they came with this very message, which is about them then;
    `courses_first`: what is asked here is a course, unless it clearly is something else;
    `budget`: time and memory (default: chains.budget's).
    """

    question: str
    history: History = ()
    register: Register = Register.NORMAL
    filters: Filters = EVERYTHING
    case: CaseSoFar | None = None
    talk: str = ""
    last: LastAnswer | None = None
    today: date | None = None
    own: Own | None = None
    own_first: bool = False
    courses_first: bool = False
    budget: Budget | None = None

    @property
    def day(self) -> date:
        """The day that decides what has run out: the one asked for, else `today`, else the machine's date."""
        return self.filters.day or self.today or date.today()

    @property
    def cited(self) -> Places | None:
        """The law places that the last answer cited; None where none is known as data."""
        return (self.last.cited or None) if self.last is not None else None

    @property
    def goes_on_from_quote(self) -> bool:
        """Whether the answer before led with words of a source."""
        if self.last is not None:
            return self.last.quoted
        return bool(self.history) and self.history[-1][0] != "user" and is_led_by_quote(self.history[-1][1])

    @property
    def earlier(self) -> list[str]:
        """What the person asked before, oldest first."""
        return [text for role, text in self.history if role == "user"]

    @property
    def answers(self) -> list[str]:
        """What was answered before, oldest first."""
        return [said for role, said in self.history if role == "assistant"]
