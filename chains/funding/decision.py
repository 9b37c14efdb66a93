"""What deciding a programme comes to: the result, the conditions that made it, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from chains.funding.programmes import Programme
from knowledge.editorial.rules import Condition


class Result(StrEnum):
    """The outcomes of the contract."""

    YES = "yes"
    ERMESSEN = "ermessen"
    NO = "no"
    DEPENDS = "depends"


@dataclass(frozen=True, slots=True)
class Reason:
    """A condition that decided: met, failed (`met` false) or still open (None); its names are those of the
    programme it belongs to, which need not be the one that was asked for.
    """

    condition: Condition
    met: bool | None
    programme: Programme


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome of one programme for one case; `missing` in the order in which the rule asks."""

    programme: Programme
    result: Result
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...] = ()
    presumed: tuple[Reason, ...] = ()  # taken to hold, since nobody said otherwise


@dataclass(frozen=True, slots=True)
class ProgrammeVerdict:
    """What a node came to: its truth, what decided it, what is open."""

    value: Any
    reasons: tuple[Reason, ...]
    open: tuple[str, ...] = ()
    presumed: tuple[Reason, ...] = ()  # taken to hold, since nobody said otherwise
