"""Bare numbers: messages that are no more than one, and numbers that stand alone."""

from __future__ import annotations

from chains.case.sheet import Sheet
from chains.quantities.bounds import Bound
from chains.quantities.scan import Quantity

# words around a bare number that say nothing of what it counts ("und bei 4.000?", "rechne mal mit 600")
FILLERS = frozenset(
    """und oder aber was ist wie waere bei mit im ab wenn es nun jetzt dann sind wir haben haetten waeren
    sagen rechne rechnen rechnet mal nochmal bitte doch nur eher statt nimm setz probier lieber auf
    fuer von so ca nein nee ne ok okay sorry quatsch korrektur falsch moment stimmt nicht hat habe
    haette noch da schon ja also auch ich meine meinte halt der die das sie er kurs kostet kosten
    koste pro je kopf person nase mann ? ! , . : - –""".split()
)


def only_fillers(sheet: Sheet, quantity: Quantity) -> bool:
    """Whether a message is no more than a number among words that do not say what it counts."""
    names = {
        index
        for matches in sheet.matches.get("name", {}).values()
        for match in matches
        for index in range(match.first, match.last + 1)
    }
    return all(
        token.key in FILLERS or quantity.first <= index <= quantity.last or index in names
        for index, token in enumerate(sheet.tokens)
    )


def plausible_bare(quantity: Quantity) -> bool:
    """Whether a number stands alone, without unit or bound."""
    return not quantity.unit and not quantity.date and quantity.bound in {Bound.EXACTLY, Bound.ABOUT}
