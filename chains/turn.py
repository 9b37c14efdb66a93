"""One question as it is asked: with its conversation and what the asker chose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypedDict

from chains.filters import EVERYTHING, Filters
from chains.registers import Register

if TYPE_CHECKING:
    from chains.conditions import Case
    from chains.question import Analysis
    from knowledge.model import Hit

History = Sequence[tuple[str, str]]  # (role "user" or "assistant", text), oldest first
Own = Callable[["Analysis"], Sequence["Hit"]]  # passages of documents that only this conversation has, with their cosines as scores


class Options(TypedDict, total=False):
    """What may be chosen beside question and history; see Turn."""

    register: Register
    filters: Filters
    case: Case | None
    today: date | None
    own: Own | None


@dataclass(frozen=True, slots=True)
class Turn:
    """`case`: numbers known of the person or firm, which the question's own go before; `own`: see Own."""

    question: str
    history: History = ()
    register: Register = Register.NORMAL
    filters: Filters = EVERYTHING
    case: Case | None = None
    today: date | None = None
    own: Own | None = None

    @property
    def day(self) -> date:
        """The day that decides what has run out: the one asked for, else `today`, else the machine's date."""
        return self.filters.day or self.today or date.today()
