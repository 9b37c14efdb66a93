"""Follows a consultation message by message: the case as told, and what is asked of it now."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from itertools import zip_longest

from chains.case.conversation import CaseSoFar, read_turn, still_supposed
from chains.case.facts import Case
from chains.case.reader import CaseReading
from chains.funding.consultation.again import asked_again, asks_the_sum
from chains.funding.consultation.asked import (
    A_CASE,
    FOLLOWING,
    OF_MONEY,
    OF_OFFICE,
    OF_RULES,
    SIZE,
    WIDE,
    AskedTopic,
    Consulting,
    telling,
)
from chains.funding.consultation.asking import asking_in_context, asking_part, guides_named
from chains.funding.consultation.guide_facts import brings, guide_of_case
from chains.funding.consultation.guides import PLAINER, Found, main_entry
from chains.funding.consultation.meaning import NOTHING, Meaning, Meant
from chains.funding.consultation.message import NEAR, NOT_BY_CHANCE, TURNS_BACK, Message
from chains.funding.consultation.own_words import (
    asks_of_told,
    has_own_matter,
    names_alone,
    own_words,
    stands_alone,
)
from chains.funding.consultation.questions_in import questions_in
from chains.funding.consultation.roles import in_roles
from chains.funding.consultation.talks import LatestTalks, TalkMessage, TalkStand
from chains.funding.topics import Topic, programmes_named, topic_of
from chains.question.follow_up import asks_something, last_sentence
from chains.question.intent import Intent, understand
from chains.question.plain_wording import plain_wording
from chains.question.small_words import TalkKind, talk_of
from knowledge.editorial.guides import load_guides

_OF_COURSE = frozenset({"beschaeftigte", "abschluss", "aufstiegs_bafoeg"})
_SUBJECTS = (
    2  # guides that a conversation is about at once: the newest and the one before ("und was zahlen wir?")
)
_EARLIER = 12  # messages of a case that a talk knows: twice what a chat remembers
_HANGS = 0.5  # the same for a question that points back and names nothing of its own
_AT_FIRST = 0.07  # how much farther a first message counts than one that goes on
# "Was wäre dann die Summe für alle vier?"
_OF_IT = re.compile(r"(?i)\bdavon\b")  # "Der Lohn … macht 4.000. Was kann davon erstattet werden?"
# words of a message that only turns to another one of the case ("gut und bei dem auch so viel?")
_DENIED = re.compile(
    r"(?i)(?:[,(]\s{0,3})?\b(?:nicht|kein(?:en)?|ohne)\s{1,3}(?:als\s{1,3}|das\s{1,3}|ein\s{1,3})?(?:kfw-)?darlehe?n\b\)?"
)  # "als Zuschuss (nicht Darlehen)": what is not asked for
_WAGE_FACT, _PAY = "wage_training_time_incl_flat_share", "income"
_OF_CASE = OF_RULES | WIDE | {Topic.COUNT}  # what is said anew when only a fact is told
_HOW_MANY = re.compile(
    r"(?i)\bwie ?viele? (?:(?:beschäftigte|leute|mitarbeiter\w*|köpfe|personen|das) )?"
    r"(?:sind|ergibt|ergeben|macht|wären|kommen|haben)\b"
)
_BY_PHRASE = 0.45  # nearness below which an entry has no more than a phrase (guides: _NEARER)
_COURSE = frozenset({"course.fee", "course.hours", "course.units"})
# facts by which the rules can say what there is, or that there is nothing
_FOR_RULES = _COURSE | {"course.days", "course.weeks", "status", "terminated", "employer_legally_obliged"}
# against a wide wording: nearness from which a topic is sure, and by how much more it must be
_SURE, _BY_FAR = 0.6, 0.1


def follow(
    messages: Sequence[str],
    today: date,
    kept: CaseSoFar | None = None,
    meaning: Meaning | None = None,
    talks: LatestTalks | None = None,
    talk: str = "",
    quoted: Sequence[str] = (),
) -> Consulting:
    """The consultation after the last of these messages (oldest first, at least one). `kept`: the case with
    the last message, where somebody keeps it as data; `meaning`: compares questions with the editors'
    examples; `talks`: where the talk stood before is looked up and kept there; `talk`: its id, with which the
    messages may be its latest alone; `quoted`: for each message before the last the guide on what its answer
    quoted ("" for none).
    """
    talks = talks or LatestTalks()

    def read(stand: TalkStand, number: int, said: TalkMessage) -> TalkStand:
        return _another(number, said.message, today, _on_quoted(stand, said), meaning=meaning)

    context = (today, meaning.scale if meaning is not None else None)
    said = [
        TalkMessage(message, guide) for message, guide in zip_longest(messages, ("", *quoted), fillvalue="")
    ]
    begun = _on_quoted(talks.after(said[:-1], read, context, talk), said[-1])
    before, case = begun.earlier, begun.told.case
    message = messages[-1]
    stand = _another(len(messages) - 1, message, today, begun, kept, meaning)
    talks.keep(said, stand, context, talk)
    if stand.told.reading.new_case:
        before, case = (), Case()
    understood = understand(message, before, stand.told)
    question = _as_read(understood.question, stand.told)
    return Consulting(understood.intent, question, stand.told, stand.asked, before, case, begun.was)


def _on_quoted(stand: TalkStand, said: TalkMessage) -> TalkStand:
    """A talk before one of its messages, with what the answer before it quoted as its subject."""
    asked = stand.asked
    subjects = _front(said.quoted, asked.subjects) if said.quoted else asked.subjects
    return replace(stand, asked=replace(asked, subjects=subjects, quoted=said.quoted))


def _as_read(question: str, told: CaseSoFar) -> str:
    """A question in plain wording, names by their roles, without what is said not to be asked for."""
    return _DENIED.sub("", in_roles(plain_wording(question), told.kept))


def _another(
    turn: int,
    message: str,
    today: date,
    before: TalkStand,
    kept: CaseSoFar | None = None,
    meaning: Meaning | None = None,
) -> TalkStand:
    told, asked, earlier = before.told, before.asked, before.earlier
    talk, question = talk_of(message)
    if talk is TalkKind.BEGINS_ANEW:
        return TalkStand()
    if talk is not None:
        return TalkStand(kept or CaseSoFar(told.kept, CaseReading(case=told.kept)), asked, earlier)
    now = kept if kept is not None else read_turn(question, today, told.kept, turn, asked.subjects)
    now = still_supposed(question, now, told)
    if now.reading.new_case:
        asked, earlier = AskedTopic(), ()
    plain = _as_read(question, now)
    about = {*guides_named(plain), *asked.subjects, asked.named, guide_of_case(now.facts, today)}
    turns = told.kept.focus != now.kept.focus

    def read(text: str) -> AskedTopic:
        context = asking_in_context(text)
        wordings = (context,) if asks_of_told(text) else (asking_part(text), context)
        meant = meaning.of(*wordings, about=about) if meaning is not None else NOTHING
        meant = meant if earlier else meant.farther(_AT_FIRST)
        return _asked(text, now, asked, today, meant, first=not earlier, turns=turns)

    new = _with_besides(read(plain), plain, read)
    named = next(iter(guides_named(plain)), asked.named)
    asked_now = replace(new, named=named, quoted=asked.quoted)
    return TalkStand(now, asked_now, (*earlier, question)[-_EARLIER:], told.case)


def _with_besides(whole: AskedTopic, question: str, read: Callable[[str], AskedTopic]) -> AskedTopic:
    """What a message asks, with its further questions where it asks several at once."""
    parts = questions_in(asking_part(question))
    if len(parts) == 1 or whole.topic is Topic.COMPARE:
        return whole
    each = [(part, read(part)) for part in parts]
    told = [(part, asked) for part, asked in each if asked.found is not None or asked.topic in _PLAINLY]
    nothing = whole.found is None and whole.topic is None
    if told and (nothing or told[0][0] == parts[0]):
        whole, told = told[0][1], told[1:]
    besides = tuple((part, asked) for part, asked in told if not _same(asked, whole))
    return replace(whole, besides=besides)


_PLAINLY = OF_RULES | OF_OFFICE | {Topic.CLAIM, Topic.COUNT}  # topics that are worded narrowly enough


def _same(one: AskedTopic, other: AskedTopic) -> bool:
    """Whether two questions ask the same: an entry, or without one a topic."""
    if one.found is None or other.found is None:
        return one.found is other.found and one.topic is other.topic
    return one.found.entry == other.found.entry


def _topic(question: str, worded: Topic | None, meant: Meant, *, first: bool) -> Topic | None:
    """What a question asks: as it is worded, else as its meaning comes nearest. What is worded so widely that
    much can be meant gives way to what comes nearer by far.
    """
    best, near = meant.topic
    if worded is None and first and has_own_matter(question):
        return None  # "Ist die Kündigung sozial gerechtfertigt?" after a whole case
    if worded is None:
        hangs = not first and not own_words(question)  # it can only be about the case
        return best if near >= (_HANGS if hangs else NEAR) else None
    if worded in (WIDE | OF_MONEY) and best not in WIDE and near >= _SURE:
        return best if near - meant.topics.get(worded, 0.0) > _BY_FAR else worded
    return worded


def _asked(
    question: str, told: CaseSoFar, before: AskedTopic, today: date, meant: Meant, *, first: bool, turns: bool
) -> AskedTopic:
    guides = guides_named(question)
    subjects = _subjects(question, guides, told, before, today)
    if TURNS_BACK.search(question):
        before = replace(before, again=_last_on(subjects[0], before.again))
    worded_topic = _worded_topic(question, told)
    of_case = "" if first else guide_of_case(told.facts, today)
    message = Message(question, told, before, meant, guides, subjects, first, worded_topic, turns, of_case)
    programmes = programmes_named(question)
    of_several = len(told.case.parties) > 1 and len(programmes) < 2  # noqa: PLR2004 - "Firma Nord 49, Süd 50"
    compares = understand(question, () if first else ("…",), told).intent is Intent.COMPARISON
    if compares and not of_several:
        return _comparison(programmes, guides, before, subjects)
    topic = None if message.states else message.topic
    if topic in OF_OFFICE and (compared := _compared(message)):
        return AskedTopic(topic, compared, None, subjects, again=before.again)
    worded = message.entry(topic, NOTHING)
    if of_several and _asks_costs(message):
        worded = None
    asks = topic is not None or worded is not None
    if again := asked_again(message, worded, asks=asks or (bool(programmes) and not message.states)):
        return again
    if not (asks or first) and len(programmes) == 1 and names_alone(question, programmes):
        return _of_name(message, programmes)
    if topic in WIDE | OF_MONEY or not (asks or message.states):
        topic = _topic(question, message.topic, meant, first=first)
    found = None if of_several and _asks_costs(message) else _entry(message, worded, topic, meant)
    return _chosen(message, topic, found, worded)


def _chosen(message: Message, topic: Topic | None, found: Found | None, worded: Found | None) -> AskedTopic:
    """What is asked, of a topic and the entry that comes nearest: the entry, or what the rules tell."""
    question, programmes = message.question, programmes_named(message.question)
    asked_of = programmes_named(asking_part(question))  # "Gutschein hat sie. Bekommt sie etwas extra?"
    if found is not None and message.means_another(found, asked_of):
        topic, found = message.topic or Topic.OVERVIEW, None
    if found is not None and _is_aside(found, message, topic, asked_of):
        found = worded if worded is not None and message.asks_if_it_goes(worded) else None
    if message.only_names_a_guide(found, topic):
        return _of_name(message, programmes)
    if found is None and topic not in OF_OFFICE | {Topic.COUNT}:
        found = _main(message)
    if _tells_the_wage(message, topic, found):
        topic, found = Topic.WAGE, None
    return _anew(message, topic, programmes, found)


def _comparison(
    programmes: tuple[str, ...], guides: tuple[str, ...], before: AskedTopic, subjects: tuple[str, ...]
) -> AskedTopic:
    """Programmes beside each other: those that are named, else those that were compared before."""
    last = before.again
    if len(programmes) > 1:
        now = AskedTopic(Topic.COMPARE, programmes, None, guides[:_SUBJECTS] or subjects)
        return replace(now, again=now)
    if not programmes and last is not None and last.topic is Topic.COMPARE:
        return replace(last, again=last)
    return AskedTopic(Topic.COMPARE, programmes, None, before.subjects or subjects, again=last)


def _compared(message: Message) -> tuple[str, ...]:
    """The programmes that were compared just before, where a message names none and says nothing without them
    ("Wer stellt den Antrag?").
    """
    last = message.before.again
    if last is None or last.topic is not Topic.COMPARE or not message.hangs:
        return ()
    return last.programmes if len(last.programmes) > 1 else ()


def _entry(message: Message, worded: Found | None, topic: Topic | None, meant: Meant) -> Found | None:
    """The guide's entry that a message asks for, unless the rules can tell it better. `worded`: the one whose
    phrase it has.
    """
    found = message.of_what_is_held(topic) or message.entry(topic, meant)
    if found is None and worded is not None and message.asks_if_it_goes(worded):
        found = worded
    found = found or message.entry_pointed_back_to(topic, meant)
    told_by_rules = found is not None and (
        (topic in OF_RULES and _rules_tell(found, message.told))
        or (topic is Topic.COUNT and "staff_hours" in message.told.fresh)
        or _only_sounds_alike(found, topic, message)
        or message.is_of_other_money(found, topic, programmes_named(message.question))
    )
    return None if told_by_rules else found


def _only_sounds_alike(found: Found, topic: Topic | None, message: Message) -> bool:
    """Whether a first message asks what there is for a case that it tells, and an entry only comes near
    ("Mir ist gekündigt. Bekomme ich eine Weiterbildung bezahlt?" is not about the Weiterbildungsgeld).
    """
    told = telling(message.told.facts) & _FOR_RULES
    plain = found.worded or found.near >= PLAINER or found.guide in (*message.guides, *message.subjects[:1])
    return message.first and topic is Topic.OVERVIEW and bool(told) and not plain


def _is_aside(found: Found, message: Message, topic: Topic | None, programmes: tuple[str, ...]) -> bool:
    """Whether an entry is not what a message asks: of an office that nobody spoke of, or beside a whole case,
    which asks for its result unless it plainly asks for something else.
    """
    if topic in OF_OFFICE and message.is_elsewhere(found):
        return True
    return (message.is_whole_case or message.begins) and not _is_asked(found, message, topic, programmes)


def _tells_the_wage(message: Message, topic: Topic | None, found: Found | None) -> bool:
    """Whether it asks for the wage's subsidy, since it tells the wage and asks no other thing plainly."""
    plainly_else = found is not None and found.near >= NEAR
    again = message.before.again
    if _PAY in message.told.fresh and again is not None and again.topic is Topic.WAGE:
        return message.topic in WIDE | {None} and not plainly_else  # "Er verdient 3.400. Wie viel wäre das?"
    if _WAGE_FACT not in message.told.fresh:
        return False
    return bool(_OF_IT.search(message.question)) or (topic in WIDE | {Topic.WAGE, None} and not plainly_else)


