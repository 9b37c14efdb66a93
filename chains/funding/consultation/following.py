"""Follows a consultation message by message: the case as told, and what is asked of it now."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date

from chains.case.conversation import CaseSoFar, read_turn
from chains.case.of_work import OF_WORK
from chains.case.reader import CaseReading
from chains.case.vocabulary import case_lexicon
from chains.funding.consultation.guides import (
    PLAIN,
    PLAINER,
    Found,
    asking_in_context,
    asking_part,
    entry_for,
    guide_of_case,
    guides_named,
    hangs_on,
    main_entry,
)
from chains.funding.consultation.meaning import NOTHING, Meaning, Meant
from chains.funding.consultation.roles import in_roles
from chains.funding.topics import Topic, programmes_named, topic_of
from chains.quantities.tokens import tokens_of
from chains.question.follow_up import asks_something, last_sentence
from chains.question.intent import Intent, understand
from chains.question.plain_wording import plain_wording
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
# nearness below which a phrase stands in a first message by chance: of its phrases in 325 turns of
# evals/dialogues, the 5 below were wrong 4 times, the 10 from 0.24 on right (29.11.2026)
_NOT_BY_CHANCE = 0.2
_NOT_ASKED = (
    0.5  # nearness of what a message asks, without what it tells, below which it does not ask an entry
)
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
    r"(?i)\b(?:insgesamt|zusammen|im ganzen|alles in allem"
    r"|(?:über|für) (?:die )?(?:ganzen?|gesamten?) (?:zeit|dauer|\d+ monate?)|in den \d+ monaten)\b"
)
# "Was wäre dann die Summe für alle vier?"
_OF_IT = re.compile(r"(?i)\bdavon\b")  # "Der Lohn … macht 4.000. Was kann davon erstattet werden?"
_SUM = re.compile(
    r"(?i)\b(?:gesamt|end)?(?:summe|betrag|kosten|preis)\b"
    r"|\bfür (?:alle|beide|die (?:zwei|drei|vier|fünf|anderen))\b"
    r"|\bwie ?viel (?:ist|wäre|macht|sind) (?:es|das)\b"
    r"|^\W*(?:und |also |was )?(?:alles? |beide |alle (?:zwei|drei|vier|fünf) )?"
    r"(?:zusammen|insgesamt|in summe)\W*$"
)
# words of a message that only turns to another one of the case ("gut und bei dem auch so viel?")
_DENIED = re.compile(
    r"(?i)(?:[,(]\s{0,3})?\b(?:nicht|kein(?:en)?|ohne)\s{1,3}(?:als\s{1,3}|das\s{1,3}|ein\s{1,3})?(?:kfw-)?darlehe?n\b\)?"
)  # "als Zuschuss (nicht Darlehen)": what is not asked for
_FILLING = re.compile(
    r"(?i)\b(?:gut|ja|so|soviel|auch|genauso|ebenso|dahinter|allein|danke|okay|ok|konzern|wieviel|nr|ander\w*|eine\w*|betrieb|person)\b"
)
_LENGTH = frozenset({"course.months", "course.weeks", "course.days"})
_WAGE_FACT = "wage_training_time_incl_flat_share"
_A_CASE = 3  # facts told at once that make a case of their own, not a further question on a duty
_OF_SHARE = frozenset(
    {"age", "disability", "gdb", "turns_45_during_course"}
)  # change the share, never the wage
# facts that follow from what else was told, and make no case
FOLLOWING = frozenset({"status", "afbg_goal", "afbg_level", "has_child", "course.leads_to_degree"}) | OF_WORK
# facts that tell how many work there
SIZE = frozenset(
    {
        "firm_headcount",
        "firm_headcount_min",
        "staff_hours",
        "weighted_staff",
        "company_headcount",
        "group_headcount",
    }
)
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
    return Consulting(understood.intent, _as_read(understood.question, told), told, asked, before)


def _as_read(question: str, told: CaseSoFar) -> str:
    """A question in plain wording, names by their roles, without what is said not to be asked for."""
    return _DENIED.sub("", in_roles(plain_wording(question), told.kept))


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
    now = kept if kept is not None else read_turn(question, today, told.kept, turn, asked.subjects)
    if now.reading.new_case:
        asked, earlier = AskedTopic(), []
    plain = _as_read(question, now)
    wordings = (asking_part(plain), asking_in_context(plain))
    meant = meaning.of(*wordings) if meaning is not None else NOTHING
    meant = meant if earlier else meant.farther(_AT_FIRST)
    turns = told.kept.focus != now.kept.focus
    return now, _asked(plain, now, asked, today, meant, first=not earlier, turns=turns), [*earlier, question]


def _topic(question: str, worded: Topic | None, meant: Meant, *, first: bool) -> Topic | None:
    """What a question asks: as it is worded, else as its meaning comes nearest. What is worded so widely that
    much can be meant gives way to what comes nearer by far.
    """
    best, near = meant.topic
    if worded is None and first and has_own_matter(question):
        return None  # "Ist die Kündigung sozial gerechtfertigt?" after a whole case
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
    topic: Topic | None  # as it is worded
    turns: bool = False  # to another of those whom the case tells apart

    @property
    def of_talk(self) -> tuple[str, ...]:
        """The guides that it can be about without naming them."""
        if _BACK.search(self.question):
            return self.subjects
        tells_much = len(set(self.told.fresh) - FOLLOWING) >= _A_CASE
        told = dict.fromkeys((*self.subjects, *self.before.subjects))
        return tuple(name for name in told if load_guides()[name].programmes or not tells_much)

    def entry(self, topic: Topic | None, meant: Meant) -> Found | None:
        """The guide's entry that it asks for: by its words, its topic, or plainly by its meaning."""
        found = entry_for(self.question, topic, self.guides, self.of_talk, meant=meant)
        if found is not None and (self._by_chance(found) or self._by_its_facts(found)):
            return None
        by_topic = found is not None and topic is not None and topic.value in found.entry.topics
        return found if found is None or found.worded or by_topic or found.near >= PLAIN else None

    def _by_chance(self, found: Found) -> bool:
        """Whether an entry has no more than a phrase, of a matter that nobody spoke of."""
        if found.guide in self.of_talk or found.guide in self.guides or not self.meant.entries:
            return False
        number = load_guides()[found.guide].entries.index(found.entry)
        return self.meant.entries.get(f"{found.guide}:{number}", 0.0) < _NOT_BY_CHANCE

    def _by_its_facts(self, found: Found) -> bool:
        """Whether an entry, of a matter that nobody spoke of, is near for what the message tells and not for
        what it asks ("Ich bekomme Bürgergeld. Bekomme ich das Geld dann auch?").
        """
        if found.worded or found.guide in self.of_talk or found.guide in self.guides or self.first:
            return False
        if not load_guides()[found.guide].programmes:
            return False  # no fact of a case brings a guide of duties
        number = load_guides()[found.guide].entries.index(found.entry)
        return self.meant.asked.get(f"{found.guide}:{number}", 1.0) < _NOT_ASKED

    @property
    def tells_a_case(self) -> bool:
        """Whether it tells facts and asks of nothing but them ("… Steht ihr das zu?")."""
        told = set(self.told.fresh) - FOLLOWING
        if len(told) >= _A_CASE and not has_own_matter(self.question):
            return True
        asks = asks_something(self.question) if self.first else self.before.of_law
        return bool(self.told.fresh) and (not asks or (not self.first and _as_before(self)))

    def is_elsewhere(self, found: Found) -> bool:
        """Whether an entry is of a subject that neither message nor talk is about, though a case is."""
        tells = len(set(self.told.facts) - FOLLOWING) >= _A_CASE
        plain = found.worded or found.near >= PLAIN
        return tells and not plain and found.guide not in (*self.guides, *self.of_talk)

    def means_another(self, found: Found, programmes: tuple[str, ...]) -> bool:
        """Whether it names one programme, and an entry of another that nobody spoke of only sounds alike
        ("Der Kurs hat nur 120 Stunden. Geht das trotzdem über § 82?").
        """
        others = load_guides()[found.guide].programmes
        unspoken = found.guide not in (*self.guides, *self.before.subjects)
        return bool(programmes and others and unspoken) and not (
            found.worded or set(programmes) & set(others)
        )

    @property
    def only_how_much(self) -> bool:
        """Whether it asks an amount without saying of what ("und die Druckerei, wie viel Euro?")."""
        of_money = self.before.again is not None and self.before.again.topic in _OF_MONEY | {Topic.WAGE}
        return of_money and self.topic is Topic.AMOUNT and not self.guides

    @property
    def other_money(self) -> bool:
        """Whether it asks plainly for other money than the talk was about ("Was wäre dann die Summe?")."""
        again = self.before.again
        return self.topic in _OF_RULES and again is not None and self.topic is not again.topic

    @property
    def is_whole_case(self) -> bool:
        """Whether it begins a talk with a case."""
        return self.first and len(set(self.told.fresh) - FOLLOWING) >= _A_CASE

    @property
    def states(self) -> bool:
        """Whether it tells facts in a statement, after others."""
        return not self.first and bool(self.told.fresh) and not asks_something(self.question)


