"""What is left when all filters are understood: what a course is about, and what nobody understood.

Words are read one after another with what governs them: the preposition of their phrase, whether that hangs
on what the course is called or is about, whose they are, and the verb behind. "Kurs in Metallbau" is about
it, "aus der Produktion", "an der Linie" and "nach der Elternzeit" tell of the person.
"""

from __future__ import annotations

from functools import cache

from chains.courses.understand.clauses import is_person
from chains.courses.understand.sentence import WishSentence
from chains.courses.understand.topics.governing import ARTICLES
from chains.courses.understand.topics.government import (
    TRIM,
    TopicCandidate,
    TopicTie,
    TopicToken,
    WordPhrase,
    is_known_topic,
)
from chains.courses.understand.topics.single_words import is_filler, plain
from chains.courses.understand.topics.taken import take_whole
from chains.courses.understand.topics.ties import TopicTies
from chains.courses.understand.wish import Wish
from chains.courses.understand.words import word_set


def read_topic(sentence: WishSentence, wish: Wish) -> None:
    """Sort what is left into topic and words not understood."""
    topic = take_whole(sentence)
    reader = _TopicReader(sentence, topic)
    reader.read()
    wish.topic = list(dict.fromkeys(topic))
    wish.left_over = " ".join((*sentence.unmet, *reader.unknown))


class _TopicReader(TopicTies):
    """One pass over the words that are left."""

    def __init__(self, sentence: WishSentence, topic: list[str]) -> None:
        super().__init__(sentence)
        self.topic = topic
        self.unknown: list[str] = []

    def read(self) -> None:
        """Fill `topic` and `unknown`."""
        for i, token in enumerate(self.tokens):
            if not token.word:
                self.phrase = WordPhrase()
                continue
            written_large = (
                token.text[:1].isupper() and token.key in word_set("verbs_as_nouns") and token.start > 0
            )
            acts = token.key not in word_set("filler") and self._acts(i, token)
            led = is_filler(token.key) and self._is_led(i, token)
            of_kind = bool(i) and self._is_something(i) and token.text[0].isupper()  # "was Kreatives mit"
            if self._belongs(i, token):
                self._add(i, token.text.strip(TRIM), TopicTie.COURSE)
            elif of_kind or (
                is_filler(token.key) and not (written_large or acts or led) and not self._numbers(i, token)
            ):
                self._govern(i, token)
            else:
                self._sort(i, token)
        self._choose()

    def _choose(self) -> None:
        """In a text with verbs, a noun that nothing ties to a course tells of something else, if others are
        tied to one or are known as topics.
        """
        prose = any(
            token.key in _verbs() and (token.text.islower() or not i) for i, token in enumerate(self.tokens)
        )
        least = (
            min(max((each.tie for each in self.found), default=TopicTie.NONE), TopicTie.KNOWN)
            if prose
            else TopicTie.NONE
        )
        for each in self.found:
            if each.tie < least:
                self.unknown.append(each.text)
            else:
                self.topic += plain(each.text)
        if len(self.topic) > 1:  # "Umgang mit Reklamationen"
            self.topic[:] = [word for word in self.topic if word != "umgang"]
        if not self.topic:
            self._take_known()
        if not self.topic:
            self._take_named_with_person()

    def _take_named_with_person(self) -> None:
        """ "TN Alltagsbegl., Vollzeit": where nothing else is named, what stands beside who asks."""
        for token in self.tokens:
            aside = is_filler(token.key) or token.key in word_set("not_topic") or is_person(token.key)
            beside = token.word and self.sentence.is_without_topic(token.start)
            if beside and token.text[0].isupper() and not aside:
                self.topic += plain(token.text.strip(TRIM))

    def _take_known(self) -> None:
        """Where nothing else says what a course is about, nouns that courses are about do, in any phrase
        ("mit dem Handy nicht klarkommen").
        """
        known = [
            token.text.strip(TRIM)
            for i, token in enumerate(self.tokens)
            if token.word
            and (token.text[0].isupper() or self.sentence.is_written_small)
            and i not in self.who_asks
            and not is_filler(token.key)
            and token.key not in word_set("not_topic")
            and not self.sentence.is_without_topic(token.start)
            and not is_person(token.key)
            and is_known_topic(token.key)
        ]
        self.topic += [word for text in known for word in plain(text)]
        self.unknown = [word for word in self.unknown if word not in known]

    def _is_led(self, i: int, token: TopicToken) -> bool:
        """ "Mitarbeiter führen": people to whom is done what a course teaches."""
        behind = self._next(i)
        says_more = behind in word_set("filler") or behind in word_set("wanting")
        names = is_person(token.key) and token.key not in {"ich", "er", "sie", "wir"}
        return names and self._is_noun_of_verb(i) and not says_more and not self.phrase.owned

    def _sort(self, i: int, token: TopicToken) -> None:
        word = token.text.removeprefix("§").strip().strip(TRIM)
        if not word:
            return
        if token.text.startswith("§") or self._acts(i, token) or self._is_about(i, token, word):
            self._add(i, word, self._tie(i, token))
        else:
            self.unknown.append(word)
            if word[0].isupper():
                self.last_aside = i
        self.phrase.fresh = False

    def _add(self, i: int, word: str, tie: TopicTie) -> None:
        self.found.append(TopicCandidate(i, word, tie))
        self.last_about, self.last_head = i, False

    def _belongs(self, i: int, token: TopicToken) -> bool:
        """A noun that mostly carries a sentence, and is a topic where it belongs to one: "Pflege und Beruf",
        "mobile Arbeit", "Konflikte im Team".
        """
        if token.key not in word_set("nouns_either_way") or not token.text[0].isupper() or self.last_head:
            return False
        before = self.tokens[i - 1].key if i else ""
        near = self.last_about == i - 1 if before not in {"und", "im", "von"} else self.last_about == i - 2
        return self.last_about >= 0 and near and before not in ARTICLES and not self.phrase.owned


@cache
def _verbs() -> frozenset[str]:
    return word_set("wanting") | word_set("telling") | word_set("telling_of_people")
