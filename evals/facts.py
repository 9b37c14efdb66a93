"""What an answer must or must not hold: a text, a number with its unit, a date, a pattern."""

from __future__ import annotations

import datetime
import re
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from evals.numbers import EvidencedNumber, number_of, numbers_in, values_in
from knowledge.german.words import stem, words


class RequiredFact(BaseModel):
    """One checkable statement; exactly one of text, number, date, regex is given (`unit` goes
    with number).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: Annotated[str, Field(min_length=1)] | None = None
    number: float | None = None
    unit: str = ""
    date: datetime.date | None = None
    regex: Annotated[str, Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> RequiredFact:
        given = [value for value in (self.text, self.number, self.date, self.regex) if value is not None]
        if len(given) != 1:
            raise ValueError("Eine Tatsache nennt genau eines von text, number, date, regex.")
        if self.unit and self.number is None:
            raise ValueError("Eine Einheit (unit) gehört zu einer Zahl (number).")
        if self.regex is not None:
            try:
                re.compile(self.regex)
            except re.error as error:
                raise ValueError(f"Das Muster „{self.regex}“ ist kein regulärer Ausdruck: {error}") from error
        return self

    @property
    def label(self) -> str:
        """As people read it: "50 Prozent"."""
        if self.number is not None:
            return f"{self.number:g} {self.unit}".strip().replace(".", ",")
        return f"{self.date:%d.%m.%Y}" if self.date else str(self.text or self.regex)


def holds(fact: RequiredFact, text: str, *, strict: bool = False) -> bool:
    """Whether a text holds a fact, in digits or words, in any inflection.

    A number's unit counts unless the text gives the number without one ("50, in Ausnahmen 75
    Prozent"); with `strict` (forbidden facts) the unit must stand at the number.
    """
    if fact.number is not None:
        found = numbers_in(text)
        if not fact.unit:
            return fact.number in values_in(text)
        return number_of(fact.number, fact.unit) in found or (
            not strict and EvidencedNumber("", fact.number) in found
        )
    if fact.date is not None:
        return EvidencedNumber("Datum", fact.date.isoformat()) in numbers_in(text)
    if fact.regex is not None:
        return re.search(fact.regex, " ".join(text.split()), re.IGNORECASE) is not None
    return f" {_stems(fact.text or '')} " in f" {_stems(text)} "


def _stems(text: str) -> str:
    return " ".join(stem(word) for word in words(text))