def _asked(
    question: str, told: CaseSoFar, before: AskedTopic, today: date, meant: Meant, *, first: bool, turns: bool
) -> AskedTopic:
    guides = guides_named(question)
    subjects = _subjects(question, guides, told, before, today)
    worded_topic = _worded_topic(question, told)
    message = _Message(question, told, before, meant, guides, subjects, first, worded_topic, turns)
    programmes = programmes_named(question)
    of_several = len(told.case.parties) > 1 and len(programmes) < 2  # noqa: PLR2004 - "Firma Nord 49, Süd 50"
    compares = understand(question, () if first else ("…",), told).intent is Intent.COMPARISON
    if compares and not of_several:
        return AskedTopic(Topic.COMPARE, programmes, None, before.subjects or subjects, before.again)
    topic = None if message.states else message.topic
    worded = message.entry(topic, NOTHING)
    if of_several and _asks_costs(message):
        worded = None
    asks = topic is not None or worded is not None
    if again := _again(message, worded, asks=asks or (bool(programmes) and not message.states)):
        return again
    if topic in _WIDE | _OF_MONEY or not (asks or message.states):
        topic = _topic(question, message.topic, meant, first=first)
    found = None if of_several and _asks_costs(message) else message.entry(topic, meant)
    if found is not None and topic in _OF_RULES and _rules_tell(found, told):
        found = None
    if found is not None and message.means_another(found, programmes):
        topic, found = worded_topic or Topic.OVERVIEW, None
    if found is not None and _is_aside(found, message, topic, programmes):
        found = None
    if found is None and topic not in OF_OFFICE | {Topic.COUNT}:
        found = _main(message)
    if _tells_the_wage(message, topic, found):
        topic, found = Topic.WAGE, None
    return _anew(message, topic, programmes, found)


