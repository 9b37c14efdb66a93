"""What kind of quantity a question asks for, and which kinds a passage states: a period answers "wie lange",
a sum "was kostet".
"""

from __future__ import annotations

import re
from enum import StrEnum

from chains.quantities.figures import quantities_in


class QuantityKind(StrEnum):
    """Kinds of quantities that people ask for."""

    TIME = "Zeit"
    MONEY = "Geld"  # sums and shares of them
    COUNT = "Anzahl"


_PERIODS = r"(?:\w*(?:tage|wochen|monate|jahre|stunden|minuten)n?|zeit|urlaub\w*)\b"
_ASKED = {
    QuantityKind.TIME: re.compile(
        r"\b(?:wie (?:lange?|früh|spät|oft|alt)|(?:bis|ab|seit)"
        rf" wann|wann|\w*frist(?:en)?|wie\s?viele?n?\s+(?:\w+\s+)?{_PERIODS})\b",
        re.IGNORECASE,
    ),
    QuantityKind.MONEY: re.compile(
        rf"\b(?:wie\s?viel(?!e)(?!\s+(?:\w+\s+)?{_PERIODS})\w*|wie (?:hoch|teuer)|was"
        r" (?:kostet|kosten|zahl\w+|krieg\w*|bekomm\w*|gibt'?s|gibt es|bleibt|blüht|droht)"
        r"|kann (?:es|das|mich|uns)\b.{0,25}\bkosten|(?<!\d"
        r" )prozent\w*|anteil|betrag|höhe|bußgeld|geldbuße|strafe|summe)\b",
        re.IGNORECASE,
    ),
    QuantityKind.COUNT: re.compile(
        rf"\b(?:wie\s?viele[nr]?\b(?!\s+(?:\w+\s+)?{_PERIODS})|wie gro(?:ß|ss)\b)", re.IGNORECASE
    ),
}
_UNITS = {
    QuantityKind.TIME: frozenset({"Jahre", "Monate", "Wochen", "Tage", "Stunden", "Minuten"}),
    QuantityKind.MONEY: frozenset({"Euro", "Prozent", "Prozentpunkte", "Anteil"}),
}


def asked_kinds(question: str) -> frozenset[QuantityKind]:
    """The kinds that a question asks for; empty if it asks for no quantity."""
    return frozenset(kind for kind, pattern in _ASKED.items() if pattern.search(question))


# the head of a table's column says the unit of what stands below it; hours of the day, and periods whose word
# is compound ("24 Ferientage"), are no quantities that are compared
_HEADED = {
    QuantityKind.TIME: re.compile(
        r"\b(?:in|je) (?:Jahren|Monaten|Wochen|Tagen|Stunden|Minuten)\b|\bUhrzeit"
        r"|(?:^|\t)\w{0,20}(?:[Jj]ahre|[Mm]onate|[Ww]ochen|[Tt]age|[Ss]tunden|[Mm]inuten|[Aa]bende)(?=\t|$)"
    ),
    QuantityKind.MONEY: re.compile(r"\b(?:in (?:Euro|EUR|Prozent)\b|in (?:€|%))|(?:€|%)"),
}
_BELOW = re.compile(r"\t\d[\d.,]*(?=\t|\n|$)")
_TIMED = re.compile(
    r"\d Uhr\b|\b(?:\d+|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|\w+zehn|\w+zig)"
    r" \w*(?:tage|wochen|monate|jahre|stunden|minuten)n?\b"
)


def stated_kinds(text: str) -> frozenset[QuantityKind]:
    """The kinds of quantities that a text states; a number of anything else than time or money is a count."""
    units = {figure.unit for figure in quantities_in(text) if figure.unit}
    timed_or_paid = frozenset().union(*_UNITS.values())
    stated = {kind for kind, known in _UNITS.items() if units & known}
    if units - timed_or_paid:
        stated.add(QuantityKind.COUNT)
    if _TIMED.search(text):
        stated.add(QuantityKind.TIME)
    if _BELOW.search(text):
        head = text[: text.find("\n")]
        stated |= {kind for kind, pattern in _HEADED.items() if pattern.search(head)}
        stated.add(QuantityKind.COUNT)
    return frozenset(stated)
