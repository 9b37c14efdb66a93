"""The case of a whole conversation: what every message told, in order, with what the newest one
told apart.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from chains.case.alternatives import alternatives, with_focus, with_ways
from chains.case.facts import Case, Fact
from chains.case.parties import in_focus, of_party
from chains.case.reader import CaseReading, read_case
from chains.question.follow_up import corrects
from chains.question.region import place_named

PART = re.compile(r"(?:[^,;·\n]|(?<=\d),(?=\d))+")  # of a case that somebody writes down
_YEARS = re.compile(r"(1[4-9]|[2-6]\d|7[0-5]) Jahre")  # a part that says nothing else is an age
# a question of nobody in particular ("Was gilt in Köln?") tells of no case
_PEOPLE = (
    r"(?:ein|eine|einen|einer|einem|die|der|den)\s+(?:Mitarbeit|Beschäftigt|Kund|Frau\b|Mann\b|Person\b)\w*"
)
_SOMEONE = re.compile(rf"\b(?:ich|mir|mich|mein\w*|unser\w*|ihr\w*|sie ist|er ist|Kolleg\w+|{_PEOPLE})", re.I)


@dataclass(frozen=True, slots=True)
class CaseSoFar:
    """What a conversation has told. `facts`: fact id -> value as in the contract; `fresh`: those that the
    newest message told; `carried`: what an earlier message supposed and the newest still goes on from.
    """

    case: Case = field(default_factory=Case)
    reading: CaseReading = field(default_factory=CaseReading)
    carried: Mapping[str, Fact] = field(default_factory=dict)

    @property
    def supposing(self) -> Mapping[str, Fact]:
        """What the newest message supposed, or still supposes with one before it."""
        return self.reading.supposed or self.carried

    @property
    def kept(self) -> Case:
        """The case for the turns to come: without what this message only supposes."""
        return self.reading.case

    @property
    def of_focus(self) -> Case:
        """The kept case as it is for whom the talk is about, without what this message only supposes."""
        return in_focus(self.kept)

    @property
    def facts(self) -> dict[str, Any]:
        """The case as the Förder-Check takes it."""
        case = self.case
        return (of_party(case, case.parties[0]) if case.parties else case).values()

    @property
    def fresh(self) -> Mapping[str, Any]:
        """What the newest message told or supposed."""
        told = {name: fact for party in self.reading.told_of for name, fact in party.facts.items()}
        return {**Case(told).values(), **self.reading.values(), **Case(self.reading.supposed).values()}

    @property
    def told_in(self) -> str:
        """The words from which the newest message's facts were read."""
        of_parties = (party.facts for party in self.reading.told_of)
        each = (*of_parties, self.reading.facts, self.reading.supposed)
        return " ".join(fact.words for facts in each for fact in facts.values())


def read_turn(
    message: str, today: datetime.date, known: Case, turn: int = 0, about: Collection[str] = ()
) -> CaseSoFar:
    """The case with one message more; a place that it names of somebody takes the place of another. `about`:
    the subjects (knowledge/guides) that the conversation is about.
    """
    if ways := alternatives(message, today, known, turn):
        kept = with_focus(known, message, today)
        return CaseSoFar(with_ways(known, ways, message, today), CaseReading(told_of=ways, case=kept))
    reading = read_case(message, today, known, turn, about)
    reading = replace(reading, case=replace(reading.case, remarks=_remarks(message, reading, known)))
    if reading.alone is not None:
        return CaseSoFar(of_party(reading.case, reading.alone), reading)
    return CaseSoFar(in_focus(reading.case.with_facts(reading.supposed)), reading)


# "Und wenn er 44 wäre?" – "Wie viel zahlt dann die Agentur?"
_THEN = re.compile(r"(?i)\b(?:dann|in (?:dem|diesem) fall)\b")
# "Bekommt der Chef auch was zum Lohn?", after a question that went on from a supposition
_TOO = re.compile(r"(?i)\b(?:auch|außerdem|zusätzlich)\b")


def still_supposed(question: str, now: CaseSoFar, before: CaseSoFar) -> CaseSoFar:
    """The case with what the message before only supposed, where a question goes on from it."""
    told_anew = now.reading.new_case or bool(now.reading.supposed) or corrects(question)
    goes_on = _THEN.search(question) or (before.carried and _TOO.search(question))
    if not before.supposing or told_anew or not goes_on:
        return now
    still = {name: fact for name, fact in before.supposing.items() if name not in now.fresh}
    return replace(now, case=in_focus(now.kept.with_facts(still)), carried=still)


def written_case(text: str, today: datetime.date, known: Collection[str] = ()) -> Case:
    """A case as somebody writes it down, parts between commas: "120 Beschäftigte, 52 Jahre, ohne Abschluss,
    Dortmund". No part is lost: one that tells no fact is a remark. `known`: parts that need not be read.
    """
    facts = dict(read_case(text, today).case.facts)
    remarks = []
    for match in PART.finditer(text):
        part = match[0].strip(" .")
        inside = [name for name, fact in facts.items() if _within(fact.span, match.span())]
        years = _YEARS.fullmatch(part)
        if part in known:
            for name in inside:
                del facts[name]
        elif years and "age" not in facts:
            facts["age"] = Fact(int(years[1]), part, match.span())
        elif part and not inside:
            remarks.append(part)
    return Case(facts, tuple(dict.fromkeys(remarks)))


def _within(inner: tuple[int, int], outer: tuple[int, int]) -> bool:
    return inner[0] < outer[1] and outer[0] < inner[1]


def _remarks(message: str, reading: CaseReading, known: Case) -> tuple[str, ...]:
    place = place_named(message) if _SOMEONE.search(message) else ""
    remarks = () if reading.new_case else known.remarks
    return (*(said for said in remarks if not place_named(said)), place) if place else remarks
