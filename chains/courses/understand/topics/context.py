"""What stands around a word of a wish: its neighbours, and whether it names who asks."""

from __future__ import annotations

import re
from itertools import pairwise, takewhile

from chains.courses.understand.occupations import is_occupation
from chains.courses.understand.topics.governing import ASKS, HELPS, NEEDS, PRONOUNS, SOMETHING, TEACHES, WANTS
from chains.courses.understand.topics.government import TopicToken, WordPhrase
from chains.courses.understand.vocabulary import topic_words
from chains.courses.understand.words import word_set

_ADJECTIVE = re.compile(r"(?:e|er|es|en|em)$")
_VERB = re.compile(r"(?:en|ern|eln)$")
_NEAR_BEING = 3  # words behind "bin"
_NEAR_ASKING = 8  # words up to the verb of asking
_NEAR_ABLE = 6  # words up to "können"


class TopicContext:
    """The words of a wish with the phrase that is being read."""

    def __init__(self, tokens: list[TopicToken]) -> None:
        self.tokens = tokens
        self.phrase = WordPhrase()

    def _is_able(self, i: int) -> bool:
        """ "kann kein Excel", "nicht lesen und schreiben können": what is lacking is to be learnt."""
        if i and self.tokens[i - 1].key in {"kann", "können", "kennt"}:
            return True
        near = takewhile(lambda token: token.word, self.tokens[i + 1 : i + _NEAR_ABLE])
        return any(token.key in {"können", "kann"} for token in near)

    def _is_nor(self, i: int, key: str) -> bool:
        """ "weder Schichtarbeit noch Nachtdienst"."""
        return key == "noch" and any(token.key == "weder" for token in self.tokens[:i])

    def _behind(self, i: int) -> int | None:
        """The index of the word that a phrase stands right behind."""
        return i - 1 if i and self.tokens[i - 1].word and self._near(i - 1) else None

    def _near(self, i: int) -> bool:
        return self.tokens[i + 1].start - self.tokens[i].end <= 1

    def _is_something(self, i: int) -> bool:
        """ "was mit Holz", "was Kurzes zu …"."""
        if self.tokens[i].key in SOMETHING:
            return True
        return bool(i and self.tokens[i - 1].key in SOMETHING and self.tokens[i].key.endswith("es"))

    def _is_verb_ahead(self, i: int, key: str) -> bool:
        """ "Fahren würden sie bis 50 km": a verb that its clause begins with."""
        begins = not i or not self.tokens[i - 1].word
        helped = [token.key for token in self.tokens[i + 1 : i + 3]]
        return (
            begins
            and bool(_VERB.search(key))
            and len(helped) == 2  # noqa: PLR2004 - the verb and who
            and helped[0] in {"würde", "würden", "könnte", "könnten", "kann", "können"}
            and helped[1] in {"ich", "er", "sie", "wir"}
        )

    def _is_who_asks(self, i: int, key: str) -> bool:
        """ "Schichtarbeiter sucht …", "als Leiterin suche ich …", "Frau Kaya"."""
        phrase, following = self.phrase, self._next(i)
        if phrase.asks and phrase.fresh:
            return True  # "braucht unsere Meisterin"
        named = i and self.tokens[i - 1].key in {"herr", "herrn", "frau"} and self.tokens[i].text[0].isupper()
        asks = following in ASKS and not self._asks_itself(i + 1) and not key.endswith("-")
        by_pronoun = bool(i > 1 and {self.tokens[i - 2].key, self.tokens[i - 3].key} & PRONOUNS)
        office = phrase.preposition == "als" and (
            following in WANTS or phrase.begins or phrase.person or by_pronoun
        )
        told = (
            not phrase.preposition
            and (phrase.article or phrase.owned)
            and (
                self._is_subject(i, key)
                or self._is_to_become(i, key)
                or self._begins_asking(i, key)
                or (phrase.owned and is_occupation(key) and self._is_taught(i))
            )
        )
        for_one = phrase.preposition == "für" and (phrase.owned or phrase.article.startswith("eine"))
        if for_one and not (phrase.head or phrase.something) and is_occupation(key):
            return True  # "Suche für eine Ingenieurin …"
        is_one = is_occupation(key) and not phrase.preposition and self._is_being(i)
        return bool(named or asks or office or told or is_one or self._begins_bare(i, key))

    def _is_being(self, i: int) -> bool:
        """ "Ich war immer Verkäuferin"."""
        near = [token.key for token in self.tokens[max(0, i - _NEAR_BEING) : i] if token.word]
        return bool({"bin", "war", "sind", "waren"} & set(near))

    def _is_subject(self, i: int, key: str) -> bool:
        """ "Die Rentenversicherung würde …", "eine unserer Fachangestellten würde …"."""
        after = i + 1 if not _ADJECTIVE.search(key) else i + 2
        near = {token.key for token in self.tokens[i + 1 : after + 1] if token.word}
        return bool(near & HELPS) and (self.phrase.owned or key not in topic_words())

    def _is_to_become(self, i: int, key: str) -> bool:
        """ "In der Küche soll eine Verkäuferin Köchin werden"."""
        return is_occupation(key) and i > 1 and self.tokens[i - 2].key in {"soll", "sollen"}

    def _is_taught(self, i: int) -> bool:
        """ "unsere Meister in Führung schulen": who is to be taught."""
        clause = takewhile(lambda token: token.word or token.taken, self.tokens[i + 1 :])
        return any(token.key in TEACHES for token in clause)

    def _begins_bare(self, i: int, key: str) -> bool:
        """ "Betriebsrat aus Hamm sucht …"."""
        names = key in word_set("labels") or is_occupation(key)
        clause = takewhile(lambda token: token.word or token.taken, self.tokens[i + 1 : i + _NEAR_ABLE])
        return i == 0 and names and any(token.key in NEEDS for token in clause)

    def _begins_asking(self, i: int, key: str) -> bool:
        """ "Ein Staplerfahrer aus unserem Lager möchte …": the sentence begins with who asks."""
        begins = i <= 1 or not self.tokens[i - 2].word
        clause = takewhile(lambda token: token.word or token.taken, self.tokens[i + 1 : i + _NEAR_ASKING])
        if begins and is_occupation(key) and any(token.key in ASKS for token in clause):
            return True
        whole = takewhile(lambda token: token.key not in {"", ":"} or token.text == ",", self.tokens[i + 1 :])
        needs = any(token.key in NEEDS or token.key in {"benötigt", "möchte"} for token in whole)
        return i == 1 and self.phrase.owned and key not in word_set("languages") and needs

    def _is_noun_of_verb(self, i: int) -> bool:
        """ "mit Gästen umgehen": a verb of doing stands behind."""
        behind = self.tokens[i + 1] if i + 1 < len(self.tokens) else None
        return bool(behind and behind.word and behind.text.islower() and _VERB.search(behind.text))

    def _is_how_to(self, i: int) -> bool:
        """ "lernen, wie man Webseiten mit WordPress baut"."""
        before = self.tokens[max(0, i - _NEAR_BEING) : i]
        asks = any(
            one.key == "wie" and other.key in {"man", "ich", "wir"}
            for one, other in pairwise((*before, self.tokens[i]))
        )
        return asks and any(token.key in {"lernen", "lernt", "lerne", "zeigt"} for token in self.tokens[:i])

    def _is_bracketed(self, i: int) -> bool:
        around = self.tokens[i - 1 : i] + self.tokens[i + 1 : i + 2]
        return [token.text for token in around] == ["(", ")"]

    def _asks_itself(self, i: int) -> bool:
        """ "Excel möchte ich lernen": the verb's person stands behind it."""
        behind = self._next(i)
        return behind in {"ich", "er", "sie", "wir", "man", "mein", "meine", "unser", "unsere"}

    def _next(self, i: int) -> str:
        after = self.tokens[i + 1] if i + 1 < len(self.tokens) else None
        return after.key if after is not None and after.word else ""
