"""Words of a wish with what governs them in their phrase: its preposition, whose it is, what it hangs on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from chains.courses.understand.sentence import TAKEN
from chains.courses.understand.vocabulary import topic_words

TRIM = ".,;:!?'’"  # signs at the edges of a word
_TOKEN = re.compile(rf"{TAKEN}+|(?<!\w)(?:§\s?)?\w[\w&+#/*:.'’-]*[\w+#*-]|(?<!\w)\w(?!\w)|[.,;:!?()\n]|\S")
_NEVER = frozenset("aus seit trotz während neben ohne gegen statt außer vor".split())
_PLACES = frozenset("in an auf von bei".split())
_ONLY_BEHIND = frozenset("bei beim unter durch an am von vom".split())
PARAGRAPH = re.compile(r"\d{1,3}[a-z]")  # "34a"
_COMPOUND = 4  # letters of a part of a compound


@dataclass(slots=True)
class TopicToken:
    """A word, a stretch that was understood, or a mark; `key`: lower case, without the marks around it."""

    text: str
    key: str
    start: int
    end: int
    word: bool
    taken: bool = False


class TopicTie(IntEnum):
    """What ties a word to a course: nothing; that courses are about such things, but in a phrase that may
    tell of something else ("im Lager"); that alone; the course itself.
    """

    NONE = 0
    WEAK = 1
    KNOWN = 2
    COURSE = 3


@dataclass(slots=True)
class TopicCandidate:
    """A word that may be of the topic; `at`: its place among the tokens."""

    at: int
    text: str
    tie: TopicTie


@dataclass(slots=True)
class WordPhrase:
    """What governs a word. `hangs`: it stands behind what the course is called or is about, `head`: is
    called, `something`: "was", `behind_understood`: a filter, `person`: who asks, `asks`: a
    verb of asking stands before whose it is, `begins`: a sentence
    begins with it, `aside`: a noun that tells of something else,
    `follows_head`: whose it is stands right behind what the course is called, `sought`: "Suche",
    `wanted`: a verb of wanting; `article`: as written; `owned`: "unsere"; `denied`: "kein";
    `fresh`: no word of it was read yet.
    """

    preposition: str = ""
    hangs: bool = False
    head: bool = False
    something: bool = False
    article: str = ""
    owned: bool = False
    denied: bool = False
    person: bool = False
    begins: bool = False
    asks: bool = False
    aside: bool = False
    follows_head: bool = False
    sought: bool = False
    behind_understood: bool = False
    wanted: bool = False
    fresh: bool = True


def governs_aside(phrase: WordPhrase, *, known: bool, asked_for: bool) -> bool:
    """Whether a phrase tells of something else than the course. `known`: courses are about its word, or a
    verb of doing stands behind it; `asked_for`: somebody asked after it ("nach dem Staplerschein gefragt").
    """
    at = phrase.preposition
    tied = phrase.hangs and not phrase.head
    owned_place = phrase.owned and (at in _PLACES or (at == "für" and not phrase.hangs))
    ways = {
        "wegen": not (phrase.something or known),
        "mit": phrase.owned or phrase.person or not (phrase.something or known or tied),
        "nach": bool(phrase.article or phrase.owned) and not (asked_for or phrase.sought),
        "in": phrase.person and not phrase.begins,
        "im": phrase.person and not phrase.begins,
        "an": not phrase.hangs and not asked_for,
        "auf": phrase.article == "dem" and not phrase.hangs,
    }
    return at in _NEVER or owned_place or ways.get(at, at in _ONLY_BEHIND and not phrase.hangs)


def topic_tokens(rest: str) -> Iterator[TopicToken]:
    """Words, understood stretches and marks of a text, in their order."""
    for match in _TOKEN.finditer(rest):
        text = match[0]
        taken = text[0] == TAKEN
        key = text.strip(TRIM).lower()
        word = not taken and bool(re.search(r"\w", text))
        yield TopicToken(text, key, *match.span(), word=word, taken=taken)


@lru_cache(4096)
def is_known_topic(key: str) -> bool:
    """Whether courses are about such a word, or one that it is made of."""
    known = topic_words()
    if key in known:
        return True
    lengths = range(_COMPOUND, len(key) - 2)
    return any(key[:n] in known or key[n:] in known for n in lengths) or any(
        key[:-n] in known for n in (1, 2) if len(key) > _COMPOUND + n
    )
