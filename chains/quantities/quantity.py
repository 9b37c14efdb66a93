"""What the scanner finds: a number or a date of a text with all that is said about it."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from enum import Enum

from chains.quantities.bounds import Bound
from chains.quantities.sense import Sense
from chains.quantities.tokens import Token

_YEAR = re.compile(r"(?:19[3-9]|20[0-4])\d")
SHARE, DATE = "Anteil", "Datum"


class Writing(Enum):
    """How a text is written, and so how it is read.

    TOLD: by people in a hurry: typing mistakes, German and English separators, numbers that only name a thing
    ("Modul 3") left out. GERMAN: sources and answers: as it stands, with ordinals and shares. FOREIGN: the
    same in another language, with English separators.
    """

    TOLD = "told"
    GERMAN = "german"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number or date of a text.

    `first`, `last`: tokens of number and unit; `start`, `end`: characters of the same; `number_end`: where
    the number alone ends. `unit`: "" if none stands there; "Anteil" for shares and multiples.
    `upper`: upper end of a range ("50 bis 60"). `alternative`: one of two that are said ("12.000 oder
    14.000"): not a value.
    `adjective`: part of an adjective ("52-jährige", "dreitägig"). `date`: set for dates (then `value` is 0
    and `unit` "Datum"); `about`: only its month was said; `with_year`: its year was.
    `indefinite`: said with "ein" or "halb" ("ein Jahr"), which elsewhere is no number.
    `shared`: the unit stands behind a later number ("mindestens 50 und weniger als 500 Beschäftigte").
    `ordinal`: counts the place in an order ("im dritten Monat").
    """

    first: int
    last: int
    start: int
    end: int
    value: float
    unit: str = ""
    bound: Bound = Bound.EXACTLY
    sense: Sense = Sense.LENGTH
    period: str = ""
    upper: float | None = None
    alternative: bool = False
    adjective: bool = False
    date: datetime.date | None = None
    about: bool = False
    with_year: bool = True
    indefinite: bool = False
    shared: bool = False
    ordinal: bool = False
    number_end: int = 0

    @property
    def number(self) -> float | int:
        """The value, whole if it is whole."""
        return int(self.value) if self.value == int(self.value) else self.value


@dataclass(frozen=True, slots=True)
class Scan:
    """A text's tokens and what was found in them, in order.

    `quantities`: ranges joined. `numbers`: each number and date by itself, shares among them.
    `paragraphs`: numbers of the §§ and articles named ("82a"). `masked`: tokens of law references and names
    of numbers.
    """

    text: str
    tokens: tuple[Token, ...]
    quantities: tuple[Quantity, ...]
    masked: frozenset[int]
    numbers: tuple[Quantity, ...] = ()
    paragraphs: tuple[str, ...] = ()


def is_year(quantity: Quantity, text: str) -> bool:
    """Whether a number without a unit is a year ("2015")."""
    return not quantity.unit and _YEAR.fullmatch(text[quantity.start : quantity.end]) is not None
