"""Single words of a wish: what only carries a sentence, what courses teach, how a topic is searched."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from chains.courses.understand.clauses import is_person
from chains.courses.understand.occupations import is_occupation
from chains.courses.understand.sentence import WishSentence
from chains.courses.understand.topics.government import TRIM, is_known_topic, topic_tokens
from chains.courses.understand.vocabulary import topic_words
from chains.courses.understand.words import word_set
from knowledge.editorial.course_words import course_words
from knowledge.german.dictionary import german_words

IS_LEVEL = re.compile(r"[abc][12]")
_LINKED = re.compile(r"(?:ung|stieg|heit|keit|ion|tät|schaft|ling|tum|arbeit|betrieb)s$")
_SHORTEST, _LONG_STEM = 2, 7
_CLASSES = re.compile(r"[A-Z]{1,2}\d?(?:/[A-Z]{1,2}\d?)+")
_KNOWLEDGE = re.compile(r"(?P<of>[\w-]{2,40}?)-?kenntnissen?")


def told_topic(text: str, *, surely: bool = False) -> list[str]:
    """What a clause before the wish is about, to which the wish only points back ("darin geschult"); with
    `surely` also a thing that no list knows.
    """
    found = [
        token.text.strip(TRIM)
        for token in topic_tokens(text)
        if token.word
        and not is_filler(token.key)
        and (
            is_known_topic(token.key) or (surely and _is_thing(token.key))
            if token.text[0].isupper()
            else token.key in topic_words()
        )
    ]
    return plain(found[-1]) if found else []


def _is_thing(key: str) -> bool:
    return not (is_person(key) or is_occupation(key) or key in word_set("not_topic"))


def unread_nouns(sentence: WishSentence) -> list[str]:
    """Nouns that are left of what somebody tells of a person, to be said as not understood."""
    return [
        token.text
        for token in topic_tokens(sentence.rest)
        if token.word and token.text[0].isupper() and not is_filler(token.key) and not is_person(token.key)
    ]


@lru_cache(4096)
def is_filler(key: str) -> bool:
    """Whether a word only carries a sentence."""
    return (
        key in word_set("filler")
        or key in word_set("wanting")
        or key in word_set("telling")
        or key.rstrip("-") in word_set("filler_joined")
        or (len(key) < _SHORTEST and not key.isdigit() and key not in {"c", "r"})
    )


@cache
def doings() -> frozenset[str]:
    """Verbs that courses teach."""
    return frozenset(course_words().verbs_of.values())


def plain(word: str) -> list[str]:
    """A word as it is searched: lower case, what stands before "-kurs" without its link."""
    key = word.lower()
    if (known := _KNOWLEDGE.fullmatch(key)) and is_known_topic(known["of"]):
        return plain(f"{known['of']}-")  # "Englischkenntnisse", "Buchhaltungskenntnisse"
    if all(map(IS_LEVEL.fullmatch, key.split("/"))):
        return key.split("/")  # "A2/B1"
    if word.isupper() and _CLASSES.fullmatch(word):
        return key.split("/")  # "C/CE"
    if "/" in key and all(len(part) > _SHORTEST for part in key.split("/")):
        return [part for half in key.split("/") for part in plain(half)]
    if not key.endswith("-") or key.count("-") > 1:
        return [key.rstrip("-")]
    stem = key.rstrip("-")
    if _LINKED.search(stem) or (
        stem.endswith("s") and stem not in topic_words() and stem[:-1] in topic_words()
    ):
        stem = stem.removesuffix("s")
    return [course_words().verbs_of.get(stem) or _whole(stem)]


def _whole(stem: str) -> str:
    """ "rückenschul", "berufssprach" as the words that they are of."""
    known = topic_words()
    if stem in known:
        return stem
    if f"{stem}e" in known:
        return f"{stem}e"
    if stem.endswith("s") and len(stem) >= _LONG_STEM and stem[:-1] in german_words():
        return stem[:-1]  # "wiedereinstiegs"
    ends = next((e for e in _ENDS_OF_VERBS if stem.endswith(e) and len(stem) > len(e) + _SHORTEST), "")
    return stem.removesuffix(ends) + course_words().verbs_of[ends] if ends else stem


_ENDS_OF_VERBS = ("schweiß", "schweiss", "sprach", "näh", "schreib", "programmier", "fräs", "dreh")
