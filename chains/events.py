"""What happens while an answer comes about, for whoever waits for it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chains.answer import Answer
    from chains.blocks.kinds import Blocks, Notice


class Doing(StrEnum):
    """Steps in words for people."""

    SEARCHING = "sucht"
    READING = "liest"
    WRITING = "schreibt"
    CHECKING = "prüft"


@dataclass(frozen=True, slots=True)
class AnswerStep:
    """A step begins."""

    doing: Doing


@dataclass(frozen=True, slots=True)
class Noted:
    """What has to be seen before the answer is read: rules that ran out, old sources, another Land."""

    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class TextDelta:
    """Words of the answer, in order; each sentence in it has been verified. `so_far`: all that is out."""

    text: str
    so_far: Blocks


@dataclass(frozen=True, slots=True)
class Done:
    """The answer; its blocks replace what was said before where they differ."""

    answer: Answer


Event = AnswerStep | Noted | TextDelta | Done
