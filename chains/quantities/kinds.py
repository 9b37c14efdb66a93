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
        rf" wann|wann|\w*frist(?:en)?|wie\s?viele?\s+(?:\w+\s+)?{_PERIODS})\b",
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
        rf"\b(?:wie\s?viele(?!\s+(?:\w+\s+)?{_PERIODS})\w*|wie gro(?:ß|ss))\b", re.IGNORECASE
    ),
}
_UNITS = {
    QuantityKind.TIME: frozenset({"Jahre", "Monate", "Wochen", "Tage", "Stunden", "Minuten"}),
    QuantityKind.MONEY: frozenset({"Euro", "Prozent", "Prozentpunkte", "Anteil"}),
}


def asked_kinds(question: str) -> frozenset[QuantityKind]:
    """The kinds that a question asks for; empty if it asks for no quantity."""
    return frozenset(kind for kind, pattern in _ASKED.items() if pattern.search(question))


def stated_kinds(text: str) -> frozenset[QuantityKind]:
    """The kinds of quantities that a text states; a number of anything else than time or money is a count."""
    units = {figure.unit for figure in quantities_in(text) if figure.unit}
    timed_or_paid = frozenset().union(*_UNITS.values())
    return frozenset(kind for kind, known in _UNITS.items() if units & known) | (
        frozenset({QuantityKind.COUNT}) if units - timed_or_paid else frozenset()
    )
