"""What is left when all filters are understood: what a course is about, and what nobody understood."""

from __future__ import annotations

import re
from functools import cache

from chains.courses.understand.sentence import WishSentence
from chains.courses.understand.wish import Wish
from chains.courses.understand.words import course_words, phrases, word_set

_WORD = re.compile(r"(?<![\w§])§?\s?[\w][\w&+#/*:.'’-]*[\w+#*-]|(?<!\w)\w(?!\w)")
_TRIM = ".,;:!?'’"
_LINKED = re.compile(r"(?:ung|heit|keit|ion|tät|schaft|ling|tum|arbeit|betrieb)s$")
_ADJECTIVE = re.compile(r"(?:e|er|es|en|em)$")
_VERB = re.compile(r"(?:en|ern|eln)$")
_INTRODUCES = re.compile(
    r"(?:\bzum|\bzur|\bfür|\bzu|\büber|\bthema:?|\bbereich|\brichtung|\bin|\bim|\bmit|\bund|\bnach"
    r"|\blernen)\s+(?:das |die |den |der |dem )?$",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"(?:\bzum|\bzur|\bfür|\büber|\bthema:?|\bbereich|\bin|\bim)\s+(?:das |die |den |der |dem )?$",
    re.IGNORECASE,
)
_CIRCUMSTANCE = re.compile(
    r"(?:\b(?:nach|an|vor|seit|trotz|wegen|während|neben|aus|mit)\s+(?:der|dem|den|meiner|seiner|ihrer"
    r"|ihrem|meinem|langer|längerer)\s+|\b(?:trotz|wegen)\s+)$",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\s+(?:sucht|möchte|will|braucht|benötigt|interessiert sich|fragt|wünscht|muss|soll)\b", re.IGNORECASE
)
_WITHOUT = re.compile(r"\b(?:ohne|keine?n?|nicht)\s+$", re.IGNORECASE)
_WITH = re.compile(r"(?:kurs\w*|seminar\w*|lehrgang|schulung|weiterbildung)\s+mit\s+$", re.IGNORECASE)
_BEHIND_NAME = re.compile(r"[A-ZÄÖÜ§]\w*\.?\s?$|[A-ZÄÖÜ]\S*\s$")
_LEARNS = re.compile(r"\s+(?:lernen|üben|können)\b")
_LEVEL = re.compile(r"[abc][12]")
_LINKS = frozenset("der die das und".split())
_SHORTEST = 2


def read_topic(sentence: WishSentence, wish: Wish) -> None:
    """Sort what is left into topic and words not understood."""
    topic: list[str] = []
    unknown: list[str] = []
    for match in sentence.matches(phrases("named_topics")):
        topic += [word.lower() for word in re.findall(r"[\w-]+", match[0]) if word.lower() not in _LINKS]
        sentence.take(*match.span())
    words = list(_WORD.finditer(sentence.rest))
    for i, match in enumerate(words):
        word = match[0].removeprefix("§").strip().strip(_TRIM)
        done = word[:1].isupper() and word.lower() in word_set("verbs_as_nouns") and match.start() > 0
        if not word or (_is_filler(word) and not done):
            continue
        following = words[i + 1][0] if i + 1 < len(words) else ""
        acts = bool(words[:i]) and bool(topic) and _acts(word, words[i - 1], match, sentence)
        if match[0].startswith("§") or acts or _is_about(word, match.start(), following, sentence):
            topic += _plain(word)
        else:
            unknown.append(word)
    wish.topic = list(dict.fromkeys(topic))
    wish.left_over = " ".join((*sentence.unmet, *unknown))


def _is_filler(word: str) -> bool:
    key = word.lower()
    return (
        key in word_set("filler")
        or key.rstrip("-") in word_set("filler_joined")
        or (len(key) < _SHORTEST and not key.isdigit() and key not in {"c", "r"})
    )


def _is_about(word: str, start: int, following: str, sentence: WishSentence) -> bool:
    """Whether a word belongs to the topic: a noun, a verb of doing, an adjective before a noun."""
    key, before = word.lower(), sentence.text[:start]
    if _is_aside(key, before, sentence.text[start + len(word) :]):
        return False
    if sentence.is_written_small or key in word_set("field_adjectives") or _LEVEL.fullmatch(key):
        return True
    if word[0].isupper() or "-" in word:
        return True
    if word[0].isdigit():
        return bool(_BEHIND_NAME.search(before))
    return _is_written_small_topic(word, before, following, sentence.text[start + len(word) :])


def _is_aside(key: str, before: str, behind: str) -> bool:
    """Whether a word tells of the person or the way of the course, or is denied."""
    if _ASKS.match(behind):
        return True  # "Schichtarbeiter sucht …" is who asks
    if key.startswith("prüfung"):
        return bool(_WITHOUT.search(before))
    if any(pattern.search(before) for pattern in (_WITHOUT, _WITH, _CIRCUMSTANCE)):
        return True
    return key in word_set("not_topic") and not _FIELD.search(before)


def _is_written_small_topic(word: str, before: str, following: str, behind: str) -> bool:
    key = word.lower()
    carries = _is_filler(following) and following.lower() not in word_set("verbs_as_nouns")
    if following[:1].isupper() and _ADJECTIVE.search(key) and not carries:
        return True
    if _INTRODUCES.search(before) and (_VERB.search(key) or not _ADJECTIVE.search(key)):
        return True
    return key in _doings() or bool(_VERB.search(key) and _LEARNS.match(behind))


def _acts(word: str, before: re.Match[str], match: re.Match[str], sentence: WishSentence) -> bool:
    """A verb right behind a noun of the topic: "Hallenkran bedienen"."""
    near = sentence.text[before.end() : match.start()] == " "
    return (
        near
        and before[0][0].isupper()
        and bool(_VERB.search(word))
        and word.lower() not in word_set("not_topic")
    )


@cache
def _doings() -> frozenset[str]:
    """Verbs that courses teach."""
    return frozenset(course_words()["verbs_of"].values())


def _plain(word: str) -> list[str]:
    """A word as it is searched: lower case, what stands before "-kurs" without its link."""
    key = word.lower()
    if not key.endswith("-") or key.count("-") > 1:
        return [key]
    stem = key.rstrip("-")
    if _LINKED.search(stem):
        stem = stem.removesuffix("s")
    return [course_words()["verbs_of"].get(stem, stem)]
