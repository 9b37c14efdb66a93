"""What stands elsewhere: matters near our subject that no source covers, kept by editors with what to say and
whom to ask.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, RootModel, field_validator

from knowledge.editorial.checked_yaml import load_checked
from knowledge.errors import SettingsError

DEFAULT_ELSEWHERE = Path(__file__).parent.parent / "elsewhere.yaml"
DEFAULT_PHRASES = Path(__file__).parent.parent / "elsewhere_phrases.yaml"


class Matter(BaseModel):
    """One matter: regular expressions that tell it, words with which it is ours after all, a sentence, and
    whom to ask.

    How people ask for it stands in elsewhere_phrases.yaml: a question nearer to such a phrase than to any of
    a place is about this matter.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    words: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    # tells only in a question that stands on its own ("was kostet das?" after a rule asks for
    # the rule's amount)
    alone: bool = False
    # its expressions are different things (one programme, another): a document treats only those it names
    several: bool = False
    # tells only in what is asked, since people are told of with it ("Sie hat 34.000 zu versteuern. Was gibt
    # es?"); any other matter wherever a message says it ("Wir sitzen in Hessen. Gibt es einen Zuschuss?")
    only_asked: bool = False
    # what asks for it asks for nothing that rules or guides say ("Kann er die Fahrten steuerlich absetzen?")
    before_rules: bool = False
    says: str
    ask: str = ""

    @field_validator("words", "unless")
    @classmethod
    def _compiles(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"„{pattern}“ ist kein regulärer Ausdruck: {error}") from error
        return patterns


class _Matters(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    matters: tuple[Matter, ...]


class _Phrases(RootModel[dict[str, tuple[str, ...]]]):
    """Matter's id -> how people ask for it."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Finds the matter a question is about."""

    matters: tuple[tuple[Matter, re.Pattern[str], re.Pattern[str] | None], ...]
    by_id: dict[str, Matter]
    words: dict[str, tuple[re.Pattern[str], ...]]  # matter's id -> each of its expressions

    def speaks_of(self, matter: Matter, text: str) -> bool:
        """Whether a text has the words that tell a matter."""
        return any(m is matter and bool(words.search(text)) for m, words, _ in self.matters)

    def same(self, matter: Matter, question: str, text: str) -> bool:
        """Whether a text has what told the matter of a question; of a matter with several things in it the
        same one.
        """
        if not matter.several:
            return self.speaks_of(matter, text)
        return any(told.search(question) and told.search(text) for told in self.words[matter.id])

    def told_by(self, matter: Matter, question: str) -> tuple[str, ...]:
        """The words of a question that tell the matter, as they stand there."""
        found = (told.search(question) for told in self.words[matter.id])
        return tuple(match[0] for match in found if match)

    def of(self, question: str, *, follow_up: bool = False, asking: str = "") -> Matter | None:
        """The first matter that fits; None if the question may well be ours. `asking`: the part of the
        question that asks, where the rest only tells of somebody.
        """
        told = (
            m
            for m, words, unless in self.matters
            if words.search(asking if m.only_asked and asking else question)
            and not (unless and unless.search(question))
        )
        return next((m for m in told if not (m.alone and follow_up)), None)


@cache
def load_elsewhere(path: Path = DEFAULT_ELSEWHERE) -> Elsewhere:
    """The matters of that file.

    Raises:
        SettingsError: unreadable, of another shape, or a pattern that does not compile; names the line.
    """
    listed = load_checked(path, _Matters, "Die Liste dessen, was anderswo steht,", SettingsError)[0]
    told = tuple((m, _any(m.words), _any(m.unless) if m.unless else None) for m in listed.matters if m.words)
    each = {m.id: tuple(_any((words,)) for words in m.words) for m in listed.matters}
    return Elsewhere(told, {m.id: m for m in listed.matters}, each)


@cache
def load_elsewhere_phrases(path: Path = DEFAULT_PHRASES) -> dict[str, tuple[str, ...]]:
    """Matter's id -> everyday questions about it.

    Raises:
        SettingsError: unreadable, of another shape, or an id that the list of matters has not;
            names the line.
    """
    phrases = load_checked(path, _Phrases, "Die Liste der Fragen, die anderswohin gehören,", SettingsError)[
        0
    ].root
    unknown = sorted(phrases.keys() - load_elsewhere().by_id.keys())
    if unknown:
        raise SettingsError(
            f"{path}: {', '.join(unknown)} fehlt in {DEFAULT_ELSEWHERE.name}. Bitte dort eintragen, mit dem"
            " Satz, der gesagt wird (says)."
        )
    return phrases


def _any(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in patterns), re.IGNORECASE)
