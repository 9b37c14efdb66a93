"""Whether a word of a wish tells what a course is about, and how surely."""

from __future__ import annotations

import re

from chains.courses.understand.clauses import is_person
from chains.courses.understand.sentence import WishSentence
from chains.courses.understand.topics.governing import (
    ASKED_FOR,
    FIELDS,
    HANDLES,
    HANG_ON,
    INTRODUCES,
    LEARNS,
    LOOSE,
    MEANS,
    TIES,
)
from chains.courses.understand.topics.government import (
    PARAGRAPH,
    TopicTie,
    TopicToken,
    governs_aside,
    is_known_topic,
    topic_tokens,
)
from chains.courses.understand.topics.phrases import TopicPhrases
from chains.courses.understand.topics.single_words import IS_LEVEL, doings, is_filler
from chains.courses.understand.vocabulary import topic_words
from chains.courses.understand.words import word_set

_ADJECTIVE = re.compile(r"(?:e|er|es|en|em)$")
_VERB = re.compile(r"(?:en|ern|eln)$")
_NUMBERED = re.compile(r"\d{1,3}[a-zA-Z]?-[A-ZÄÖÜa-zäöü]{3}")  # "34a-Schein", "3D-Druck"
_CAPITALS = re.compile(r"[A-ZÄÖÜ].*[A-ZÄÖÜ]")  # of a short name: "EFKffT"
_SHORTEST_ABBREVIATION = 3  # letters of one that names a field ("VDE")