def _is_aside(found: Found, message: _Message, topic: Topic | None, programmes: tuple[str, ...]) -> bool:
    """Whether an entry is not what a message asks: of an office that nobody spoke of, or beside a whole case,
    which asks for its result unless it plainly asks for something else.
    """
    if topic in OF_OFFICE and message.is_elsewhere(found):
        return True
    return message.is_whole_case and not _is_asked(found, topic, programmes)


def _tells_the_wage(message: _Message, topic: Topic | None, found: Found | None) -> bool:
    """Whether it asks for the wage's subsidy, since it tells the wage and asks no other thing plainly."""
    if _WAGE_FACT not in message.told.fresh:
        return False
    plainly_else = found is not None and found.near >= _NEAR
    return bool(_OF_IT.search(message.question)) or (topic in _WIDE | {Topic.WAGE} and not plainly_else)


def _main(message: _Message) -> Found | None:
    """What a guide says to a case that only names it ("…, Bildungsscheck?"), or that is told after it was
    asked about in general.
    """
    if message.states:
        about = message.subjects[:1] if message.before.again is None else ()
    else:
        about = message.guides[:1]
    return next((found for name in about if (found := main_entry(name)) is not None), None)


_HOW_MANY = re.compile(r"(?i)\bwie ?viele? (?:sind|ergibt|ergeben|macht|wären|kommen)\b")


