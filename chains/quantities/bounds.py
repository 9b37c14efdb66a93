"""What stands around a number and says how it is meant: bound ("mindestens"), sense ("seit", "vor") and
period ("im Monat").
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from functools import cache

from chains.quantities.lexicon import Lexicon, Match
from chains.quantities.tokens import Token
from chains.quantities.units import quantity_words


class Bound(Enum):
    """How a number limits what it measures."""

    EXACTLY = "exactly"
    AT_LEAST = "at_least"
    MORE = "more"
    AT_MOST = "at_most"
    LESS = "less"
    ABOUT = "about"


class Phrases:
    """The phrases of a lexicon in one text, by where they begin and where they end (the longest each); looked
    for only where somebody asks.
    """

    def __init__(self, lexicon: Lexicon, tokens: Sequence[Token]) -> None:
        self._lexicon, self._tokens = lexicon, tokens
        self._at: dict[int, list[Match]] = {}

    def beginning(self, at: int) -> Match | None:
        """The phrase that begins at a token."""
        return max(self._found(at), key=lambda match: match.last, default=None)

    def ending(self, at: int) -> Match | None:
        """The phrase that ends at a token."""
        starts = range(max(0, at - self._lexicon.longest + 1), at + 1)
        return next((match for first in starts for match in self._found(first) if match.last == at), None)

    def _found(self, at: int) -> list[Match]:
        if not 0 <= at < len(self._tokens):
            return []
        if at not in self._at:
            self._at[at] = self._lexicon.at(self._tokens, at)
        return self._at[at]


@cache
def bound_lexicon(*, exact: bool = False) -> Lexicon:
    """Bounds that stand before a number."""
    return Lexicon(quantity_words().bounds, repairs=not exact)


@cache
def bound_after_lexicon(*, exact: bool = False) -> Lexicon:
    """Bounds that stand after a number or its unit."""
    return Lexicon(quantity_words().bounds_after, repairs=not exact)


@cache
def period_lexicon(*, exact: bool = False) -> Lexicon:
    """Periods after a unit."""
    return Lexicon(quantity_words().periods, repairs=not exact)
