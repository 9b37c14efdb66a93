"""Shares and multiples in words or as fractions: "die Hälfte", "drei Viertel", "3/4", "¾", "das Doppelte",
"eineinhalbfach".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from chains.quantities.quantity import SHARE, Quantity
from chains.quantities.tokens import Token, TokenKind
from chains.quantities.units import number_word

_PARTS = {
    "drittel": 3,
    "viertel": 4,
    "fuenftel": 5,
    "sechstel": 6,
    "siebtel": 7,
    "achtel": 8,
    "neuntel": 9,
    "zehntel": 10,
    "zwoelftel": 12,
    "zwanzigstel": 20,
    "hundertstel": 100,
}
_PART = re.compile(rf"(?<![a-z])(?P<top>[a-z]*?)(?P<part>{'|'.join(_PARTS)})(?P<rest>[a-z]*)")
_HINT = re.compile(r"tel|fach|mal|haelf|doppel|[¼-¾⅐-⅞/⁄]")  # any of them has one
_ONE = frozenset("ein eine einem einen eines".split())
_HALF = re.compile(r"haelfte|haelftig[a-z]*")
_DOUBLE = re.compile(r"doppelt[a-z]*|verdoppel[a-z]*")
_TIMES = re.compile(r"(?<![a-z])(?P<word>[a-z]*?)(?:fach[a-z]*|mal)")
_SHORT = 2  # digits of a fraction's parts
_MOST_PARTS = 20  # tops of a fraction in words: "zwölf Zehntel" at most


def shares_in(tokens: Sequence[Token], blocked: frozenset[int]) -> list[Quantity]:
    """All shares and multiples in order; tokens of dates and references are `blocked`."""
    found: list[Quantity] = []
    index = 0
    near = _near_hints(tokens)
    while near and index < len(tokens):
        read = _at(tokens, index) if index in near and index not in blocked else None
        if read is None:
            index += 1
            continue
        value, last = read
        start, end = tokens[index].start, tokens[last].end
        found.append(Quantity(index, last, start, end, value, SHARE, number_end=end))
        index = last + 1
    return found


def _near_hints(tokens: Sequence[Token]) -> set[int]:
    """Where a share may begin: up to two tokens before what each has one of, or at a sign like "¾"."""
    hints = [index for index, token in enumerate(tokens) if _HINT.search(token.key)]
    single = (index for index, token in enumerate(tokens) if hints and len(token.text) == 1)
    return {index - before for index in hints for before in range(3)}.union(single)


def _at(tokens: Sequence[Token], index: int) -> tuple[float, int] | None:
    token = tokens[index]
    if token.kind is TokenKind.NUMBER:
        return _slash(tokens, index) or _fraction(tokens, index) or _times_digits(tokens, index)
    if token.kind is not TokenKind.WORD:
        return None
    if len(token.text) == 1 and not token.text.isdecimal() and (value := _vulgar(token.text)) is not None:
        return value, index
    if _HALF.fullmatch(token.key):
        return 0.5, index
    if _DOUBLE.fullmatch(token.key):
        return 2.0, index
    return _one_word(tokens, index) or _fraction(tokens, index)


def _vulgar(sign: str) -> float | None:
    value = unicodedata.numeric(sign, None) if unicodedata.category(sign) == "No" else None
    return value if value is not None and 0 < value < 1 else None


def _slash(tokens: Sequence[Token], index: int) -> tuple[float, int] | None:
    """ "3/4"; a date ("3/4/2026") or a count of parts ("12/2026") is none."""
    if index + 2 >= len(tokens) or tokens[index + 1].text not in "/⁄":
        return None
    top, bottom = tokens[index].text, tokens[index + 2].text
    joined = index + 3 < len(tokens) and tokens[index + 3].text in "/⁄"
    before = index and tokens[index - 1].text in "/⁄"
    if joined or before or not (top.isdecimal() and bottom.isdecimal()):
        return None
    if max(len(top), len(bottom)) > _SHORT or not 0 < int(top) < int(bottom):
        return None
    return int(top) / int(bottom), index + 2


def _fraction(tokens: Sequence[Token], index: int) -> tuple[float, int] | None:
    """ "drei Viertel", "3 Viertel", "eines Drittels"."""
    if index + 1 >= len(tokens):
        return None
    part = _PART.fullmatch(tokens[index + 1].key)
    if part is None or part["top"] or part["rest"].startswith(("jahr", "stund")):
        return None
    top = _top(tokens[index])
    return (top / _PARTS[part["part"]], index + 1) if top is not None else None


def _top(token: Token) -> float | None:
    if token.kind is TokenKind.NUMBER:
        return float(token.text) if token.text.isdecimal() and len(token.text) <= _SHORT else None
    if token.key in _ONE:
        return 1.0
    word = number_word(token.key)
    return word[0] if word is not None and word[1] == "de" and word[0] <= _MOST_PARTS else None


def _one_word(tokens: Sequence[Token], index: int) -> tuple[float, int] | None:
    """ "dreiviertel", "zweidrittelmehrheit", "eineinhalbfach", "dreimal so"."""
    key = tokens[index].key
    part = _PART.fullmatch(key)
    if part is not None and part["top"] and not part["rest"].startswith(("jahr", "stund")):
        top = 1.0 if part["top"] in _ONE else (number_word(part["top"]) or (None,))[0]
        return (top / _PARTS[part["part"]], index) if top is not None else None
    times = _TIMES.fullmatch(key)
    word = number_word(times["word"]) if times is not None else None
    if word is None or word[1] != "de" or (key.endswith("mal") and not _so(tokens, index + 1)):
        return None
    return word[0], index


def _times_digits(tokens: Sequence[Token], index: int) -> tuple[float, int] | None:
    """ "3fach", "1,5-fache", "2 mal so"."""
    at = index + 2 if index + 1 < len(tokens) and tokens[index + 1].text == "-" else index + 1
    if at >= len(tokens) or tokens[at].start != tokens[at - 1].end:
        return None
    fold = tokens[at].key.startswith("fach") or (tokens[at].key == "mal" and _so(tokens, at + 1))
    text = tokens[index].text.replace(",", ".")
    return (float(text), at) if fold and text.replace(".", "", 1).isdecimal() else None


def _so(tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].key.startswith("so")
