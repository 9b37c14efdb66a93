"""The editors' words of a case (knowledge/case_words.yaml) and the lexicons made of them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from chains.case.facts import Value
from chains.quantities.lexicon import Lexicon
from knowledge.editorial.checked_yaml import load_checked
from knowledge.errors import WordListError

PATH = Path(__file__).parents[2] / "knowledge" / "case_words.yaml"


class Signal(BaseModel):
    """Words that say a fact. `not_value`: what they say when negated (None: nothing); `needs` figure: only
    beside a figure of money or percent;
    `negatable`: whether a negation
    nearby changes it; `unless`: words that keep it from counting in the same clause."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fact: str
    value: bool | int | str
    words: list[str]
    negated: bool | int | str | None = None
    negatable: bool = True
    needs: str = ""
    unless: list[str] = []


class CaseWords(BaseModel):
    """All word lists of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    cues: dict[str, list[str]]
    negations: list[str]
    corrections: list[str]
    forget: list[str]
    forget_keep: list[str]
    new_case: list[str]
    hypothesis: list[str]
    supposed: list[str]
    question_words: list[str]
    names: dict[str, list[str]]
    signals: list[Signal]
    afbg: dict[str, int]
    nationalities: dict[str, list[str]]


@cache
def case_words() -> CaseWords:
    """The checked word lists.

    Raises:
        WordListError: the file is missing or wrong; the message names line and key.
    """
    return load_checked(PATH, CaseWords, "Die Wortliste der Fälle", WordListError)[0]


_MOVES = (
    "negations",
    "corrections",
    "forget",
    "forget_keep",
    "new_case",
    "hypothesis",
    "supposed",
    "question_words",
)


@cache
def goal_signals() -> tuple[str, ...]:
    """The numbers of the signals that say what a course leads to ("Meister", "Umschulung")."""
    return tuple(str(n) for n, signal in enumerate(case_words().signals) if signal.fact == "course.goal")


@cache
def case_lexicon() -> Lexicon:
    """Finds all words at once: "cue:age", "signal:3", "unless:3", "move:forget", "name:age", "nation:UA"."""
    words = case_words()
    entries: dict[str, list[str]] = {f"cue:{name}": phrases for name, phrases in words.cues.items()}
    entries |= {f"move:{name}": getattr(words, name) for name in _MOVES}
    entries |= {f"name:{fact}": phrases for fact, phrases in words.names.items()}
    entries |= {f"nation:{code}": phrases for code, phrases in words.nationalities.items()}
    entries |= {f"signal:{n}": signal.words for n, signal in enumerate(words.signals)}
    entries |= {f"unless:{n}": signal.unless for n, signal in enumerate(words.signals) if signal.unless}
    return Lexicon(entries)


def signal(name: str) -> Signal:
    """The signal of a match's name ("signal:3")."""
    return case_words().signals[int(name.partition(":")[2])]


def value_of(signal_: Signal, negated: bool) -> Value | None:
    """What a signal says; None if it says nothing when negated."""
    return signal_.negated if negated else signal_.value
