"""Numbers that measure nothing: those of §§, Absätze and list items, and those that only name a thing
("Modul 3").
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from chains.quantities.tokens import Token, TokenKind, key_at, key_of
from chains.quantities.units import quantity_words, unit_lexicon

_AFTER_SECTION = frozenset(
    "abs absatz satz s nr nummer buchst buchstabe und bis ff f i v m iv sgb iii ii ix afbg bbig hwo ,".split()
)
_SECTIONS = frozenset({"paragrafen", "paragraphen"})
_SECTION = frozenset({"paragraf", "paragraph"}) | _SECTIONS
_PLACES = frozenset("abs absatz absaetze absaetzen satz saetze saetzen nr nummer nummern buchstabe".split())
_SHORT_PLACES = frozenset({"s"})  # "S. 3" only with its full stop
_DOTTED = frozenset({"nr", "tel", "abs", "art"})
_LIST_DIGITS = 2  # of a list's mark: no list has a hundred items
_BRACKETS = {"(": ")", "[": "]"}


def labels_of_told(tokens: Sequence[Token]) -> frozenset[int]:
    """Tokens of references and of numbers that name something, in what people write."""
    labels = _labels()
    masked: set[int] = set()
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.text == "§" or token.key in {"paragraf", "paragraph"}:
            while index < len(tokens) and _of_section(tokens, index, token):
                masked.add(index)
                index += 1
            continue
        if token.kind is TokenKind.NUMBER and _named(tokens, index, labels):
            masked.add(index)
        index += 1
    return frozenset(masked)


def labels_of_source(tokens: Sequence[Token], text: str) -> frozenset[int]:
    """Tokens of the numbers of §§, Absätze, Sätze, Nummern and of list marks in a source or an answer."""
    masked: set[int] = set()
    for index, token in enumerate(tokens):
        if token.kind is TokenKind.NUMBER and index not in masked:
            if _after_section(tokens, index):
                masked.update(_sections(tokens, index))
            elif _after_place(tokens, index):
                masked.update(_enumeration(tokens, index))
            elif _is_list_mark(tokens, index, text):
                masked.add(index)
    return frozenset(masked)


def paragraphs_of(tokens: Sequence[Token]) -> tuple[str, ...]:
    """Numbers of the §§ and articles that are named, each with its letter, in order."""
    found = []
    for index, token in enumerate(tokens):
        if token.kind is TokenKind.NUMBER and _after_section(tokens, index):
            found += [_lettered(tokens, at) for at in _sections(tokens, index)]
    return tuple(found)


def _lettered(tokens: Sequence[Token], index: int) -> str:
    token = tokens[index]
    number = token.text.partition(".")[0].partition(",")[0]
    behind = tokens[index + 1] if index + 1 < len(tokens) else None
    letter = behind is not None and behind.start == token.end and behind.kind is TokenKind.WORD
    return number + (behind.text.lower() if letter and behind is not None else "")


@cache
def _labels() -> frozenset[str]:
    return frozenset(key_of(word) for word in quantity_words().labels)


def _after_section(tokens: Sequence[Token], index: int) -> bool:
    before = key_at(tokens, index - 1)
    return (
        before == "§"
        or before in _SECTION
        or before == "artikel"
        or (before == "." and key_at(tokens, index - 2) == "art")
    )


def _sections(tokens: Sequence[Token], index: int) -> list[int]:
    """The number of a §, and behind "§§" all that are enumerated."""
    several = key_at(tokens, index - 1) in _SECTIONS or (
        key_at(tokens, index - 1) == "§" and key_at(tokens, index - 2) == "§"
    )
    return _enumeration(tokens, index) if several else [index]


def _after_place(tokens: Sequence[Token], index: int) -> bool:
    before = key_at(tokens, index - 1)
    if before == ".":
        return key_at(tokens, index - 2) in _PLACES | _SHORT_PLACES
    return before in _PLACES


def _enumeration(tokens: Sequence[Token], index: int) -> list[int]:
    """The numbers of "Absätze 2, 3 und 5"; one that has a unit of its own is none of them."""
    found = [index]
    at = index + 1
    while True:
        if at < len(tokens) and tokens[at].kind is TokenKind.WORD and tokens[at].start == tokens[at - 1].end:
            at += 1  # "3a"
        if key_at(tokens, at) not in {",", "und", "bis", "oder"} or at + 1 >= len(tokens):
            return found
        number = tokens[at + 1]
        if number.kind is not TokenKind.NUMBER or _has_unit(tokens, at + 2):
            return found
        found.append(at + 1)
        at += 2


def _has_unit(tokens: Sequence[Token], at: int) -> bool:
    return bool(unit_lexicon(exact=True).find(tokens[at : at + 2], 0, 1)) if at < len(tokens) else False


def _is_list_mark(tokens: Sequence[Token], index: int, text: str) -> bool:
    """ "1. ", "2a. " at the beginning of a line; "(3)" and "[1]" anywhere."""
    token = tokens[index]
    before, behind = key_at(tokens, index - 1), index + 1
    if behind < len(tokens) and tokens[behind].kind is TokenKind.WORD:
        if len(tokens[behind].text) != 1 or tokens[behind].start != token.end:
            return False
        behind += 1
    after = key_at(tokens, behind)
    if before in _BRACKETS and after == _BRACKETS[before] and token.text.isdecimal():
        return tokens[index - 1].end == token.start and tokens[behind].start == tokens[behind - 1].end
    if after != "." or not token.text.isdecimal() or len(token.text) > _LIST_DIGITS:
        return False
    end = tokens[behind].end
    line = text[text.rfind("\n", 0, token.start) + 1 : token.start]
    return not line.strip() and (text[end : end + 1].isspace() or end == len(text))


def _of_section(tokens: Sequence[Token], index: int, sign: Token) -> bool:
    """Whether a token goes on with a reference that began at `sign` ("§ 82 Abs. 2 Satz 4 Nr. 1
    und 2 SGB III").
    """
    token = tokens[index]
    if token is sign or token.text in "§.":
        return token is sign or index + 1 < len(tokens)
    if token.kind is TokenKind.NUMBER:
        return tokens[index - 1].text not in ",)" or tokens[index - 2].kind is not TokenKind.NUMBER
    if token.key in {"und", "bis", ","}:
        nxt = tokens[index + 1] if index + 1 < len(tokens) else None
        return nxt is not None and (nxt.text == "§" or nxt.key in {"abs", "absatz", "satz", "nr"})
    return token.key in _AFTER_SECTION or (
        len(token.key) == 1 and token.key.isalpha() and token.start == tokens[index - 1].end
    )


def _named(tokens: Sequence[Token], index: int, labels: frozenset[str]) -> bool:
    before = tokens[index - 1] if index else None
    if before is not None and before.text == "." and index > 1:
        before = tokens[index - 2] if tokens[index - 2].key in _DOTTED else before
    text = tokens[index].text
    return (before is not None and before.key in labels) or (
        len(text) > 1 and text[0] == "0" and text.isdecimal()
    )