def _of_name(message: Message, programmes: tuple[str, ...]) -> AskedTopic:
    """What is asked by nothing but a name ("Und mit dem Bildungsscheck?", "Was wäre mit § 82?"): what its
    guide says first, else the result of the programme.
    """
    main = main_entry(message.guides[0]) if message.guides else None
    return _anew(message, None if main else Topic.OVERVIEW, programmes, main)


def _main(message: Message) -> Found | None:
    """What a guide says to a case that only names it ("…, Bildungsscheck?"), or that is told after it was
    asked about in general.
    """
    if message.states:
        about = message.subjects[:1] if message.before.again is None else ()
    elif message.asks_if_it_goes():
        about = (message.before.named,)
    else:
        about = message.guides[:1]
    return next((found for name in about if (found := main_entry(name)) is not None), None)


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


def _asks_costs(message: Message) -> bool:
    """Whether a message asks what the firm pays for several, which the rules tell and no guide."""
    if message.topic in OF_MONEY:
        return True
    again = message.before.again
    return again is not None and message.topic in WIDE and asks_the_sum(message, again)


def _rules_tell(found: Found, told: CaseSoFar) -> bool:
    """Whether only the topic or a phrase names an entry without a programme, while the rules can tell the
    costs or the wage of the case.
    """
    far = found.near < (_BY_PHRASE if found.worded else PLAINER)
    by_topic = far and not found.entry.programme
    known = told.facts.keys()
    return by_topic and bool(known & SIZE) and bool(known & _COURSE)


