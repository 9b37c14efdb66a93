"""Follows a consultation message by message: the case as told, and what is asked of it now."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from chains.case.conversation import CaseSoFar, read_turn
from chains.case.reader import CaseReading
from chains.funding.consultation.guides import (
    PLAIN,
    Found,
    asking_in_context,
    asking_part,
    entry_for,
    guide_of_case,
    guides_named,
)
from chains.funding.consultation.meaning import NOTHING, Meaning, Meant
from chains.funding.topics import Topic, programmes_named, topic_of
from chains.question.follow_up import asks_something
from chains.question.intent import Intent, understand
from chains.question.small_words import TalkKind, talk_of
from knowledge.editorial.guides import load_guides
from knowledge.german.words import terms

_SHORT = 60  # characters; what is longer and has no topic asks something else
_OWN_WORDS = 3  # words of its own from which on a question beside a case has a matter of its own
_OWN_MATTER = 2  # words of its own from which on what a case ends with asks of a matter of its own
_SUBJECTS = (
    2  # guides that a conversation is about at once: the newest and the one before ("und was zahlen wir?")
)
# nearness to an example question from which it says the topic; against a wide wording; and by how much more
_NEAR, _SURE, _BY_FAR = 0.6, 0.6, 0.1
_HANGS = 0.5  # the same for a question that points back and names nothing of its own
_AT_FIRST = 0.07  # how much farther a first message counts than one that goes on
_WIDE = frozenset({Topic.AMOUNT, Topic.OVERVIEW})
_OF_MONEY = frozenset({Topic.FIRM_COST, Topic.PERSON_COST})  # worded with "zahlen", which says little
_GOES_ON = re.compile(r"(?i)^\W*(?:und|aber|oder|bei|für|wenn|was,? wenn|was ist|jetzt|dann|nun)\b")
_AGAIN = re.compile(
    r"\bändert (?:das|sich|es)\b|\beinen unterschied\b|\bwas (?:heißt|bedeutet) das\b|\bund (?:dann"
    r"|jetzt|nun)\b"
    r"|\bwie (?:sieht|wäre|ist) es\b|\bwas (?:gilt|ist|wäre) (?:dann|nun|jetzt)\b|\bbleibt es dabei\b"
    r"|\bimmer noch\b|\bwie sieht es dann\b",
    re.IGNORECASE,
)
_RECKON = re.compile(
    r"(?i)^\W*(?:und |also |ok |bitte |dann )*(?:in euro|rechne?n? (?:sie |mir |uns )?(?:das |es"
    r" )?(?:bitte |mal |doch )*(?:aus|vor|durch)"
    r"|was (?:heißt|macht|wäre|sind|ist|bedeutet) das (?:dann |denn )*(?:in euro|zusammen"
    r"|konkret)?)\b[^.!?]{0,20}\W*$"
)
_TOTAL = re.compile(
    r"(?i)\b(?:insgesamt|zusammen|im ganzen|über die (?:ganze|gesamte) (?:zeit|dauer)|alles in allem)\b"
)
_WAGE_FACT = "wage_training_time_incl_flat_share"
_A_CASE = 3  # facts told at once that make a case of their own, not a further question on a duty
_OF_SHARE = frozenset(
    {"age", "disability", "gdb", "turns_45_during_course"}
)  # change the share, never the wage
# facts that follow from what else was told, and make no case
FOLLOWING = frozenset({"status", "afbg_goal", "afbg_level", "has_child", "course.leads_to_degree"})
_OF_CASE = frozenset(
    {Topic.FIRM_COST, Topic.PERSON_COST, Topic.WAGE, Topic.COUNT, Topic.AMOUNT, Topic.OVERVIEW}
)  # what is said anew when only a fact is told


@dataclass(frozen=True, slots=True)
class AskedTopic:
    """What a message asks. `programmes`: those it names; `subjects`: guides that the talk is about, newest
    first; `again`: what is answered anew when the next message only tells a fact; `of_law`: it, or what it
    hangs on, asks what neither rules nor guides say.
    """

    topic: Topic | None = None
    programmes: tuple[str, ...] = ()
    found: Found | None = None
    subjects: tuple[str, ...] = ()
    again: AskedTopic | None = None
    repeated: bool = False
    of_law: bool = False


@dataclass(frozen=True, slots=True)
class Consulting:
    """Where a consultation stands with its newest message; `question`: what of that message asks;
    `earlier`: the messages before it that belong to the same case.
    """

    intent: Intent
    question: str
    told: CaseSoFar = field(default_factory=CaseSoFar)
    asked: AskedTopic = field(default_factory=AskedTopic)
    earlier: tuple[str, ...] = ()


def follow(
    messages: Sequence[str], today: date, kept: CaseSoFar | None = None, meaning: Meaning | None = None
) -> Consulting:
    """The consultation after the last of these messages (oldest first, at least one). `kept`: the case with
    the last message, where somebody keeps it as data; `meaning`: compares questions with the editors'
    examples.
    """
    told, asked = CaseSoFar(), AskedTopic()
    earlier: list[str] = []
    for turn, message in enumerate(messages[:-1]):
        told, asked, earlier = _another(turn, message, today, told, asked, earlier, meaning=meaning)
    before = tuple(earlier)
    message = messages[-1]
    told, asked, _ = _another(len(messages) - 1, message, today, told, asked, earlier, kept, meaning)
    if told.reading.new_case:
        before = ()
    understood = understand(message, before, told)
    return Consulting(understood.intent, understood.question, told, asked, before)


def _another(
    turn: int,
    message: str,
    today: date,
    told: CaseSoFar,
    asked: AskedTopic,
    earlier: list[str],
    kept: CaseSoFar | None = None,
    meaning: Meaning | None = None,
) -> tuple[CaseSoFar, AskedTopic, list[str]]:
    talk, question = talk_of(message)
    if talk is TalkKind.BEGINS_ANEW:
        return CaseSoFar(), AskedTopic(), []
    if talk is not None:
        return kept or CaseSoFar(told.kept, CaseReading(case=told.kept)), asked, earlier
    now = kept if kept is not None else read_turn(question, today, told.kept, turn)
    if now.reading.new_case:
        asked, earlier = AskedTopic(), []
    wordings = (asking_part(question), asking_in_context(question))
    meant = meaning.of(*wordings) if meaning is not None else NOTHING
    meant = meant if earlier else meant.farther(_AT_FIRST)
    return now, _asked(question, now, asked, today, meant, first=not earlier), [*earlier, question]


def _topic(question: str, meant: Meant, *, first: bool) -> Topic | None:
    """What a question asks: as it is worded, else as its meaning comes nearest. What is worded so widely that
    much can be meant gives way to what comes nearer by far.
    """
    worded = topic_of(asking_part(question))
    best, near = meant.topic
    if worded is None:
        hangs = not first and not stands_alone(question)  # it can only be about the case
        return best if near >= (_HANGS if hangs else _NEAR) else None
    if worded in (_WIDE | _OF_MONEY) and best not in _WIDE and near >= _SURE:
        return best if near - meant.topics.get(worded, 0.0) > _BY_FAR else worded
    return worded


@dataclass(frozen=True, slots=True)
class _Message:
    """A message as far as it can be read by itself and the talk before it."""

    question: str
    told: CaseSoFar
    before: AskedTopic
    meant: Meant
    guides: tuple[str, ...]  # that it names
    subjects: tuple[str, ...]  # that the talk is about, newest first
    first: bool

    @property
    def of_talk(self) -> tuple[str, ...]:
        """The guides that it can be about without naming them."""
        tells_much = len(set(self.told.fresh) - FOLLOWING) >= _A_CASE
        told = dict.fromkeys((*self.subjects, *self.before.subjects))
        return tuple(name for name in told if load_guides()[name].programmes or not tells_much)

    def entry(self, topic: Topic | None, meant: Meant) -> Found | None:
        """The guide's entry that it asks for."""
        return entry_for(self.question, topic, self.guides, self.of_talk, meant=meant)

    @property
    def tells_a_case(self) -> bool:
        """Whether it tells facts and asks of nothing but them ("… Steht ihr das zu?")."""
        told = set(self.told.fresh) - FOLLOWING
        if len(told) >= _A_CASE and len(own_words(asking_part(self.question))) < _OWN_MATTER:
            return True
        asks = asks_something(self.question) if self.first else self.before.of_law
        return bool(self.told.fresh) and (not asks or _as_before(self))

    @property
    def is_whole_case(self) -> bool:
        """Whether it begins a talk with a case."""
        return self.first and len(set(self.told.fresh) - FOLLOWING) >= _A_CASE

    @property
    def states(self) -> bool:
        """Whether it tells facts in a statement, after others."""
        return not self.first and bool(self.told.fresh) and not asks_something(self.question)


