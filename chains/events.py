"""What happens while an answer comes about, for whoever waits for it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chains.answer import Answer


class Doing(StrEnum):
    """Steps in words for people."""

    SEARCHING = "sucht"
    READING = "liest"
    WRITING = "schreibt"
    CHECKING = "prüft"


@dataclass(frozen=True, slots=True)
class Step:
    """A step begins."""

    doing: Doing


@dataclass(frozen=True, slots=True)
class Noted:
    """What has to be seen before the answer is read: rules that ran out, old sources, another Land."""

    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of the answer, in order; each sentence in it has been verified."""

    text: str


@dataclass(frozen=True, slots=True)
class Done:
    """The answer; its text replaces the pieces where it differs from them."""

    answer: Answer


Event = Step | Noted | Piece | Done