def _is_asked(found: Found, message: Message, topic: Topic | None, programmes: tuple[str, ...]) -> bool:
    """Whether a message asks for an entry in its words, by its topic, or plainly by its meaning."""
    # a statement asks no entry whose words it only happens to have
    worded = found.worded and found.near >= NOT_BY_CHANCE and asks_something(message.question)
    # who names a programme, or asks no more of a whole case than whether it goes, asks for the result
    of_result = bool(programmes) or (message.is_whole_case and topic is Topic.OVERVIEW)
    plain = found.near >= (PLAINER if of_result else NEAR)
    return worded or plain or (topic is not None and bool(topic.in_guides & set(found.entry.topics)))


def _anew(
    message: Message, topic: Topic | None, programmes: tuple[str, ...], found: Found | None
) -> AskedTopic:
    """What a message asks that asks something of its own."""
    question, told, before, subjects = message.question, message.told, message.before, message.subjects
    asks = topic is not None or found is not None or bool(programmes)
    if not asks and message.tells_a_case:
        topic = Topic.OVERVIEW
    if found is not None:
        subjects = _front(found.guide, subjects)
    unknown = message.first and topic in WIDE and not (message.is_whole_case or message.begins)
    fresh = bool(set(told.fresh) - FOLLOWING) and not unknown
    of_rules = topic in OF_RULES and bool(told.facts.keys() & SIZE)  # "Bekommen wir etwas vom Lohn zurück?"
    aside = found is None and not (programmes or fresh or of_rules) and stands_alone(question)
    of_law = aside or (topic is None and not asks and ("?" in question or before.of_law))
    now = AskedTopic(topic, programmes, found, subjects, again=before.again, of_law=of_law)
    of_case = (found is not None and bool(found.entry.programme)) or (found is None and topic in _OF_CASE)
    return replace(now, again=now if (of_case or programmes) and not aside else before.again)