def _asked(
    question: str, told: CaseSoFar, before: AskedTopic, today: date, meant: Meant, *, first: bool
) -> AskedTopic:
    guides = guides_named(question)
    subjects = _subjects(guides, told, before, today)
    message = _Message(question, told, before, meant, guides, subjects, first)
    programmes = programmes_named(question)
    if understand(question, () if first else ("…",), told).intent is Intent.COMPARISON:
        return AskedTopic(Topic.COMPARE, programmes, None, before.subjects or subjects, before.again)
    topic = None if message.states else topic_of(asking_part(question))
    worded = message.entry(topic, NOTHING)
    asks = topic is not None or worded is not None
    if again := _again(message, worded, asks=asks or (bool(programmes) and not message.states)):
        return again
    if topic in _WIDE | _OF_MONEY or not (asks or message.states):
        topic = _topic(question, meant, first=first)
    found = message.entry(topic, meant)
    if found is not None and message.is_whole_case and not _is_asked(found, topic):
        found = None  # a whole case asks for its result unless it plainly asks for something else
    if topic in _WIDE and found is None and _WAGE_FACT in told.fresh:
        topic = Topic.WAGE
    return _anew(message, topic, programmes, found)


def _is_asked(found: Found, topic: Topic | None) -> bool:
    """Whether a message asks for an entry in its words, by its topic, or plainly by its meaning."""
    return found.worded or found.near >= _NEAR or (topic is not None and topic.value in found.entry.topics)