class TopicTies(TopicPhrases):
    """Whether a word is of the topic, and what ties it to a course."""

    def __init__(self, sentence: WishSentence) -> None:
        super().__init__(list(topic_tokens(sentence.rest)))
        self.sentence = sentence
        self.asked_for = any(token.key in ASKED_FOR for token in self.tokens)
        self.handles = any(token.key in HANDLES for token in self.tokens)
        self.prepares = any(token.key.startswith(("vorbereit", "vorzubereit")) for token in self.tokens)
        self.who_asks: set[int] = set()  # indices of words that name who asks

    def _tie(self, i: int, token: TopicToken) -> TopicTie:
        """What ties a word to a course."""
        phrase = self.phrase
        before = self.found[-1] if self.found else None
        near = bool(i) and self._near(i - 1) and self.tokens[i - 1].word
        if (
            phrase.hangs
            or phrase.preposition in TIES
            or token.text.endswith("-")
            or IS_LEVEL.fullmatch(token.key)
            or self._is_object_written_small(i)
            or (not phrase.preposition and self._is_how_to(i))
        ):
            return TopicTie.COURSE
        if near and self.last_about == i - 1:
            return TopicTie.COURSE if self.last_head or before is None else before.tie
        if (
            self._next(i) in LEARNS
            or (phrase.preposition in {"nach", "an"} and self.asked_for)
            or (phrase.preposition == "mit" and self.handles)
            or phrase.wanted
            or (phrase.preposition == "auf" and self.prepares)
        ):
            return TopicTie.COURSE
        if before is not None and self._is_joined(before.at, i):
            return max(before.tie, TopicTie.KNOWN if is_known_topic(token.key) else TopicTie.NONE)
        known = (
            is_known_topic(token.key)
            or (token.text.isupper() and len(token.text) >= _SHORTEST_ABBREVIATION)
            or (self._is_bracketed(i) and _CAPITALS.search(token.text))
            or PARAGRAPH.fullmatch(token.key)
            or (phrase.behind_understood and phrase.preposition in INTRODUCES)
        )
        loose = phrase.preposition in LOOSE and not phrase.behind_understood
        return (TopicTie.WEAK if loose else TopicTie.KNOWN) if known else TopicTie.NONE

    def _is_joined(self, first: int, i: int) -> bool:
        """ "Kranschein, Hebebühne und Stapler"."""
        return i - first == 2 and self.tokens[i - 1].key in {"", "und", "oder", "sowie"}  # noqa: PLR2004 - one between

    def _is_about(self, i: int, token: TopicToken, word: str) -> bool:
        key = word.lower()
        if (
            self.sentence.is_without_topic(token.start)
            or self._is_aside(i, key)
            or self._is_verb_ahead(i, key)
        ):
            return False
        if (
            self.sentence.is_written_small
            or key in word_set("field_adjectives")
            or IS_LEVEL.fullmatch(key)
            or _NUMBERED.match(word)
        ):
            return True
        if PARAGRAPH.fullmatch(key) and self.phrase.preposition == "nach" and not key.isdigit():
            return True  # "Betreuungskraft nach 53c"
        if word[0].isdigit():
            return bool(i and self.tokens[i - 1].word and self.tokens[i - 1].text[:1].isupper()) or (
                self._numbers(i, token)
            )
        if word[0].isupper() or "-" in word:
            return True
        return self._is_written_small_topic(i, key)

    def _is_aside(self, i: int, key: str) -> bool:
        """Whether a word tells of the person or the way of the course, or is denied."""
        phrase = self.phrase
        if self._is_who_asks(i, key):
            self.who_asks.add(i)
            return True
        if key.startswith("prüfung"):
            return phrase.denied or phrase.preposition in {"ohne", "vor", "nach"}
        handled = self._is_noun_of_verb(i)  # "Mitarbeiter führen"
        dealt_with = phrase.preposition == "mit" and (self.handles or (phrase.hangs and not phrase.head))
        person = (
            is_person(key.rpartition("-")[2])
            and not (handled or dealt_with)
            and phrase.preposition not in {"zum", "zur", "als", "thema"}
        )
        if (phrase.aside and phrase.preposition in HANG_ON) or (phrase.owned and phrase.follows_head):
            return True
        known = is_known_topic(key) or handled or self.handles
        if phrase.denied or person or governs_aside(phrase, known=known, asked_for=self.asked_for):
            return True
        field = phrase.fresh and phrase.preposition in FIELDS
        hangs = phrase.hangs and not (phrase.head or phrase.something)
        belongs = hangs and phrase.preposition in {"für", "zum", "zur"}
        named = bool(i) and self.last_about == i - 1 and not self.last_head and self._near(i - 1)
        return key in word_set("not_topic") and not (field or belongs or (named and key in MEANS))

    def _numbers(self, i: int, token: TopicToken) -> bool:
        """A letter or number that belongs to what stands before: "Führerschein D", "Teil 1 und 2"."""
        if len(token.key) != 1 or not i or not (token.text.isupper() or token.text.isdigit()):
            return False
        if self.last_about == i - 1 and not self.last_head:
            return self._near(i - 1)
        joined = self.tokens[i - 1].key in {"und", "oder", "bis"} and self.last_about == i - 2
        return joined and len(self.tokens[i - 2].key) == 1

    def _is_written_small_topic(self, i: int, key: str) -> bool:
        after = self.tokens[i + 1] if i + 1 < len(self.tokens) else None
        following = after.text if after is not None and after.word else ""
        carries = is_filler(following.lower()) and following.lower() not in word_set("verbs_as_nouns")
        if following[:1].isupper() and _ADJECTIVE.search(key) and not carries:
            return not self._next_is_aside(i + 1)
        if key.endswith("-"):
            return True
        if key in topic_words() or (self.phrase.head and self._near_small_head(i)):
            return True
        if self.phrase.preposition == "zu" and self.found and _VERB.search(key):
            return False  # "Konflikte im Team zu lösen"
        if self.phrase.preposition in INTRODUCES and self._names(key):
            return True
        return key in doings() or bool(
            _VERB.search(key) and following.lower() in {"lernen", "üben", "können"}
        )

    def _is_object_written_small(self, i: int) -> bool:
        """ "wo man lernt fahrräder zu reparieren", where nothing is written large."""
        verb = self.tokens[i + 2].key if i + 2 < len(self.tokens) else ""
        return self.sentence.is_written_small and self._next(i) == "zu" and bool(_VERB.search(verb))

    def _names(self, key: str) -> bool:
        """A verb of doing, or a noun written small right behind its preposition."""
        return bool(_VERB.search(key)) or (self.phrase.fresh and not _ADJECTIVE.search(key))

    def _near_small_head(self, i: int) -> bool:
        """ "kurs fotovoltaik in Paderborn": who writes the one small writes the other so."""
        return bool(i) and self.last_about == i - 1 and self.last_head and self.tokens[i - 1].text.islower()

    def _next_is_aside(self, i: int) -> bool:
        return self._is_aside(i, self.tokens[i].key)

    def _acts(self, i: int, token: TopicToken) -> bool:
        """A verb right behind a noun of the topic: "Hallenkran bedienen"."""
        return (
            bool(self.found)
            and self.last_about == i - 1
            and not self.last_head
            and self._near(i - 1)
            and self.tokens[i - 1].text[0].isupper()
            and bool(_VERB.search(token.text))
            and token.key not in word_set("not_topic")
        )
