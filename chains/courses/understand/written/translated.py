"""A wish that is partly in another language, in German: phrases of knowledge/foreign_words.yaml."""

from __future__ import annotations

import re
from functools import cache

from knowledge.editorial.foreign_words import ForeignLanguage, foreign_languages

_BEGIN, _END = r"(?<![\w-])", r"(?![\w-])"


def translated(text: str) -> str:
    """The text with the phrases of a language that it surely has words of in German; the rest as it was."""
    for language in foreign_languages():
        surely, every, ending = _patterns(language)
        if surely.search(text):
            text = every.sub(lambda match, words=language.words: _german(match[0], words), text)  # type: ignore[misc]
            text = ending.sub(r"in \1", text) if ending else text
    return " ".join(text.split())


def _german(said: str, words: dict[str, str]) -> str:
    return words[_key(said)]


def _key(said: str) -> str:
    return " ".join(said.replace("İ", "i").lower().split())


@cache
def _patterns_of(index: int) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str] | None]:
    language = foreign_languages()[index]
    ending = (
        re.compile(rf"(?<![\w-])(\w+)['’](?:{'|'.join(language.endings)}){_END}")
        if language.endings
        else None
    )
    return _any_of(language.surely), _any_of(language.words), ending


def _patterns(language: ForeignLanguage) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str] | None]:
    return _patterns_of(foreign_languages().index(language))


def _any_of(phrases: dict[str, str]) -> re.Pattern[str]:
    ways = sorted((re.escape(phrase).replace(r"\ ", r"\s") for phrase in phrases), key=len, reverse=True)
    return re.compile(rf"{_BEGIN}(?:{'|'.join(ways)}){_END}", re.IGNORECASE)
