"""Dialect as it is typed ("wat kost dat getz") by its written words, and abbreviations ("Umsch.")."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from chains.quantities.tokens import key_of
from knowledge.editorial.shorthand import dialect, shorthand
from knowledge.german.dictionary import german_words

# also words of other languages, or names: a message is in dialect only if it has another one beside them
_ELSEWHERE = frozenset(
    {"is", "net", "et", "op", "ne", "un", "ham", "han", "ick", "iss", "sin", "san", "schick", "hab"}
)
_LEAST = 2  # different words of dialect from which on a message is in it; one alone may be a slip
_RHENISH = 6  # letters of a word from which on "je-" may stand for "ge-" ("jefördert")


def in_writing(typed: Iterable[str]) -> dict[str, str]:
    """Word as it is typed -> as it is written, for a message in dialect; nothing for any other."""
    words = list(typed)
    found = {word: dialect()[word.lower()] for word in words if word.lower() in dialect()}
    plain = {word.lower() for word in found}
    if len(plain) < _LEAST or not plain - _ELSEWHERE:
        return {}
    rhenish = {word: written for word in words if (written := _with_g(word.lower()))}
    return found | rhenish


@lru_cache(maxsize=1)
def surely_dialect() -> dict[str, str]:
    """Words that are dialect wherever they stand: no German ones, none of other languages."""
    return {
        word: written
        for word, written in dialect().items()
        if word not in _ELSEWHERE and word not in german_words()
    }


@lru_cache(maxsize=4096)
def _with_g(word: str) -> str:
    """ "jefördert" -> "gefördert", where only that is a word; "" for any other."""
    if len(word) < _RHENISH or not word.startswith("je") or word in german_words():
        return ""
    written = f"g{word[1:]}"
    return written if written in german_words() or written.endswith("t") else ""


@lru_cache(maxsize=1)
def dotted_keys() -> dict[str, str]:
    """Key of an abbreviation that a full stop ends, without it -> key of its word."""
    return {
        key_of(short[:-1]): key_of(word)
        for short, word in shorthand().everywhere.items()
        if short.endswith(".") and short[:-1].isalpha() and " " not in word
    }
