"""The words of knowledge/course_words.yaml as patterns."""

from __future__ import annotations

import re
from functools import cache

from knowledge.editorial.course_words import course_words

_TOP_SPACE = re.compile(r" (?![^()]{0,300}\))")  # outside brackets
_LETTER_STAR = re.compile(r"(?<=\w)\*")
_BEGINS, _ENDS = r"(?<![\w-])", r"(?!-?\w)"


@cache
def phrases(key: str) -> re.Pattern[str]:
    """One pattern of all phrases under a key."""
    return _compiled(getattr(course_words(), key))


@cache
def kinds(key: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """(value, pattern of its phrases) of a key that has values."""
    return tuple((value, _compiled(said)) for value, said in getattr(course_words(), key).items())


@cache
def word_set(key: str) -> frozenset[str]:
    """The words under a key, lower case."""
    return frozenset(str(getattr(course_words(), key)).replace(",", " ").split())


def _compiled(said: str) -> re.Pattern[str]:
    ways = sorted((_pattern(phrase.strip()) for phrase in said.split(",")), key=len, reverse=True)
    return re.compile(rf"{_BEGINS}(?:{'|'.join(ways)})", re.IGNORECASE)


def _pattern(phrase: str) -> str:
    """A phrase as a pattern: "mit? zertifikat*" also without "mit", with any ending."""
    tail = "" if phrase.endswith("-") else _ENDS
    pattern, leads = "", True  # whether all before are words that may be missing
    for word in _TOP_SPACE.split(phrase):
        body = _LETTER_STAR.sub(r"\\w*", word.removesuffix("?")).replace(" ", r"\s")
        if word.endswith("?"):
            pattern += rf"(?:{body}\s)?" if leads else rf"(?:\s{body})?"
        else:
            pattern += body if leads else rf"\s{body}"
            leads = False
    return pattern + tail
