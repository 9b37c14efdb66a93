"""What governs the words of a wish: the preposition of their phrase, what it hangs on, whose they are."""

from __future__ import annotations

import re

from chains.courses.understand.clauses import is_person
from chains.courses.understand.occupations import is_occupation
from chains.courses.understand.sentence import is_head
from chains.courses.understand.topics.context import TopicContext
from chains.courses.understand.topics.governing import (
    ARTICLES,
    CARRIES,
    JOBS,
    KNOWING,
    KNOWN_OF,
    LACKING_IN,
    LACKS,
    NEEDS,
    OFFERS,
    PREPOSITIONS,
    PRONOUNS,
    WANTS,
)
from chains.courses.understand.topics.government import TopicCandidate, TopicToken, WordPhrase

_ADJECTIVE = re.compile(r"(?:e|er|es|en|em)$")
_OWNERS = re.compile(r"(?:mein|dein|sein|ihr|unser|euer|eur)(?:e[nrms]?)?$")
_DENIES = re.compile(r"(?:weder|ohne|kaum|keine?[nmrs]?|nicht|nichts)$")


class TopicPhrases(TopicContext):
    """Follows the phrase that governs a word, over the words that only carry it."""

    def __init__(self, tokens: list[TopicToken]) -> None:
        super().__init__(tokens)
        self.found: list[TopicCandidate] = []
        self.seeks = any(token.key in WANTS for token in tokens)
        self.last_about = -1  # index of the last word of the topic or of a course's name
        self.last_head = False
        self.last_aside = -1  # index of the last noun that tells of something else

    def _govern(self, i: int, token: TopicToken) -> None:
        """Follow the phrase over a word that only carries it."""
        key = token.key
        if key in PREPOSITIONS:
            self._begin_phrase(i, key)
        elif key in ARTICLES:
            if not self.phrase.fresh:
                seeks = self.seeks and key in {"ein", "eine", "einen"}
                self.phrase = WordPhrase(wanted=self.phrase.wanted or seeks)  # a phrase has one article
            self.phrase.article = key
        elif _OWNERS.match(key):
            self.phrase.owned = True
            self.phrase.asks = bool(i and self.tokens[i - 1].key in NEEDS and not self.phrase.preposition)
            self.phrase.follows_head = bool(i and self.last_head and self.last_about == i - 1)
        elif _DENIES.match(key) or self._is_nor(i, key):
            able = self._is_able(i)
            self.phrase = WordPhrase(denied=not able and not self._repeats_able(i), wanted=bool(able))
        elif key in WANTS or (key == "es" and i and self.tokens[i - 1].key == "gibt"):
            self.phrase = WordPhrase(wanted=True)
        elif is_head(key) or key in OFFERS:
            self.last_about, self.last_head = i, True
            self.phrase = WordPhrase(hangs=True, head=True)
        elif key == "lernen":
            self.phrase = WordPhrase("lernen")
        elif key not in CARRIES and not self._is_attribute(key):
            self.phrase = WordPhrase(wanted=self.phrase.wanted and not self.phrase.preposition)

    def _begin_phrase(self, i: int, key: str) -> None:
        """Begin the phrase of a preposition."""
        behind = self._behind(i)
        if key in {"zum", "zur"} and i and self.tokens[i - 1].key == "bis":
            key = "bis"  # "bis zum Mutterschutz"
        self.phrase = WordPhrase(
            key,
            hangs=behind is not None
            and (
                self.last_about == behind
                or self._is_something(behind)
                or (key == "an" and self.phrase.wanted)  # "gibt es an Kursen"
                or (key in LACKING_IN and self.tokens[behind].key in LACKS)
                or (key in KNOWN_OF and self.tokens[behind].key in KNOWING)
            ),
            behind_understood=bool(i and self.tokens[i - 1].taken),
            begins=not i or self.tokens[i - 1].text in {".", "!", "?"},
            head=behind is not None and self.last_about == behind and self.last_head,
            something=behind is not None and self._is_something(behind),
            sought=behind is not None and self.tokens[behind].key in {"suche", "ausschau", "bedarf"},
            person=behind is not None
            and (
                _names_somebody(self.tokens[behind].key) or (key == "als" and self.tokens[behind].key in JOBS)
            ),
            aside=behind is not None
            and behind == self.last_aside
            and self.tokens[behind].key not in KNOWING
            and not (key in {"in", "im"} and (is_occupation(self.tokens[behind].key) or self._is_taught(i))),
        )

    def _is_attribute(self, key: str) -> bool:
        """ "unser neuer Lagerist": an adjective that only carries leaves what its noun is governed by."""
        phrase = self.phrase
        return phrase.fresh and bool(phrase.article or phrase.owned) and bool(_ADJECTIVE.search(key))

    def _repeats_able(self, i: int) -> bool:
        """ "kein Word und kein Excel": as what was said before."""
        return bool(self.found) and i - self.found[-1].at == 2 and self.tokens[i - 1].key in {"und", "oder"}  # noqa: PLR2004 - one between


def _names_somebody(key: str) -> bool:
    return is_person(key) and key not in PRONOUNS
