"""The case a conversation is about: told once, picked up from questions, shown, changed and let go in one place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from chains.conditions import Case, bounds_of, case_of, quantity_spans
from chains.region import place_named
from knowledge.german import terms

if TYPE_CHECKING:
    from chains.answer import Answer

_FIRM = "Beschäftigte"  # what a question says of a firm's size holds for the conversation; years, hours and euros belong to the question they stand in
_YOUNGEST, _OLDEST = 14, 75
_AGE = re.compile(
    r"\b(?P<a>\d{2})\s*-?\s*jährig\w*|\b(?P<b>\d{2})\s+Jahre\s+alt\b|\bAlter\W{1,3}(?P<c>\d{2})\b|\b(?:ist|bin|wird|werde)\s+(?P<d>\d{2})(?=\s*(?:[,.;?!]|$|und\b))", re.I
)
_YEARS = re.compile(r"(?P<a>\d{2})\s+(?:Jahre|J\.)", re.I)  # a part of a case that says nothing else
_PEOPLE = r"(?:ein|eine|einen|einer|einem|die|der|den)\s+(?:Mitarbeit|Beschäftigt|Kund|Frau\b|Mann\b|Person\b)\w*"
_SOMEONE = re.compile(rf"\b(?:ich|mir|mich|mein\w*|unser\w*|ihr\w*|sie ist|er ist|Kolleg\w+|{_PEOPLE})", re.I)
_BESIDE = frozenset(terms("ca circa etwa rund ungefähr insgesamt knapp fast sozialversicherungspflichtige Betrieb Firma hat haben wir"))  # says nothing more
_FACTS = {  # what it is about -> (how people say it, the words it is kept in)
    "Abschluss": (
        (r"\b(?:ohne|kein(?:e|en|er)?)\s+(?:abgeschlossene\s+)?(?:Berufs-?\s?)?(?:abschlu(?:ss|ß)|ausbildung)\b|\bungelernt\w*", "ohne Berufsabschluss"),
        (r"\bmit\s+(?:abgeschlossener\s+)?(?:Berufs)?(?:abschlu(?:ss|ß)|ausbildung)\b", "mit Berufsabschluss"),
    ),
    "Arbeit": (
        (r"\barbeitslos\w*|\barbeits?suchend\w*", "arbeitslos"),
        (r"\bin\s+Elternzeit\b", "in Elternzeit"),
        (r"\b(?:in|arbeitet)\s+Teilzeit\b", "in Teilzeit"),
        (r"\bin\s+Kurzarbeit\b", "in Kurzarbeit"),
    ),
    "Behinderung": ((r"\bschwerbehindert\w*|\bmit\s+(?:Schwer)?behinderung\b", "schwerbehindert"),),
}
_CLEAR = re.compile(r"^\s*(?:den\s+)?Fall\s+(?:leeren|löschen|vergessen)\W*$|^\s*neuer\s+Fall\W*$", re.I)
_SET = re.compile(r"^\s*(?:neuer\s+)?Fall\s*:\s*(?P<case>.*)$", re.I | re.S)


@dataclass(frozen=True, slots=True)
class ChatCase:
    """What is known; every change gives a new one. `facts`: what it is about ("Abschluss", "Ort", "" for anything else) and the words."""

    numbers: Mapping[str, float] = field(default_factory=dict)
    age: float | None = None
    facts: tuple[tuple[str, str], ...] = ()

    @classmethod
    def told(cls, text: str) -> ChatCase:
        """A case as somebody writes it down, parts between commas: "120 Beschäftigte, 52 Jahre, ohne Abschluss, Dortmund". No part is lost."""
        case = cls()
        for part in filter(None, (p.strip(" .") for p in re.split(r"[,;·\n]", text))):
            alone = _YEARS.fullmatch(part)
            age = _age_in(part) or (_age(alone["a"]) if alone else None)
            numbers = case_of(part).values
            if age is not None:
                case = replace(case, age=age)
            elif numbers and set(terms(_without_numbers(part))) <= _BESIDE:
                case = replace(case, numbers={**case.numbers, **numbers})
            else:
                about = next((about for about, _ in _facts_in(part)), "")
                kept = [fact for fact in case.facts if not about or fact[0] != about]
                firm = {_FIRM: numbers[_FIRM]} if _FIRM in numbers else {}
                case = replace(case, numbers={**case.numbers, **firm}, facts=(*kept, (about, part)))
        return case

    def with_question(self, question: str) -> ChatCase:
        """With what a question tells of a firm or a person; a general question ("Was gilt ohne Abschluss?") tells nothing of either."""
        numbers = {unit: value for unit, value in case_of(question).values.items() if unit == _FIRM}
        case = replace(self, numbers={**self.numbers, **numbers})
        if not _SOMEONE.search(question):
            return case
        found = _facts_in(question)
        kept = [fact for fact in self.facts if fact[0] not in {about for about, _ in found}]
        return replace(case, age=_age_in(question) or self.age, facts=(*kept, *found))

    @property
    def parts(self) -> tuple[str, ...]:
        """Its parts in words."""
        numbers = [f"{value:g} {unit}".replace(".", ",") for unit, value in self.numbers.items()]
        age = [f"{self.age:g} Jahre"] if self.age is not None else []
        return (*numbers, *age, *(words for _, words in self.facts))

    @property
    def text(self) -> str:
        """As it stands in the settings; `told` reads it back."""
        return ", ".join(self.parts)

    @property
    def line(self) -> str:
        """As it stands beside an answer: "120 Beschäftigte · 52 Jahre"; "" for none."""
        return " · ".join(self.parts)

    @property
    def known(self) -> Case:
        """For the assistant."""
        return Case(dict(self.numbers), self.age, tuple(words for _, words in self.facts))

    def matters_to(self, answer: Answer) -> bool:
        """Whether it plays a part in an answer: a rule that is cited turns on one of its numbers or speaks of one of its facts."""
        texts = [citation.passage.section.text for citation in answer.citations]
        words = [set(terms(words)) for _, words in self.facts]
        return any(self.known.number_for(bound) is not None for text in texts for bound in bounds_of(text)) or any(
            said and said <= set(terms(text)) for said in words for text in texts
        )

    def to_json(self) -> dict[str, Any]:
        """As the session keeps it."""
        return {"numbers": dict(self.numbers), "age": self.age, "facts": [list(fact) for fact in self.facts]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ChatCase:
        """What `to_json` gave; raises KeyError, TypeError or ValueError for anything else."""
        facts = tuple((str(about), str(words)) for about, words in data["facts"])
        return cls({str(unit): float(value) for unit, value in data["numbers"].items()}, float(data["age"]) if data["age"] is not None else None, facts)


def case_command(message: str) -> ChatCase | None:
    """The case that a message sets ("Fall: 120 Beschäftigte, 52 Jahre") or clears ("Fall leeren"); None for a question."""
    if _CLEAR.match(message):
        return ChatCase()
    found = _SET.match(message)
    return ChatCase.told(found["case"]) if found else None


def _without_numbers(part: str) -> str:
    for span in reversed(quantity_spans(part)):
        part = part[: span.start] + part[span.end :]
    return part


def _age_in(text: str) -> float | None:
    match = _AGE.search(text)
    return _age(next(filter(None, match.groups()))) if match else None


def _age(digits: str) -> float | None:
    return float(digits) if _YOUNGEST <= int(digits) <= _OLDEST else None


def _facts_in(text: str) -> list[tuple[str, str]]:
    found = [(about, words) for about, ways in _FACTS.items() for pattern, words in ways if re.search(pattern, text, re.I)]
    place = place_named(text)
    return [*dict(reversed(found)).items(), *([("Ort", place)] if place else [])]
