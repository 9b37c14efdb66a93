"""The words of the course search that editors keep: course_words, course_topics, course_synonyms."""

from __future__ import annotations

from functools import cache
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, field_validator

from knowledge.editorial.checked_yaml import load_checked
from knowledge.errors import WordListError
from settings import ROOT

_KNOWLEDGE = ROOT / "knowledge"


class _Checked(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CourseWords(_Checked):
    """How people say what a course must be like: phrases between commas, words between spaces, or such by the
    value that they mean.
    """

    heads: str
    heads_alone: str
    no_heads: str
    verbs_of: dict[str, str]
    form: dict[str, str]
    mixed: str
    time: dict[str, str]
    weekday: dict[str, str]
    voucher: str
    azav: str
    bildungsurlaub: str
    accessible: str
    lodging: str
    free: str
    sort: dict[str, str]
    certificate_any_name: str
    certificate_only: str
    certificate_head: str
    any_certificate: str
    no_school: str
    no_degree: str
    beginner: str
    advanced: str
    languages: str
    audience: str
    provider: str
    provider_names: dict[str, str]
    filler: str
    not_topic: str
    filler_joined: str
    named_topics: str
    provider_alone: str
    field_adjectives: str
    verbs_as_nouns: str
    nouns_either_way: str
    manners_joined: str
    wanting: str
    telling: str
    telling_of_people: str
    past: str
    people: str
    labels: str


class CourseTopicWords(_Checked):
    """What courses are about: words between spaces."""

    subjects: str
    occupations: str
    products: str
    general: str
    short_forms: str


class CourseSynonyms(_Checked):
    """Names of the same thing, a line for each thing."""

    same: tuple[tuple[str, ...], ...]

    @field_validator("same")
    @classmethod
    def _names_two(cls, lines: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
        for line in lines:
            if len(line) < 2:  # noqa: PLR2004 - a name and another for it
                raise ValueError(f"Jede Zeile nennt mindestens zwei Wörter; hier steht nur {list(line)}.")
        return lines


_Kind = TypeVar("_Kind", bound=BaseModel)


def _load(name: str, model: type[_Kind], what: str) -> _Kind:
    return load_checked(_KNOWLEDGE / name, model, what, WordListError)[0]


@cache
def course_words() -> CourseWords:
    """knowledge/course_words.yaml.

    Raises:
        WordListError: the list cannot be read, or a part of it is wrong.
    """
    return _load("course_words.yaml", CourseWords, "Die Wörter der Kurssuche")


@cache
def course_topic_words() -> CourseTopicWords:
    """knowledge/course_topics.yaml.

    Raises:
        WordListError: the list cannot be read, or a part of it is wrong.
    """
    return _load("course_topics.yaml", CourseTopicWords, "Die Themen der Kurssuche")


@cache
def course_synonyms() -> CourseSynonyms:
    """knowledge/course_synonyms.yaml.

    Raises:
        WordListError: the list cannot be read, or a part of it is wrong.
    """
    return _load("course_synonyms.yaml", CourseSynonyms, "Die Liste gleicher Wörter für Kurse")
