"""What a length of time counts: since when, how long ago, or just how long."""

from __future__ import annotations

from enum import Enum
from functools import cache

from chains.quantities.lexicon import Lexicon
from chains.quantities.units import quantity_words


class Sense(Enum):
    """How a length of time is meant."""

    LENGTH = "length"
    SINCE = "since"
    AGO = "ago"


TIME_UNITS = frozenset({"Tage", "Wochen", "Monate", "Jahre"})


@cache
def sense_lexicon(*, exact: bool = False) -> Lexicon:
    """Words of sense before a number."""
    return Lexicon(quantity_words().senses, repairs=not exact)


@cache
def sense_after_lexicon(*, exact: bool = False) -> Lexicon:
    """Words of sense after a length of time."""
    return Lexicon(quantity_words().senses_after, repairs=not exact)
