"""Which guide a message is about, and which of its questions it asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from chains.funding.consultation.asking import SHORT, asking_part
from chains.funding.consultation.guide_facts import comes_with_others, decided_by
from chains.funding.consultation.meaning import NOTHING, Meant
from chains.funding.consultation.own_words import asks_of_told
from chains.funding.topics import Topic
from chains.quantities.lexicon import Lexicon, Match
from chains.quantities.tokens import tokens_of
from knowledge.editorial.guides import GuideEntry, load_guides

_NAMED, _ASKED, _GOING_ON = (
    4.0,
    2.0,
    1.0,
)  # how much a hit counts: named, in the entry's words, still the subject
_LONG = (
    20  # letters of a phrase from which on it tells no more: "zahlt" says little, "Gebärdendolmetscher" all
)
_TELLS_ALONE = 9  # letters of a phrase from which on it names a matter that nobody spoke of
_LATEST = 512  # texts: a turn asks several times for the phrases of the same few
_NARROW = frozenset({Topic.APPLY, Topic.DOCUMENTS, Topic.COUNT})
# nearness to an example question: from where it says what is asked, from where it supports a phrase, where it
# begins to count and how much; by how much a topic may come nearer; and what a phrase is still worth whose
# entry is far while another is surely meant
_NEAR, _NEARER, _FAR, _BY_MEANING, _AS_NEAR = 0.5, 0.45, 0.4, 7.0, 0.03
_SURE, _DOUBTFUL = 0.6, 0.6
# nearness from which a question is plain enough to be answered without the subject being named: of an entry
# that may stand alone, of any. An entry that neither words nor topic name is meant from the first on: of 0,
# 0.5, 0.55, 0.6 and 0.65 the last made most of 442 turns of evals/dialogues right (413 against 411,
# 29.11.2026). From the second on 0.8 % of 3,000 everyday questions on laws come as near
# (benchmarks/example_questions.py, 30.11.2026)
PLAIN, PLAINER = 0.65, 0.8
# the same of an entry of the duty that the talk is on: of 1,421 turns of evals/dialogues one more right than
# with PLAIN, none less (30.11.2026)
_OF_TALK = 0.58
_OF_WHAT_IS_TOLD = 1.0  # how much an entry counts for that what the message tells decides
_APART, _BY_FAR = 0.55, 0.15  # the same where all that the talk is about is farther by so much


@dataclass(frozen=True, slots=True)
class Found:
    """An entry and the guide it stands in."""

    guide: str
    entry: GuideEntry
    near: float = 0.0  # how near the message comes to one of its example questions
    worded: bool = False  # whether the message has one of its phrases


@dataclass(frozen=True, slots=True)
class _Listed:
    """An entry of a guide; `key`: "guide:number"; `has_programmes`: of its guide; `decided_by`: the told
    facts that decide which of its sentences it says.
    """

    key: str
    guide: str
    entry: GuideEntry
    topics: frozenset[str]
    has_programmes: bool
    decided_by: frozenset[str]


@cache
def _entries() -> tuple[_Listed, ...]:
    return tuple(
        _Listed(
            f"{name}:{number}",
            name,
            entry,
            frozenset(entry.topics),
            bool(guide.programmes),
            decided_by(entry),
        )
        for name, guide in load_guides().items()
        for number, entry in enumerate(guide.entries)
    )


@cache
def _phrases() -> Lexicon:
    return Lexicon(
        {
            f"{kind}:{listed.key}": phrases
            for listed in _entries()
            for kind, phrases in (("asks", listed.entry.asks), ("unless", listed.entry.unless))
            if phrases
        }
    )


def entry_for(
    message: str,
    topic: Topic | None,
    named: tuple[str, ...],
    subjects: tuple[str, ...],
    *,
    meant: Meant = NOTHING,
    fallback: bool = False,
    least: float = 0.0,
    fresh: Set[str] = frozenset(),
    hangs: bool = False,
) -> Found | None:
    """The entry that a message asks for. `named`: guides it names; `subjects`: what the
    conversation is about, newest first; `meant`: what its asking part means by the example questions;
    `least`: how near it must come to an entry that neither its words nor its topic name; `fresh`: facts that
    it tells; `hangs`: whether it says nothing without the talk before it.
    """
    short = len(message.split()) <= SHORT
    asking = message if short and asks_of_told(message) else asking_part(message)
    barred = _worded(message if short else asking).barred
    found = _entry_in(
        asking,
        topic,
        named,
        subjects,
        barred | (_out_of_talk(asking, subjects, topic, meant) if hangs and not fallback else frozenset()),
        meant=meant,
        fallback=fallback,
        least=least,
        fresh=fresh,
    )
    nearest = _entry_in(asking, topic, named, subjects, barred, meant=meant, fallback=fallback)
    if found is None and nearest is not None:
        return None  # what it asks is near an entry, though not plainly: no phrase of what it tells is asked
    if found is None and asking != message and not fallback:
        found = _entry_in(message, topic, named, subjects, barred, fallback=fallback, alone=short)
    return found


def _out_of_talk(asking: str, subjects: tuple[str, ...], topic: Topic | None, meant: Meant) -> frozenset[str]:
    """The entries that a message which says nothing without the talk does not mean: of other matters, where
    the talk's guide answers its topic or comes about as near; not those which it asks in words and sense.
    """
    worded, guides = _worded(asking).asked, load_guides()
    of_topic = any(_by_topic(listed.topics, topic) for listed in _entries() if listed.guide in subjects[:1])
    near = max((near for key, near in meant.entries.items() if _guide(key) in subjects), default=0.0)
    return frozenset(
        key
        for key, other in meant.entries.items()
        if _guide(key) not in subjects
        and guides[_guide(key)].names
        and not comes_with_others(_guide(key))
        and (of_topic or (other < near + _BY_FAR and not (key in worded and other >= PLAIN)))
    )


def _guide(key: str) -> str:
    return key.partition(":")[0]


def main_entry(guide: str) -> Found | None:
    """What a guide says to who only names it and tells a case; None where none of its entries is that."""
    entries = load_guides()[guide].entries
    entry = next((each for each in entries if each.programme and each.next_step), None)
    return Found(guide, entry, worded=True) if entry is not None else None


@dataclass(frozen=True, slots=True)
class _Worded:
    """The entries of which a text has phrases: those that it asks, with the letters that the longest covers,
    and those that it speaks against.
    """

    asked: Mapping[str, int]
    barred: frozenset[str]


@lru_cache(maxsize=_LATEST)
def _worded(text: str) -> _Worded:
    tokens = tokens_of(text[:2_000])
    asked: dict[str, int] = {}
    barred: set[str] = set()
    for match in _phrases().find(tokens):
        kind, _, key = match.name.partition(":")
        if kind == "asks":
            asked[key] = max(asked.get(key, 0), _weight(match, tokens))
        else:
            barred.add(key)
    return _Worded(asked, frozenset(barred))


def _entry_in(
    text: str,
    topic: Topic | None,
    named: tuple[str, ...],
    subjects: tuple[str, ...],
    barred: frozenset[str],
    *,
    fallback: bool,
    meant: Meant = NOTHING,
    alone: bool = True,
    least: float = 0.0,
    fresh: Set[str] = frozenset(),
) -> Found | None:
    lengths = {key: length for key, length in _worded(text).asked.items() if key not in barred}
    best: tuple[float, int] = (0.0, 0)
    found: Found | None = None
    of_talk = [near for key, near in meant.entries.items() if _guide(key) in {*named[:2], *subjects}]
    rival = max((*of_talk, meant.topic[1]), default=0.0)
    floor = max(least, _NEARER)
    for listed in _spoken_for(lengths, topic, meant, min(floor, _NEAR)):
        key, name = listed.key, listed.guide
        length, near = lengths.get(key, 0), meant.entries.get(key, 0.0)
        if listed.entry.fallback != fallback or key in barred:
            continue
        told = not listed.decided_by.isdisjoint(fresh)
        on_duty = name in (*named[:1], *subjects[:1]) and not listed.has_programmes
        enough = min(floor, _OF_TALK) if on_duty else floor
        if not (told or length or near >= enough or _by_topic(listed.topics, topic)):
            continue
        of_duty = name in subjects[:1] and (told or not listed.has_programmes)
        asked = _asked_by(length, meant, key, of_duty=of_duty)
        score = _score(listed, asked, topic, named, subjects, alone=alone, rival=rival)
        if score[0] and told:
            score = (score[0] + _OF_WHAT_IS_TOLD, score[1])
        if score > best:
            best, found = score, Found(name, listed.entry, near, bool(score[1]))
    return found


def _spoken_for(
    lengths: Mapping[str, int], topic: Topic | None, meant: Meant, least: float
) -> Iterator[_Listed]:
    """The entries for which words, topic or meaning speak, in the guides' order."""
    topics = topic.in_guides if topic is not None else frozenset()
    near = {key for key, nearness in meant.entries.items() if nearness >= least}
    for listed in _entries():
        if listed.key in lengths or listed.key in near or not topics.isdisjoint(listed.topics):
            yield listed


