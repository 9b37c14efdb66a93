"""Units and number words, from knowledge/quantity_words.yaml; German and English number words
from text2num.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict
from text_to_num import text2num

from chains.quantities.lexicon import Lexicon
from chains.quantities.tokens import key_of
from knowledge.editorial.checked_yaml import load_checked
from knowledge.errors import WordListError

PATH = Path(__file__).parents[2] / "knowledge" / "quantity_words.yaml"


class QuantityWords(BaseModel):
    """The editors' words of quantities; each list maps a name to its words."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    numbers: dict[str, dict[str, float]]
    labels: list[str]
    multiples: dict[str, float]
    skip: list[str]
    units: dict[str, list[str]]
    periods: dict[str, list[str]]
    bounds: dict[str, list[str]]
    bounds_after: dict[str, list[str]]
    senses: dict[str, list[str]]
    senses_after: dict[str, list[str]]
    months: list[list[str]]
    month_parts: dict[str, list[str]]


@cache
def quantity_words() -> QuantityWords:
    """The checked word list.

    Raises:
        WordListError: the file is missing or wrong; the message names line and key.
    """
    return load_checked(PATH, QuantityWords, "Die Wortliste der Mengen", WordListError)[0]


@cache
def unit_lexicon(*, exact: bool = False) -> Lexicon:
    """Finds unit words; `exact`: mistyped ones are none."""
    return Lexicon(quantity_words().units, repairs=not exact)


@cache
def month_numbers() -> dict[str, int]:
    """Key of a month's name, in five languages -> 1 to 12."""
    return {key_of(name): number for number, names in enumerate(quantity_words().months, 1) for name in names}


@cache
def _small_numbers() -> dict[str, tuple[float, str]]:
    return {
        key_of(word): (value, language)
        for language, words in quantity_words().numbers.items()
        for word, value in words.items()
    }


_GERMAN = re.compile(
    r"(?:hundert|tausend|zwanzig|dreissig|vierzig|fuenfzig|sechzig|siebzig|achtzig|neunzig|zehn|elf"
    r"|zwoelf|zwei|drei|vier|fuenf|sechs|sieben|acht|neun|ein|und|siebzehn|sechzehn)+"
)
_NOT_NUMBERS = frozenset("ein eine einen einem eines eins und einund".split())
_ENGLISH = frozenset(
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand".split()
)


@lru_cache(maxsize=5000)
def number_word(key: str) -> tuple[float, str] | None:
    """Value and language ("de", "en", "tr", "pl", "uk") of a number word's key; None for any other word."""
    if key in _NOT_NUMBERS or len(key) > 60:  # noqa: PLR2004 - no number word is longer
        return None
    if key in _small_numbers():
        return _small_numbers()[key]
    if key in _ENGLISH:
        return float(text2num(key, "en")), "en"
    if not _GERMAN.fullmatch(key):
        return None
    try:
        return float(text2num(_umlauts(key), "de")), "de"
    except ValueError:
        return None


def _umlauts(key: str) -> str:
    return key.replace("fuenf", "fünf").replace("zwoelf", "zwölf").replace("dreissig", "dreißig")