def _worded_topic(question: str, told: CaseSoFar) -> Topic | None:
    """What a question asks as it is worded: beside a staff list „wie viele sind das“ asks its heads; where
    several firms are told, a comparison is of what they pay.
    """
    topic = topic_of(asking_part(question))
    if topic is Topic.AMOUNT and "staff_hours" in told.fresh and _HOW_MANY.search(question):
        return Topic.COUNT
    if topic is Topic.COMPARE and len(told.case.parties) > 1 and not programmes_named(question):
        last = topic_of(last_sentence(question))
        return Topic.FIRM_COST if last in {None, Topic.COMPARE} else last
    return topic


def _asks_costs(message: _Message) -> bool:
    """Whether a message asks what the firm pays for several, which the rules tell and no guide."""
    if message.topic in _OF_MONEY:
        return True
    again = message.before.again
    return again is not None and message.topic in _WIDE and _asks_the_sum(message, again)


_OF_RULES = _OF_MONEY | {Topic.WAGE}
_BY_PHRASE = 0.45  # nearness below which an entry has no more than a phrase (guides: _NEARER)
OF_OFFICE = frozenset({Topic.APPLY, Topic.DOCUMENTS})
_COURSE = frozenset({"course.fee", "course.hours", "course.units"})


def _rules_tell(found: Found, told: CaseSoFar) -> bool:
    """Whether only the topic or a phrase names an entry without a programme, while the rules can tell the
    costs or the wage of the case.
    """
    far = found.near < (_BY_PHRASE if found.worded else PLAINER)
    by_topic = far and not found.entry.programme
    known = told.facts.keys()
    return by_topic and bool(known & SIZE) and bool(known & _COURSE)


def _is_asked(found: Found, topic: Topic | None, programmes: tuple[str, ...]) -> bool:
    """Whether a message asks for an entry in its words, by its topic, or plainly by its meaning."""
    worded = found.worded and found.near >= _NOT_BY_CHANCE
    plain = found.near >= (PLAINER if programmes else _NEAR)  # who names a programme asks for its result
    return worded or plain or (topic is not None and topic.value in found.entry.topics)


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
    unknown = message.first and topic in _WIDE and not message.is_whole_case
    fresh = bool(set(told.fresh) - FOLLOWING) and not unknown
    aside = found is None and not programmes and not fresh and stands_alone(question)
    of_law = aside or (topic is None and not asks and ("?" in question or before.of_law))
    now = AskedTopic(topic, programmes, found, subjects, before.again, of_law=of_law)
    of_case = (found is not None and bool(found.entry.programme)) or (found is None and topic in _OF_CASE)
    return replace(now, again=now if (of_case or programmes) and not aside else before.again)


def _again(message: _Message, worded: Found | None, *, asks: bool) -> AskedTopic | None:
    """What was asked before, where the message only asks it anew: of other facts, in Euro, altogether."""
    before, told, question = message.before, message.told, message.question
    again = _hanging_on(told.fresh.keys(), before.again)
    if again is None or (again.found is not None and _asks_other(message, again.found)):
        return None
    plain = max(message.meant.entries.values(), default=0.0) >= PLAIN
    turns = message.turns and (not asks or message.only_how_much)
    anew = (
        (_RECKON.search(question) and worded is None)
        or (
            _TOTAL.search(question)
            and again.found is not None
            and not message.guides
            and not (told.fresh.keys() - _LENGTH)
            and not (worded is not None and worded.worded and worded.entry != again.found.entry)
        )
        or (_AGAIN.search(question) and told.fresh and not (worded or plain or message.other_money))
        or (_asks_the_sum(message, again) and worded is None)
        or (turns and not own_words(_FILLING.sub("", question)))
    )
    if again.found is not None and not again.found.entry.programme and told.fresh:
        # what was asked in general is asked of the case now
        again = replace(again, found=main_entry(again.found.guide) or again.found)
    if anew:
        return replace(again, subjects=message.subjects, again=again, repeated=True)
    own = plain and asks_something(question)  # "Er hat GdB 40. Wo kann er sich gleichstellen lassen?"
    if own or not (_only_tells(question, told, asks=asks) or (not asks and _as_before(message))):
        return None
    if again.topic is Topic.WAGE and told.fresh and set(told.fresh) <= _OF_SHARE:
        again = AskedTopic(Topic.FIRM_COST, (), None, message.subjects)
    return replace(again, subjects=message.subjects, again=again, repeated=True)


