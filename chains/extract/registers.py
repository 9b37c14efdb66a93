"""Registers: how much an answer says and in which words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from chains.question.language import GERMAN

if TYPE_CHECKING:
    from chains.question.analysis import Analysis


class Register(StrEnum):
    """What a person asks the answer to be like."""

    NORMAL = "normal"
    SHORT = "kurz"
    LONG = "ausführlich"
    SIMPLE = "einfach"  # Einfache Sprache, DIN 8581-1
    TRAINER = "trainer"  # module, page, learning goal first


@dataclass(frozen=True, slots=True)
class Shape:
    """Bounds of an extractive answer, in characters of quoted text and in places."""

    screen: int
    whole: int  # a section up to this length is shown whole: its exceptions stand with its rule
    blocks: int
    near: float  # share of the best hit's score from which on a further place is worth showing
    references: int  # places that the best one refers to and that complete it


SHAPES = {
    Register.NORMAL: Shape(2000, 1300, 3, 0.6, 1),
    Register.SHORT: Shape(700, 700, 1, 0.9, 0),
    Register.LONG: Shape(6000, 3000, 6, 0.5, 3),
    Register.SIMPLE: Shape(900, 700, 2, 0.7, 0),
    Register.TRAINER: Shape(2000, 1300, 4, 0.5, 0),
}


def register_named(name: str) -> Register | None:
    """The register of that name, however it is written ("Kurz", "Einfache Sprache", "Für Trainer*innen");
    None if there is none.
    """
    low = name.strip().lower().removeprefix("für ").replace("ausfuehrlich", "ausführlich")
    return next((register for register in Register if low.startswith(register.value)), None)


def wants_simple(register: Register, analysis: Analysis) -> bool:
    """Whether Einfache Sprache is asked for, or helps since German is not the asker's language."""
    return register is Register.SIMPLE or analysis.language != GERMAN
