"""Values of numbers in tokens: digits with separators, number words in five languages, multiples, halves.

German and English number words are read by text2num; chains/quantities/units.py adds what it leaves out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from chains.quantities.quantity import Writing
from chains.quantities.sense import TIME_UNITS
from chains.quantities.tokens import Token, TokenKind, key_of
from chains.quantities.units import number_word, quantity_words

_ONES = frozenset("ein eine einen einem eines einer one a an bir jeden jedno jedna один одна одну".split())
_HALVES = {
    "halbes": 0.5,
    "halben": 0.5,
    "halber": 0.5,
    "halbem": 0.5,
    "halbe": 0.5,
    "halb": 0.5,
    "half": 0.5,
    "dreiviertel": 0.75,
    "viertel": 0.25,
}
_QUARTERS = frozenset({"vierteljahr", "vierteljahre", "vierteljahres"})
_GROUP = 3  # digits between two separators of thousands
_LONGEST_TOLD = 15  # characters of digits: a float holds so many (IEEE 754); what is longer is a code
_THOUSANDS = re.compile(r"(?<![\d.,])(?:\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3})+)")
_GERMAN_CENTS = re.compile(r"(?<![\d.,])(?:\d{1,3}(?:\.\d{3})*+|\d++),\d{1,2}")
_ENGLISH_CENTS = re.compile(r"(?<![\d.,])(?:\d{1,3}(?:,\d{3})*+|\d++)\.\d{1,2}")
_GERMAN = re.compile(r"(?<![\d.,])(?:\d{1,3}(?:\.\d{3})++(?!\d)|\d++)(?:,\d++)?")
_ORDINAL_ENDS = tuple(
    f"{mark}{case}" for mark in ("ste", "te", "e") for case in ("", "r", "n", "s", "m")
)  # "zwanzigste", "zweiten", "dritter", "zweier"


@dataclass(frozen=True, slots=True)
class NumberRead:
    """A number: its value, its last token, its language ("" for digits), whether it is said with "ein", and
    whether it counts the place in an order.
    """

    value: float
    last: int
    language: str = ""
    indefinite: bool = False
    ordinal: bool = False


class NumberReader:
    """Reads the numbers of one text; `unit_at` names the unit that begins at a token ("" for none)."""

    def __init__(self, tokens: Sequence[Token], unit_at: Callable[[int], str], style: Writing) -> None:
        self._tokens, self._unit_at, self._style = tokens, unit_at, style

    def at(self, index: int) -> NumberRead | None:
        """The number that begins at a token; None if none does."""
        token = self._tokens[index]
        if token.kind is TokenKind.NUMBER:
            return self._digits(index)
        if token.kind is not TokenKind.WORD:
            return None
        if token.key in _ONES | _HALVES.keys():
            return self._one(index)
        word = number_word(token.key)
        if word is not None:
            return self._composed(index, *word)
        return self._ordinal(index) if self._style is Writing.GERMAN else None

    def _ordinal(self, index: int) -> NumberRead | None:
        """ "im dritten Jahr"; a capital one without a unit names something ("Dritte", "Zweites Buch")."""
        token = self._tokens[index]
        value = ordinal(token.key)
        if value is None or (token.text[0].isupper() and not self._unit_at(index + 1)):
            return None
        return NumberRead(value, index, "de", ordinal=True)

    def _digits(self, index: int) -> NumberRead | None:
        value = digits(self._tokens[index].text, self._style)
        if value is None or (self._style is not Writing.TOLD and self._has_letters(index)):
            return None
        last = index
        while self._thousands_follow(index, last):
            value, last = value * 1000 + int(self._tokens[last + 1].text), last + 1
        return self._multiplied(value, last, "")

    def _has_letters(self, index: int) -> bool:
        """ "51a" names a place; "30h" and "4k" count."""
        at = index + 1
        if at >= len(self._tokens) or self._tokens[at].kind is not TokenKind.WORD:
            return False
        joined = self._tokens[at].start == self._tokens[index].end
        return joined and not self._unit_at(at) and self._tokens[at].key not in quantity_words().multiples

    def _thousands_follow(self, index: int, last: int) -> bool:
        """ "4 000 Euro", "1 250 000 Euro": groups of three digits after one space; in what people write only
        with a unit behind them ("Zimmer 4 250").
        """
        one = self._tokens[index].text
        if not one.isdigit() or len(one) > _GROUP or one == "0" or not self._is_group(last):
            return False
        if self._style is not Writing.TOLD:
            return True
        end = last + 1
        while self._is_group(end):
            end += 1
        return bool(self._unit_at(end + 1))

    def _is_group(self, last: int) -> bool:
        """Whether the token behind is a group of three digits, one space away."""
        if last + 1 >= len(self._tokens):
            return False
        one, two = self._tokens[last], self._tokens[last + 1]
        return (
            two.kind is TokenKind.NUMBER
            and two.text.isdigit()
            and len(two.text) == _GROUP
            and two.start == one.end + 1
        )

    def _multiplied(self, value: float, last: int, language: str) -> NumberRead:
        following = self._tokens[last + 1] if last + 1 < len(self._tokens) else None
        times = (
            quantity_words().multiples.get(following.key)
            if following is not None and following.kind is TokenKind.WORD
            else None
        )
        if times is None or (
            following is not None and following.key == "bin" and self._key(last + 2) in {"ich", "", ","}
        ):
            return NumberRead(value, last, language)
        last = last if following is not None and following.key == "teuro" else last + 1
        return NumberRead(
            value * times,
            last + 1 if self._key(last + 1) == "." and times > 1 and self._unit_at(last + 2) else last,
            language,
        )

    def _one(self, index: int) -> NumberRead | None:
        """ "ein Kind", "ein halbes Jahr", "eineinhalb": a one only with a unit of its own behind it."""
        key, following = self._tokens[index].key, self._key(index + 1)
        if key in _HALVES:
            found = self._unit_at(index + 1) in TIME_UNITS
            return NumberRead(_HALVES[key], index, "de", indefinite=True) if found else None
        if following in _HALVES and self._unit_at(index + 2) in TIME_UNITS:
            return NumberRead(_HALVES[following], index + 1, "de", indefinite=True)
        if self._unit_at(index + 1) in TIME_UNITS | {"Kinder"}:
            return NumberRead(1.0, index, "de", indefinite=True)
        times = quantity_words().multiples.get(following, 0.0)
        millions = times > 1000 and self._style is not Writing.TOLD  # noqa: PLR2004 - "eine Million Euro"
        return self._multiplied(1.0, index, "de") if millions else None

    def _composed(self, index: int, value: float, language: str) -> NumberRead:
        """Number words in a row: "iki yüz elli", "three hundred", "sześćdziesiąt pięć", "twenty-two"."""
        last, whole, current = index, 0.0, value
        while True:
            at = last + 1
            if self._key(at) in {"-", "and"} and number_word(self._key(at + 1)) and language != "de":
                at += 1
            following = number_word(self._key(at)) if at < len(self._tokens) else None
            if following is None or (following[1] != language and {following[1], language} != {"de", "en"}):
                break
            if following[0] in {100.0, 1000.0} and current < following[0]:
                current *= following[0]
            elif (
                following[0] < current
                and language != "de"
                and (current % 100 == 0 or (current % 10 == 0 and following[0] < 10))  # noqa: PLR2004
            ):
                current += following[0]
            else:
                break
            last = at
        return self._multiplied(whole + current, last, language)

    def _key(self, at: int) -> str:
        return self._tokens[at].key if 0 <= at < len(self._tokens) else ""


def digits(text: str, style: Writing = Writing.TOLD) -> float | None:
    """Value of digits with separators; None for what is no number (a version, a long code).

    GERMAN: "1.250" is a thousand, "1,250" one and a quarter; else "4,000" is four thousand, too.
    """
    if style is Writing.GERMAN:
        return _german_digits(text)
    if len(text) > _LONGEST_TOLD:
        return None
    if _THOUSANDS.fullmatch(text) and text[0] != "0":
        return float(text.replace(".", "").replace(",", ""))
    if _GERMAN_CENTS.fullmatch(text):
        return float(text.replace(".", "").replace(",", "."))
    return float(text.replace(",", "")) if text.isdecimal() or _ENGLISH_CENTS.fullmatch(text) else None


def _german_digits(text: str) -> float | None:
    if _GERMAN.fullmatch(text):
        return float(text.replace(".", "").replace(",", "."))
    whole, point, rest = text.partition(".")
    if rest.isdecimal() and whole.isdecimal():  # "²" is a digit to a pattern and none to float
        return float(text)
    return _german_digits(whole) if point else None


@lru_cache(maxsize=5000)
def ordinal(key: str) -> float | None:
    """Value of an ordinal or an inflected number word by its key ("dritten", "zwanzigste", "zweier"); None
    for any other word.
    """
    for end in _ORDINAL_ENDS:
        base = key.removesuffix(end)
        if base != key and (word := number_word(base)) and word[1] == "de":
            return word[0]
    return None


def part_of_year(key: str) -> float | None:
    """The years of a word that is a length without a number ("Halbjahr", "Vierteljahres")."""
    return 0.5 if key.startswith("halbjahr") else 0.25 if key in _QUARTERS else None


@lru_cache(maxsize=20_000)
def may_be_number(key: str) -> bool:
    """Whether a word can begin a quantity; most words cannot."""
    return (
        "ig" in key  # "dreijährig", "dreitägig", "hundertprozentig"
        or key in _ONES
        or key in _HALVES
        or number_word(key) is not None
        or ordinal(key) is not None
        or part_of_year(key) is not None
    )


def value_of(written: str) -> float | None:
    """The value of one word or of digits as German texts write them ("1.250,50", "fünfundvierzig",
    "dritten"); None if it is neither.
    """
    written = re.sub(r"(?<=\d)[\s\u00a0\u202f](?=\d{3}(?!\d))", "", written.strip())
    if written[:1].isdecimal():
        return digits(written, Writing.GERMAN)
    key = key_of(written)
    if key in _ONES or key == "eins":
        return 1.0
    word = number_word(key)
    return word[0] if word is not None else ordinal(key)
