"""knowledge/shorthand.yaml and dialect.yaml: what people shorten and speak, by the words they mean."""

from __future__ import annotations

from functools import cache, cached_property

from pydantic import BaseModel, ConfigDict, RootModel

from knowledge.editorial.checked_yaml import load_checked
from knowledge.errors import WordListError
from settings import ROOT

_KNOWLEDGE = ROOT / "knowledge"


class CourseShorthand(BaseModel):
    """What is short only in a wish for a course: what is typed, in lower case -> the word. `capitals`: of
    `short`, what is a word of its own when written small; `kept`: left as it is written.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    short: dict[str, str]
    short_with_stop: dict[str, str]
    days: dict[str, str]
    capitals: str
    kept: str
    spoken: dict[str, str]
    plates: dict[str, str]


class Shorthand(BaseModel):
    """The whole file. `everywhere`: abbreviation as it is written -> the word."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    everywhere: dict[str, str]
    courses: CourseShorthand

    @cached_property
    def in_wishes(self) -> dict[str, str]:
        """What is short in a wish, in lower case without its full stop -> the word."""
        kept = frozenset(self.courses.kept.split())
        single = {key.rstrip(".").lower(): word for key, word in self.everywhere.items() if _is_single(key)}
        return {key: word for key, word in single.items() if key not in kept} | self.courses.short

    @cached_property
    def only_in_capitals(self) -> frozenset[str]:
        """Keys of `in_wishes` that are other words when they are written small."""
        as_written = {key.lower() for key in self.everywhere if key.isalpha() and key.isupper()}
        return frozenset(self.courses.capitals.split()) | (as_written - set(self.courses.short))


class _Words(RootModel[dict[str, str]]):
    """As it is typed -> as it is written."""


def _is_single(key: str) -> bool:
    return key.rstrip(".").isalpha() and len(key.rstrip(".")) > 1


@cache
def shorthand() -> Shorthand:
    """The abbreviations.

    Raises:
        WordListError: the list cannot be read, or a part of it is wrong.
    """
    path = _KNOWLEDGE / "shorthand.yaml"
    return load_checked(path, Shorthand, "Die Liste der Abkürzungen", WordListError)[0]


@cache
def dialect() -> dict[str, str]:
    """Word of dialect, lower case -> as it is written.

    Raises:
        WordListError: the list cannot be read.
    """
    path = _KNOWLEDGE / "dialect.yaml"
    return load_checked(path, _Words, "Die Liste der Mundart", WordListError)[0].root