def _anew(
    message: _Message, topic: Topic | None, programmes: tuple[str, ...], found: Found | None
) -> AskedTopic:
    """What a message asks that asks something of its own."""
    question, told, before, subjects = message.question, message.told, message.before, message.subjects
    asks = topic is not None or found is not None or bool(programmes)
    if not asks and message.tells_a_case:
        topic = Topic.OVERVIEW
    if found is not None:
        subjects = _front(found.guide, subjects)
    aside = found is None and not programmes and not told.fresh and stands_alone(question)
    of_law = aside or (topic is None and not asks and ("?" in question or before.of_law))
    now = AskedTopic(topic, programmes, found, subjects, of_law=of_law)
    of_case = (found is not None and bool(found.entry.programme)) or (found is None and topic in _OF_CASE)
    return replace(now, again=now if (of_case or programmes) and not aside else before.again)


def _again(message: _Message, worded: Found | None, *, asks: bool) -> AskedTopic | None:
    """What was asked before, where the message only asks it anew: of other facts, in Euro, altogether."""
    before, told, question = message.before, message.told, message.question
    again = before.again
    if again is None:
        return None
    plain = max(message.meant.entries.values(), default=0.0) >= PLAIN
    anew = (
        (_RECKON.search(question) and worded is None)
        or (_TOTAL.search(question) and again.found is not None and not message.guides and not told.fresh)
        or (_AGAIN.search(question) and told.fresh and worded is None and not plain)
    )
    if anew:
        return replace(again, subjects=message.subjects, again=again, repeated=True)
    own = plain and asks_something(question)  # "Er hat GdB 40. Wo kann er sich gleichstellen lassen?"
    if own or not (_only_tells(question, told, asks=asks) or (not asks and _as_before(message))):
        return None
    if again.topic is Topic.WAGE and told.fresh and set(told.fresh) <= _OF_SHARE:
        again = AskedTopic(Topic.FIRM_COST, (), None, message.subjects)
    return replace(again, subjects=message.subjects, again=again, repeated=True)


def _as_before(message: _Message) -> bool:
    """Whether a message that goes on ("Und für die Kollegin, 37, gleicher Kurs?") tells other facts and means
    nothing that editors have an example of.
    """
    goes_on = _GOES_ON.search(message.question) is not None
    near = max((*message.meant.entries.values(), *message.meant.topics.values()), default=1.0)
    return bool(message.told.fresh) and goes_on and near < _NEAR


def _only_tells(question: str, told: CaseSoFar, *, asks: bool) -> bool:
    """Whether a message tells facts and asks nothing of its own ("und bei 40 Leuten?")."""
    if asks or not (told.fresh or told.reading.cleared):
        return False
    return len(question) <= _SHORT or "?" not in question or len(own_words(question)) < _OWN_WORDS


def _subjects(guides: tuple[str, ...], told: CaseSoFar, before: AskedTopic, today: date) -> tuple[str, ...]:
    subjects = before.subjects
    of_case = guide_of_case(told.facts, today) if told.fresh or not subjects else ""
    if of_case:
        subjects = _front(of_case, subjects)
    for guide in reversed(guides[:1]):
        subjects = _front(guide, subjects)
    return subjects


def _front(guide: str, subjects: tuple[str, ...]) -> tuple[str, ...]:
    return (guide, *(name for name in subjects if name != guide))[:_SUBJECTS]


_POINTS_BACK = re.compile(
    r"\b(?:das|dies|dafür|davon|damit|dazu|darüber|darauf|hierfür|dabei|dort|da|solche[rnms]?|diese[rnms]?)\b",
    re.IGNORECASE,
)
_STANDS_ALONE = 2  # own words from which on a question that points to nothing before is one of its own


def stands_alone(question: str) -> bool:
    """Whether a question needs nothing of what was said before ("Wie viel Urlaub steht ihm zu?")."""
    return len(own_words(question)) >= _STANDS_ALONE and not _POINTS_BACK.search(question)


def own_words(question: str) -> set[str]:
    """The words of a question that are not those of every consultation."""
    return set(terms(question)) - _USUAL_WORDS


_USUAL_WORDS = frozenset(
    terms(
        "Antrag Anträge beantragen stellen stellt wer wo wann wohin bis welche Unterlagen Arbeitgeber "
        "Betrieb Firma Chef Person Agentur Arbeit Amt zahlen zahlt bezahlt kostet Kosten Lohn Gehalt "
        "Zuschuss Förderung gefördert fördern Kurs Weiterbildung Umschulung wir er sie muss müssen "
        "soll kann können bekommt gibt es dafür dabei davon jetzt dann noch auch hoch viel Euro "
        "Prozent Anteil nächste Schritt Frist zuständig brauchen braucht rechnen mal bitte Fall Geld "
        "Nachweis Nachweise einreichen gestellt Formular Formulare Papiere mitbringen "
        "tun machen Amt Jobcenter "
        "Eigenanteil selbst übernimmt übernehmen trägt Programm Hilfe Zeit wenn bei mit Leute Beschäftigte"
    )
)