def _weight(match: Match, tokens: list[Any]) -> int:
    """How much of the message a phrase covers, in letters: longer words tell more."""
    return len(tokens[match.first].key) + (len(tokens[match.last].key) if match.last > match.first else 0)


def _asked_by(length: int, meant: Meant, key: str, *, of_duty: bool) -> tuple[float, int, float]:
    """(how much the words and the meaning of a message ask for an entry, letters that its phrase covers, how
    near its example questions come). `of_duty`: the talk is on its guide, and no topic of a case competes: it
    has no programmes, or what the message tells decides what the entry says.
    """
    near, nearest = meant.entries.get(key, 0.0), meant.nearest
    value = _ASKED + min(length, _LONG) / 10 if length else 0.0
    if near < _FAR and nearest >= _SURE and not of_duty:
        value *= _DOUBTFUL
    beside = of_duty or near >= meant.topic[1] - (_AS_NEAR if length else 0.0)
    if near >= (_NEARER if length or of_duty else _NEAR) and beside:
        value += (near - _FAR) * _BY_MEANING
    return value, length, near


def _score(
    listed: _Listed,
    asked: tuple[float, int, float],
    topic: Topic | None,
    named: tuple[str, ...],
    subjects: tuple[str, ...],
    *,
    alone: bool,
    rival: float,
) -> tuple[float, int]:
    """(how much speaks for an entry, letters that its phrase covers); zero where it is not meant. `rival`:
    how near the nearest of what the talk is about comes.
    """
    entry, name, by_topic = listed.entry, listed.guide, _by_topic(listed.topics, topic)
    value, length, near = asked
    # "Gibt es auch Fahrkosten?" names what has a guide of its own, and asks it of the Bildungsscheck
    comes_along = bool(length and named) and name in subjects[:2] and comes_with_others(named[0])
    is_named = name in named[:2] or comes_along
    if topic in _NARROW and not length and near < PLAINER and topic not in entry.topics:
        value = 0.0  # "Reicht es, den Antrag später zu stellen?" is about the application
    going_on = name in subjects and not (named and not is_named and not value)
    apart = entry.alone and near >= _APART and near >= rival + _BY_FAR  # the talk turns to something else
    enough = length >= _TELLS_ALONE or near >= _NEARER or entry.fallback  # "§ 82", "ablehnen" tell little
    told = length > 0 and enough
    plain = near >= (PLAIN if entry.alone else PLAINER) or apart or (told and entry.alone)
    if not (value or by_topic) or not (is_named or going_on or (alone and value and plain)):
        return (0.0, 0)
    value += (
        _NAMED * is_named
        + _NAMED / 2 * apart
        + (_GOING_ON / (1 + subjects.index(name)) if name in subjects and name not in named[:2] else 0)
    )
    return (value, length)


def _by_topic(topics: frozenset[str], topic: Topic | None) -> bool:
    return topic is not None and not topic.in_guides.isdisjoint(topics)
