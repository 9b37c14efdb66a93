"""Which kinds of quantity one statement says, with days, hours of the day and what is counted."""

from __future__ import annotations

import re

from chains.quantities.figures import dates_in, quantities_in
from chains.quantities.kinds import QuantityKind, stated_kinds

_OFTEN_OR_DAY = re.compile(
    r"\b(?:\w+mal|jede[nrsm]?|täglich\w*|wöchentlich\w*|monatlich\w*|jährlich\w*"
    r"|(?:mon|diens|donners|frei|sams|sonn)tags?|mittwochs?|januar|februar|märz|april|mai|juni|juli|august"
    r"|(?:septem|okto|novem|dezem)ber|\w{1,20}ten \w{0,20}tag)\b|\d{1,2}[:.]\d\d|\d Uhr\b",
    re.IGNORECASE,
)
_NONE = re.compile(r"\bkein(?:e[nr]?)?\b", re.IGNORECASE)
# units of what is counted, or a share of it; a sum, a period is none
_OF_PEOPLE = frozenset({"", "Beschäftigte"})
_SHARES = frozenset({"Prozent", "Anteil"})
_OF_WHOM = re.compile(
    r"\b(?:Prozent|%|Hälfte|Drittel|Viertel) (?:der|aller|von|unserer|ihrer)\b(?! Kosten| Gebühr)"
)
# "Menschen über 50 sind …": how old they are is not how many
_OLDER = re.compile(r"\b(?:über|unter|ab|als) \d+(?= [a-zäöü]|[,.;]|$)")
_DAYS = re.compile(r"\b\d{1,2}\.\s?(?:\d{1,2}\.|[A-ZJ][a-zä]{2,8}\b)(?:\s?\d{4})?")
_SUM = re.compile(r"€|\b(?:Euro|EUR|Cent|kostenlos|kostenfrei|gebührenfrei|gratis|umsonst)\b")


def said_kinds(said: str) -> frozenset[QuantityKind]:
    """The kinds of quantity of a statement; of a table's row with the heads on a line before it."""
    days = {QuantityKind.TIME} if _OFTEN_OR_DAY.search(said) or dates_in(said) else frozenset()
    return stated_kinds(said) | days | ({QuantityKind.COUNT} if counts(said) else frozenset())


def counts(said: str) -> bool:
    """Whether it says a number of things or people, or that there is none."""
    said = _OLDER.sub(" ", _DAYS.sub(" ", said))
    of_people = _OF_PEOPLE | _SHARES if _OF_WHOM.search(said) else _OF_PEOPLE
    return bool(_NONE.search(said)) or any(f.unit in of_people for f in quantities_in(said))


def states_sum(said: str) -> bool:
    """Whether it says a sum of money, or that nothing is paid; a share is none."""
    return bool(_SUM.search(said))
