"""What is left when all filters are understood: what a course is about, and what nobody understood.

Words are read one after another with what governs them: the preposition of their phrase, whether that hangs
on what the course is called or is about, whose they are, and the verb behind. "Kurs in Metallbau" is about
it, "aus der Produktion", "an der Linie" and "nach der Elternzeit" tell of the person.
"""

from __future__ import annotations

import re
from functools import cache

from chains.courses.understand.clauses import is_person
from chains.courses.understand.governing import (
    ARTICLES,
    ASKED_FOR,
    CARRIES,
    FIELDS,
    HANDLES,
    HANG_ON,
    INTRODUCES,
    JOBS,
    KNOWING,
    KNOWN_OF,
    LACKING_IN,
    LACKS,
    LEARNS,
    LOOSE,
    MEANS,
    NEEDS,
    OFFERS,
    PREPOSITIONS,
    PRONOUNS,
    TIES,
    WANTS,
)
from chains.courses.understand.government import (
    PARAGRAPH,
    TRIM,
    TopicCandidate,
    TopicTie,
    TopicToken,
    WordPhrase,
    governs_aside,
    is_known_topic,
    topic_tokens,
)
from chains.courses.understand.occupations import is_occupation
from chains.courses.understand.sentence import WishSentence, is_head
from chains.courses.understand.topic_context import TopicContext
from chains.courses.understand.topic_words import IS_LEVEL, doings, is_filler, plain
from chains.courses.understand.vocabulary import topic_words
from chains.courses.understand.wish import Wish
from chains.courses.understand.words import phrases, word_set

_ADJECTIVE = re.compile(r"(?:e|er|es|en|em)$")
_VERB = re.compile(r"(?:en|ern|eln)$")
_NUMBERED = re.compile(r"\d{1,3}[a-zA-Z]?-[A-ZÄÖÜa-zäöü]{3}")  # "34a-Schein", "3D-Druck"
_CAPITALS = re.compile(r"[A-ZÄÖÜ].*[A-ZÄÖÜ]")  # of a short name: "EFKffT"
_LINKS = frozenset("der die das und".split())

# "Nachtdienst kein Problem"
_NO_MATTER = re.compile(
    r"(?<![\w-])(?-i:[A-ZÄÖÜ])[\w-]{2,40}\s(?:ist\s|wäre\s|sind\s)?(?:kein\s(?:problem|thema|hindernis)|egal|nebensache"
    r"|zweitrangig)(?![\w-])",
    re.IGNORECASE,
)
# "Ratenzahlung möglich?", "Parkplatz erwünscht": what else there should be
_ALSO_WANTED = re.compile(
    r"(?<![\w-])(?-i:(?P<what>[A-ZÄÖÜ][\w-]{2,40}))\s(?:möglich|vorhanden|erwünscht|erforderlich|inbegriffen|inklusive)(?![\w-])",
    re.IGNORECASE,
)
_OWNERS = re.compile(r"(?:mein|dein|sein|ihr|unser|euer|eur)(?:e[nrms]?)?$")
_DENIES = re.compile(r"(?:weder|ohne|kaum|keine?[nmrs]?|nicht|nichts)$")
_SHORTEST_ABBREVIATION = 3  # letters of one that names a field ("VDE")
# "nicht in den Schulferien"
_NOT_THERE = re.compile(
    r"(?<![\w-])nicht\s(?:in|im|am|an|während|als)\s(?:(?:den|der|dem|die|einem|einer)\s)?(?-i:[A-ZÄÖÜ])[\w-]{2,30}",
    re.IGNORECASE,
)
# "nicht für Excel, sondern …"
_NOT_BUT = re.compile(
    r"(?<![\w-])nicht\s(?!nur\s)(?:(?:für|um|mit|zu|zum|zur|über|in|im)\s)?(?:die\s|den\s|das\s)?[\w-]{2,30}"
    r"(?=,?\ssondern(?![\w-]))",
    re.IGNORECASE,
)
# how a course is held
_IN_PLAIN_WORDS = re.compile(
    r"(?<![\w-])in\s(?:leichte|einfache)[mr]\s(?:deutsch|sprache)(?![\w-])", re.IGNORECASE
)
_EXCEPT = re.compile(
    r"(?<![\w-])außer(?:\s(?:in|im|an|am|den|der|dem|während|zu|bei)){0,3}\s[\w-]{2,30}", re.IGNORECASE
)


