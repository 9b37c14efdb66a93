"""Which guide a message is about, which of its questions it asks, and the answer with the case's figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from chains.funding.check import check_funding
from chains.funding.consultation.asking import SHORT, asking_part
from chains.funding.consultation.meaning import NOTHING, Meant
from chains.funding.consultation.own_words import asks_of_told
from chains.funding.decide import CaseCheck
from chains.funding.decision import Result
from chains.funding.explanation.applying import step_line
from chains.funding.explanation.lines import ABSCHLUSS, Explanation, Line
from chains.funding.explanation.one_programme import refused, short_conditions
from chains.funding.expression import Expression, parse
from chains.funding.facts import read_facts
from chains.funding.programmes import parameter, rulebook
from chains.funding.results import ProgrammeResult
from chains.funding.topics import Topic
from chains.funding.values import UNKNOWN, Range
from chains.funding.words import in_words
from chains.quantities.lexicon import Lexicon, Match
from chains.quantities.tokens import tokens_of
from knowledge.editorial.guides import Guide, GuideEntry, Saying, load_guides

_NAME = re.compile(r"\{([a-z0-9_.]{1,60})\}")
_NAMED, _ASKED, _GOING_ON = (
    4.0,
    2.0,
    1.0,
)  # how much a hit counts: named, in the entry's words, still the subject
_LONG = (
    20  # letters of a phrase from which on it tells no more: "zahlt" says little, "Gebärdendolmetscher" all
)
_TELLS_ALONE = 9  # letters of a phrase from which on it names a matter that nobody spoke of
_MOST_DETAILS = 2
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
_COURSE_OF_MONEY = frozenset({"course.fee", "course.hours"})
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
    """An entry of a guide; `key`: "guide:number"; `has_programmes`: of its guide."""

    key: str
    guide: str
    entry: GuideEntry
    topics: frozenset[str]
    has_programmes: bool


@cache
def _entries() -> tuple[_Listed, ...]:
    return tuple(
        _Listed(f"{name}:{number}", name, entry, frozenset(entry.topics), bool(guide.programmes))
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


def guide_of_case(facts: Mapping[str, Any], today: date, fresh: Set[str] = frozenset()) -> str:
    """The guide whose facts a case has; "" for none. `fresh`: facts told now; a course that is told now is
    not what a guide is about whose programmes pay for none.
    """
    check = CaseCheck(rulebook(), read_facts(facts, rulebook().facts), today)
    for name, guide in sorted(load_guides().items(), key=lambda item: -item[1].rank):
        if not guide.when or not _holds(check, guide.when, guide.programmes[0]):
            continue
        if tells_course(fresh) and not (brings(name, fresh) or pays_courses(name)):
            continue
        return name
    return ""


def tells_course(fresh: Set[str]) -> bool:
    """Whether facts told now are those of a course that costs money."""
    return fresh >= _COURSE_OF_MONEY


def pays_courses(guide: str) -> bool:
    """Whether a programme of a guide hangs on what a course costs."""
    return any("course.fee" in rulebook().rests_on(name) for name in load_guides()[guide].programmes)


def brings(guide: str, fresh: Set[str]) -> bool:
    """Whether one of these facts can make a case one of a guide."""
    when = load_guides()[guide].when
    book = rulebook()
    return bool(when) and any(fresh & book.facts_behind(name) for name in _parsed(when).names)


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
    barred = _barred(message if short else asking)
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
    worded = {
        key
        for kind, _, key in (m.name.partition(":") for m in _phrases().find(tokens_of(asking)))
        if kind == "asks"
    }
    guides = load_guides()
    of_topic = any(
        _by_topic(frozenset(entry.topics), topic) for name in subjects[:1] for entry in guides[name].entries
    )
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


def _barred(text: str) -> frozenset[str]:
    """Entries that a phrase of the message speaks against."""
    matches = _phrases().find(tokens_of(text[:2_000]))
    return frozenset(match.name.partition(":")[2] for match in matches if match.name.startswith("unless:"))


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
    tokens = tokens_of(text[:2_000])
    matches = _phrases().find(tokens)
    lengths: dict[str, int] = {}
    for match in matches:
        kind, _, key = match.name.partition(":")
        if kind == "asks" and key not in barred:
            lengths[key] = max(lengths.get(key, 0), _weight(match, tokens))
    best: tuple[float, int] = (0.0, 0)
    found: Found | None = None
    of_talk = [
        near for key, near in meant.entries.items() if key.partition(":")[0] in {*named[:2], *subjects}
    ]
    rival = max((*of_talk, meant.topic[1]), default=0.0)
    floor = max(least, _NEARER)
    for listed in _spoken_for(lengths, topic, meant, min(floor, _NEAR)):
        key, name = listed.key, listed.guide
        length, near = lengths.get(key, 0), meant.entries.get(key, 0.0)
        if listed.entry.fallback != fallback or key in barred:
            continue
        told = bool(fresh) and not decided_by(listed.entry).isdisjoint(fresh)
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


def comes_with_others(guide: str) -> bool:
    """Whether what a guide is about may come with another programme (fares, a child's care), and makes no
    case of its own.
    """
    return bool(load_guides()[guide].programmes) and not load_guides()[guide].when


def _by_topic(topics: frozenset[str], topic: Topic | None) -> bool:
    return topic is not None and not topic.in_guides.isdisjoint(topics)


_SHORT_COURSE = 400  # hours; a preparation for the exam of an occupation takes longer, and is called so
_OF_GOAL = frozenset({"course.leads_to_degree", "course.goal", "afbg_goal"})
# who asks for these means a course to a degree
_OF_DEGREE = frozenset({ABSCHLUSS, "sgb3_87a_praemie", "sgb3_87a_weiterbildungsgeld"})


def assumed_for(programmes: Sequence[str], facts: Mapping[str, Any] | None = None) -> dict[str, bool | str]:
    """What is taken for granted; who asks for Aufstiegs-BAföG means a course that it is for. `facts`: the
    case as told, whose short course without a goal leads to no degree.
    """
    usual = dict(rulebook().usual)
    if any(name.startswith("afbg_") for name in programmes):
        return {**usual, "afbg_goal": True}
    told = facts or {}
    hours = told.get("course.hours", told.get("course.units"))
    short = isinstance(hours, int | float) and hours <= _SHORT_COURSE
    if short and not (_OF_GOAL & told.keys() or _OF_DEGREE & set(programmes)):
        usual["course.leads_to_degree"] = False
    return usual


def guide_answer(found: Found, facts: Mapping[str, Any], today: date) -> Explanation | None:
    """What an entry says for a case; None where a figure that it needs cannot be told."""
    entry, guide = found.entry, load_guides()[found.guide]
    book, facts = rulebook(), {**facts, **found.entry.supposes}
    entry = _of_case(entry, guide, facts, today)
    result = _result_of(entry, facts, today)
    if result is not None and result.result is Result.NO and not entry.even_if_no:
        return refused(result)
    told = read_facts(facts, book.facts)
    given = book.given(read_facts(assumed_for([entry.programme], facts), book.facts), told)
    check = CaseCheck(book, {**given, **told}, today)
    host = entry.programme or (guide.programmes[0] if guide.programmes else next(iter(book.programmes)))
    saying, text, figures = _said(entry.says, check, host, result)
    if saying is None:
        return None
    details = tuple(
        Line(line, detail.proof)
        for detail in entry.more
        if not detail.when or _holds(check, detail.when, host)
        if (line := _filled(Saying(text=detail.text), check, host, result)[0])
    )[:_MOST_DETAILS]
    reckoned = result if result is not None and figures else None
    return Explanation(
        Line(text, saying.proof or entry.proof),
        details=details,
        calculation=_calculation(reckoned, figures) if reckoned else (),
        conditions=short_conditions(reckoned) if reckoned else (),
        documents=entry.documents,
        step=step_line(result) if result is not None and entry.next_step else None,
        ask=_asks(result if entry.next_step else reckoned),
        about=(result,) if result is not None else (),
    )


def _asks(result: ProgrammeResult | None) -> str:
    return result.ask if result is not None and result.result is Result.DEPENDS else ""


def _of_case(entry: GuideEntry, guide: Guide, facts: Mapping[str, Any], today: date) -> GuideEntry:
    """The entry with the programme that the first of its sentences which holds for the case is about."""
    if not any(saying.programme for saying in entry.says):
        return entry
    check = CaseCheck(rulebook(), read_facts(facts, rulebook().facts), today)
    host = entry.programme or guide.programmes[0]
    saying = next((s for s in entry.says if s.when and _holds(check, s.when, host)), None)
    if saying is None or not saying.programme:
        return entry
    return entry.model_copy(update={"programme": saying.programme})


def _result_of(entry: GuideEntry, facts: Mapping[str, Any], today: date) -> ProgrammeResult | None:
    if not entry.programme:
        return None
    named = [entry.programme]
    return check_funding(facts, today, assume=assumed_for(named, facts), programmes=named).programmes[0]


def _said(
    says: tuple[Saying, ...], check: CaseCheck, host: str, result: ProgrammeResult | None
) -> tuple[Saying | None, str, list[str]]:
    """The first saying that holds and whose figures are all known, filled in, and those figures."""
    for saying in says:
        if saying.when and not _holds(check, saying.when, host):
            continue
        text, figures = _filled(saying, check, host, result)
        if text:
            return saying, text, figures
    return None, "", []


def _filled(
    saying: Saying, check: CaseCheck, host: str, result: ProgrammeResult | None
) -> tuple[str, list[str]]:
    figures: list[str] = []

    def word(match: re.Match[str]) -> str:
        name = match.group(1)
        value = _value(name, check, host, result)
        if value is None or value is UNKNOWN or isinstance(value, Range):
            raise _Unknown
        shown = in_words(value, check.book.facts.get(name), "Euro" if "eur" in name.split("_") else "")
        if result is not None and name in result.amounts:
            figures.append(shown)
        return shown

    try:
        return _NAME.sub(word, saying.text), figures
    except _Unknown:
        return "", []


class _Unknown(Exception):
    """A figure of a saying is not known."""


def _value(name: str, check: CaseCheck, host: str, result: ProgrammeResult | None) -> Any:
    programme = check.book.programmes[host]
    if result is not None and name in result.amounts:
        return _decimal(result.amounts[name])
    if name in programme.figures or name.removesuffix("_min").removesuffix("_max") in programme.figures:
        return None
    if name in programme.rule.parameters:
        return parameter(programme.rule.parameters[name], check.day)
    return check.look(name).value


def _decimal(value: Any) -> Any:
    from decimal import Decimal

    return Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else value


@cache
def _parsed(text: str) -> Expression:
    return parse(text)


def _holds(check: CaseCheck, when: str, host: str) -> bool:
    return check.evaluate(_parsed(when), check.book.programmes[host]).value is True


def _calculation(result: ProgrammeResult, figures: list[str]) -> tuple[str, ...]:
    """The reckoning of the figures that are said."""
    return tuple(
        line
        for line in result.calculation
        if any(figure in line for figure in figures) and any(sign in line for sign in "×+−÷:=")
    )[:2]


@cache
def _deciding(sayings: tuple[str, ...]) -> frozenset[str]:
    book = rulebook()
    named = {name for when in sayings for name in _parsed(when).names}
    return frozenset().union(*(book.facts_behind(name) for name in named if name not in book.parameters))


def decided_by(entry: GuideEntry) -> frozenset[str]:
    """The told facts that decide which of its sentences an entry says."""
    return _deciding(tuple(saying.when for saying in entry.says if saying.when))


def hangs_on(entry: GuideEntry) -> frozenset[str]:
    """The told facts that can change what an entry says."""
    book = rulebook()
    named = {name for saying in entry.says if saying.when for name in _parsed(saying.when).names}
    named |= {name for saying in entry.says for name in _NAME.findall(saying.text)}
    facts = frozenset().union(*(book.facts_behind(name) for name in named if name not in book.parameters))
    programmes = {entry.programme, *(saying.programme for saying in entry.says)} - {""}
    return facts.union(*(book.rests_on(programme) for programme in programmes))


def next_questions(guide: str) -> tuple[str, ...]:
    """What a mentor would ask next about a subject."""
    known: Guide | None = load_guides().get(guide)
    return known.next if known else ()
