"""What is said of a case, as data: lines with the places that prove them, chosen and ordered."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from chains.funding.results import ProgrammeResult
from chains.funding.topics import Topic
from knowledge.german.numbers import german_number

# the programmes that answers speak of by name
ABSCHLUSS, LEHRGANG, WAGE = "sgb3_81_2_abschluss", "sgb3_82_lehrgangskosten", "sgb3_82_arbeitsentgelt"
GUTSCHEIN = "sgb3_81_1_bildungsgutschein"  # of who has no job, or will soon have none


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is said, with the places that prove it."""

    text: str
    proofs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is said of a case; `about`: the programmes that it rests on, `topic`: what it answers, where the
    rules say it.
    """

    lead: Line
    reasons: tuple[Line, ...] = ()
    calculation: tuple[str, ...] = ()
    rows: tuple[Line, ...] = ()
    details: tuple[Line, ...] = ()
    conditions: tuple[Line, ...] = ()
    step: Line | None = None
    documents: tuple[str, ...] = ()
    ask: str = ""
    about: tuple[ProgrammeResult, ...] = field(default=())
    topic: Topic | None = None

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines that name places, in the order in which they are said."""
        first = (self.lead, *self.rows, *self.details, *self.reasons)
        return (*first, *((self.step,) if self.step else ()), *self.conditions)

    @property
    def proofs(self) -> tuple[str, ...]:
        """All places, in the order in which they are said."""
        return tuple(dict.fromkeys(proof for line in self.lines for proof in line.proofs))


def figure(value: Any) -> str:
    """A figure as German writes it."""
    return german_number(Decimal(str(value)))