def _subjects(
    message: str, guides: tuple[str, ...], told: CaseSoFar, before: AskedTopic, today: date
) -> tuple[str, ...]:
    subjects = before.subjects
    if TURNS_BACK.search(message):  # "Zurück zum Schweißer": to the case, whatever came between
        return (*dict.fromkeys((*guides[:1], _before_this(told, before, today))),)
    of_case = guide_of_case(told.facts, today, told.fresh.keys()) if told.fresh or not subjects else ""
    if of_case and _is_held(before, of_case, told):
        subjects = (*dict.fromkeys((before.named, of_case)),)
    elif of_case:
        subjects = _front(of_case, subjects)
    for guide in reversed(guides[:1]):
        subjects = _front(guide, subjects)
    return subjects


def _last_on(guide: str, again: AskedTopic | None) -> AskedTopic | None:
    """What was asked last of a guide's case, whatever came after it."""
    at = again
    while at is not None and at.found is not None and at.found.guide != guide:
        at = at.again
    return at if at is not None else again


def _before_this(told: CaseSoFar, before: AskedTopic, today: date) -> str:
    """What the case is about, other than what the talk is turned away from ("Zurück zum Antrag", after
    Bildungsurlaub).
    """
    of_case = guide_of_case(told.facts, today)
    if of_case and of_case not in before.subjects[:1]:
        return of_case
    at = before.again
    while at is not None and at.found is not None and at.found.guide == of_case:
        at = at.again
    if at is None or of_case in _OF_COURSE:
        return of_case or "beschaeftigte"
    return "abschluss" if told.facts.get("status") in {"unemployed", "threatened"} else "beschaeftigte"


def _is_held(before: AskedTopic, of_case: str, told: CaseSoFar) -> bool:
    """Whether the talk stays on what somebody named in it ("Wir sind neun Leute. Geht das trotzdem?"), though
    the case as told would bring it to what is for anybody, or to what earlier facts brought and nobody named.
    """
    few = len(set(told.fresh) - FOLLOWING) < A_CASE
    held = before.named in before.subjects[:1] and bool(load_guides()[before.named].programmes)
    brought = load_guides()[of_case].rank < 0 or not brings(of_case, told.fresh.keys())
    return few and held and brought


def _front(guide: str, subjects: tuple[str, ...]) -> tuple[str, ...]:
    return (guide, *(name for name in subjects if name != guide))[:_SUBJECTS]