def read_topic(sentence: WishSentence, wish: Wish) -> None:
    """Sort what is left into topic and words not understood."""
    topic: list[str] = []
    for pattern in (_NO_MATTER, _EXCEPT, _NOT_THERE, _NOT_BUT, _IN_PLAIN_WORDS):
        for match in sentence.matches(pattern):
            sentence.take_unmet(*match.span())
    for match in sentence.matches(_ALSO_WANTED):
        if match["what"].lower() not in topic_words():
            sentence.take_unmet(*match.span())
    for match in sentence.matches(_aid_to()):
        topic += [*match["aid"].lower().split(), match["whom"].lower()]
        sentence.take(*match.span())
    for match in sentence.matches(phrases("named_topics")):
        topic += [word.lower() for word in re.findall(r"[\w-]+", match[0]) if word.lower() not in _LINKS]
        sentence.take(*match.span())
    reader = _TopicReader(sentence, topic)
    reader.read()
    wish.topic = list(dict.fromkeys(topic))
    wish.left_over = " ".join((*sentence.unmet, *reader.unknown))


@cache
def _aid_to() -> re.Pattern[str]:
    """ "Erste Hilfe am Kind"."""
    return re.compile(
        r"(?<![\w-])(?P<aid>erste hilfe|erste-hilfe)\s(?:am|beim|bei|an)\s(?:de[mn]\s)?"
        r"(?-i:(?P<whom>[A-ZÄÖÜ][\w-]{2,20}))",
        re.IGNORECASE,
    )


def _names_somebody(key: str) -> bool:
    return is_person(key) and key not in PRONOUNS


class _TopicReader(TopicContext):
    """One pass over the words that are left."""

    def __init__(self, sentence: WishSentence, topic: list[str]) -> None:
        self.sentence = sentence
        self.topic = topic
        self.found: list[TopicCandidate] = []
        self.unknown: list[str] = []
        super().__init__(list(topic_tokens(sentence.rest)))
        self.asked_for = any(token.key in ASKED_FOR for token in self.tokens)
        self.handles = any(token.key in HANDLES for token in self.tokens)
        self.seeks = any(token.key in WANTS for token in self.tokens)
        self.prepares = any(token.key.startswith(("vorbereit", "vorzubereit")) for token in self.tokens)
        self.who_asks: set[int] = set()  # indices of words that name who asks
        self.last_about = -1  # index of the last word of the topic or of a course's name
        self.last_head = False
        self.last_aside = -1  # index of the last noun that tells of something else

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

    def _is_led(self, i: int, token: TopicToken) -> bool:
        """ "Mitarbeiter führen": people to whom is done what a course teaches."""
        behind = self._next(i)
        says_more = behind in word_set("filler") or behind in word_set("wanting")
        names = is_person(token.key) and token.key not in {"ich", "er", "sie", "wir"}
        return names and self._is_noun_of_verb(i) and not says_more and not self.phrase.owned

    def _repeats_able(self, i: int) -> bool:
        """ "kein Word und kein Excel": as what was said before."""
        return bool(self.found) and i - self.found[-1].at == 2 and self.tokens[i - 1].key in {"und", "oder"}  # noqa: PLR2004 - one between

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

    # -------------------------------------------------------------- whether a word is of the topic

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


@cache
def _verbs() -> frozenset[str]:
    return word_set("wanting") | word_set("telling") | word_set("telling_of_people")