def _asks_other(message: _Message, found: Found) -> bool:
    """Whether a question tells only what can change nothing of what an entry said ("Darf der Drucker 300 Euro
    selbst dazulegen?"), and has words of its own.
    """
    fresh = message.told.fresh.keys() - FOLLOWING
    return (
        bool(fresh)
        and not fresh & hangs_on(found.entry)
        and asks_something(message.question)
        and bool(own_words(message.question))
    )


def _hanging_on(fresh: Set[str], again: AskedTopic | None) -> AskedTopic | None:
    """What was asked last that a new fact can change ("und wenn sie zu einem Konzern gehört?" is not about
    the days of leave asked just before), else what was asked last.
    """
    at = again
    while at is not None:
        if not fresh or at.found is None or fresh & hangs_on(at.found.entry):
            return at
        at = at.again
    return again


def _asks_the_sum(message: _Message, again: AskedTopic) -> bool:
    """ "Was wäre dann die Summe für alle vier?", of money that was asked before, of no programme named."""
    of_money = message.topic in _OF_MONEY | _WIDE | {None} and again.topic in _OF_MONEY
    return bool(_SUM.search(message.question)) and of_money and not programmes_named(message.question)


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


_BACK = re.compile(
    r"(?i)^\W*(?:(?:so|ok|okay|gut|und|jetzt|nun|aber)\W+)*(?:noch ?mal |wieder )?zurück zu[mr]?\b"
)


def has_own_matter(question: str) -> bool:
    """Whether what a message asks last has a matter of its own: a noun or two words that are not those of
    every consultation nor tell of a case.
    """
    tokens = tokens_of(last_sentence(asking_part(question)))
    of_case = {i for match in case_lexicon().find(tokens) for i in range(match.first, match.last + 1)}
    rest = [token.text for i, token in enumerate(tokens) if i not in of_case]
    nouns = [word for word in rest[1:] if word[:1].isupper()]
    return bool(own_words(" ".join(nouns))) or len(own_words(" ".join(rest))) >= _OWN_MATTER


def _subjects(
    message: str, guides: tuple[str, ...], told: CaseSoFar, before: AskedTopic, today: date
) -> tuple[str, ...]:
    subjects = before.subjects
    if _BACK.search(message):  # "Zurück zum Schweißer": to the case, whatever came between
        return (*dict.fromkeys((*guides[:1], guide_of_case(told.facts, today) or "beschaeftigte")),)
    of_case = guide_of_case(told.facts, today) if told.fresh or not subjects else ""
    if of_case:
        subjects = _front(of_case, subjects)
    for guide in reversed(guides[:1]):
        subjects = _front(guide, subjects)
    return subjects


def _front(guide: str, subjects: tuple[str, ...]) -> tuple[str, ...]:
    return (guide, *(name for name in subjects if name != guide))[:_SUBJECTS]


_POINTS_BACK = re.compile(
    r"\b(?:das|dies|dafür|davon|damit|dazu|darüber|darauf|hierfür|dabei|dagegen|danach|daraus|daran|dort|da"
    r"|solche[rnms]?|diese[rnms]?)\b",
    re.IGNORECASE,
)
_STANDS_ALONE = 2  # own words from which on a question that points to nothing before is one of its own


def stands_alone(question: str) -> bool:
    """Whether a question needs nothing of what was said before ("Wie viel Urlaub steht ihm zu?")."""
    return len(own_words(question)) >= _STANDS_ALONE and not points_back(question)


def points_back(question: str) -> bool:
    """Whether a question has a word for what was said before ("Wer muss das beantragen?")."""
    return bool(_POINTS_BACK.search(question))


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
        "Eigenanteil selbst übernimmt übernehmen trägt Programm Hilfe Zeit wenn bei mit Leute Beschäftigte "
        "Weg Wege läuft laufen Chance Chancen Möglichkeit Möglichkeiten Option Optionen hilft helfen raten "
        "empfehlen drin könnt würdet hab jetzt genau eigentlich überhaupt ungefähr"
    )
)
