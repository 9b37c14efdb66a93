"""Whether a message asks anew what was asked before: of other facts, in Euro, altogether."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import replace

from chains.case.conversation import CaseSoFar
from chains.funding.consultation.asked import FOLLOWING, OF_MONEY, WIDE, AskedTopic
from chains.funding.consultation.asking import asking_part
from chains.funding.consultation.guide_facts import hangs_on
from chains.funding.consultation.guides import PLAIN, Found, main_entry
from chains.funding.consultation.message import Message
from chains.funding.consultation.own_words import own_words
from chains.funding.explanation.why import asks_why
from chains.funding.topics import Topic, programmes_named
from chains.question.follow_up import asks_something
from knowledge.editorial.guides import load_guides

_SHORT = 60  # characters; what is longer and has no topic asks something else
_OWN_WORDS = 3  # words of its own from which on a question beside a case has a matter of its own
_AGAIN = re.compile(
    r"\bist (?:das|es) (?:dann |da |dafür )?(?:wichtig|relevant|von bedeutung|entscheidend)\b"
    r"|\bändert (?:das|sich|es)\b|\beinen unterschied\b|\bwas (?:heißt|bedeutet) das\b|\bund (?:dann"
    r"|jetzt|nun)\b"
    r"|\bwie (?:sieht|wäre|ist) es\b|\bwas (?:gilt|ist|wäre) (?:dann|nun|jetzt)\b|\bbleibt es dabei\b"
    r"|\bwas dann\b|(?:^|[.!?]\s)\W*(?:und )?dann\W*$"
    r"|\bwird (?:es|das) (?:\w+ ){0,2}(?:mehr|weniger|teurer|billiger|günstiger|anders)\b"
    r"|\bimmer noch\b|\bwie sieht es dann\b",
    re.IGNORECASE,
)
# "Und mit Betriebsvereinbarung?": a question without a verb, of nothing but a fact
_OF_A_FACT = re.compile(r"(?i)^\W*(?:und |aber |oder )?(?:auch )?(?:mit|ohne|bei|für|als)\b[^.!?,]{0,40}\W*$")
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
_SUM = re.compile(
    r"(?i)\b(?:gesamt|end)?(?:summe|betrag|kosten|preis)\b"
    r"|\bfür (?:alle|beide|die (?:zwei|drei|vier|fünf|anderen))\b"
    r"|\bwie ?viel (?:ist|wäre|macht|sind) (?:es|das)\b"
    r"|^\W*(?:und |also |was )?(?:alles? |beide |alle (?:zwei|drei|vier|fünf) )?"
    r"(?:zusammen|insgesamt|in summe)\W*$"
)
_FILLING = re.compile(
    r"(?i)\b(?:gut|ja|so|soviel|auch|genauso|ebenso|dahinter|allein|danke|okay|ok|konzern|wieviel|nr|ander\w*|eine\w*|betrieb|person)\b"
)
# "Warum zahlt er nichts?", "Wieso nur die Hälfte?": words for what was answered
_OF_RESULT = re.compile(
    r"(?i)\b(?:nichts?|nur|so ?viel|mehr|weniger|hälfte|ganz\w*|alles|nein|geht|gehen|voll\w*|anspruch"
    r"|warum|wieso|weshalb)\b"
)
_LENGTH = frozenset({"course.months", "course.weeks", "course.days"})
_OF_SHARE = frozenset(
    {"age", "disability", "gdb", "turns_45_during_course", "course.fee"}
)  # change the share, never the wage


def asked_again(message: Message, worded: Found | None, *, asks: bool) -> AskedTopic | None:
    """What was asked before, where the message only asks it anew: of other facts, in Euro, altogether."""
    before, told, question = message.before, message.told, message.question
    again = _hanging_on(told.fresh.keys(), before.again)
    if again is None or (again.found is not None and _asks_other(message, again.found)):
        return None
    plain = max(message.meant.entries.values(), default=0.0) >= PLAIN
    turns = message.turns and (not asks or message.only_how_much)
    anew = (
        (_RECKON.search(question) and not (worded or message.other_money))
        or (
            _TOTAL.search(question)
            and again.found is not None
            and not message.guides
            and not (told.fresh.keys() - _LENGTH)
            and not (worded is not None and worded.worded and worded.entry != again.found.entry)
        )
        or (_OF_A_FACT.search(question) and told.fresh and message.topic is None)
        or (_AGAIN.search(question) and told.fresh and not (worded or _asks_plainly(message)))
        or (_AGAIN.search(question) and told.reading.cleared)
        or (_WHAT_IF.search(question) and worded is None and _decides_nothing(message))
        or (asks_the_sum(message, again) and worded is None)
        or (turns and not own_words(_FILLING.sub("", question)))
        or (message.only_how_much and again.found is None and not own_words(question))
        or (asks_why(question) and worded is None and not own_words(_OF_RESULT.sub("", question)))
    )
    if again.found is not None and not again.found.entry.programme and told.fresh:
        # what was asked in general is asked of the case now
        again = replace(again, found=main_entry(again.found.guide) or again.found)
    if again.found is not None and (other := _of_what_is_told(again.found, told.fresh.keys() - FOLLOWING)):
        again = replace(again, found=other)
    if again.topic is Topic.WAGE and told.fresh and set(told.fresh) <= _OF_SHARE:
        again = AskedTopic(Topic.FIRM_COST, (), None, message.subjects)
    if asks_why(question) and again.topic in WIDE and again.found is None and not again.programmes:
        again = replace(again, topic=Topic.FIRM_COST)  # an overview gives no reasons
    if anew:
        return replace(again, subjects=message.subjects, again=again, repeated=True)
    # "Er hat GdB 40. Wo kann er sich gleichstellen lassen?", but not "Und wenn ich ein Jahr da bin?"
    beside = own_words(question) - own_words(told.told_in)
    own = plain and asks_something(question) and bool(beside or not told.fresh)
    if own or not (_only_tells(question, told, asks=asks) or (not asks and message.goes_on_as_before)):
        return None
    return replace(again, subjects=message.subjects, again=again, repeated=True)


# "Was, wenn er schon letztes Jahr gefördert wurde?"
_WHAT_IF = re.compile(r"(?i)^\W*(?:(?:und|aber|oder|was|was ist|was wäre)\W*)?wenn\b")


def _decides_nothing(message: Message) -> bool:
    """Whether a message tells what the rules hang on, and the entry that it comes near says the same whatever
    is told.
    """
    fresh = message.told.fresh.keys() - FOLLOWING
    if not fresh or not message.meant.entries:
        return False
    name, _, number = max(message.meant.entries, key=lambda key: message.meant.entries[key]).partition(":")
    return not fresh & hangs_on(load_guides()[name].entries[int(number)])


def _asks_plainly(message: Message) -> bool:
    """Whether a message plainly asks for something else than what was asked before: another money, or, with
    words of its own, what editors have an example of.
    """
    if message.other_money:
        return True
    asking = asking_part(message.question)
    bare = asking != message.question and not own_words(_AGAIN.sub("", asking))  # "…. Wird es dann mehr?"
    return not bare and max(message.meant.entries.values(), default=0.0) >= PLAIN


def _asks_other(message: Message, found: Found) -> bool:
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


def _of_what_is_told(found: Found, fresh: Set[str]) -> Found | None:
    """Another entry of the same guide, where what is told changes nothing of what was said last ("Sie hat
    zwei Kinder." after the fares); None where it does, or no entry hangs on it.
    """
    if not fresh or fresh & hangs_on(found.entry):
        return None
    entries = load_guides()[found.guide].entries
    entry = next((each for each in entries if each.programme and fresh <= hangs_on(each)), None)
    return Found(found.guide, entry, worded=True) if entry is not None else None


def asks_the_sum(message: Message, again: AskedTopic) -> bool:
    """ "Was wäre dann die Summe für alle vier?", of money that was asked before, of no programme named."""
    of_money = message.topic in OF_MONEY | WIDE | {None} and again.topic in OF_MONEY
    return bool(_SUM.search(message.question)) and of_money and not programmes_named(message.question)


def _only_tells(question: str, told: CaseSoFar, *, asks: bool) -> bool:
    """Whether a message tells facts and asks nothing of its own ("und bei 40 Leuten?")."""
    if asks or not (told.fresh or told.reading.cleared):
        return False
    return len(question) <= _SHORT or "?" not in question or len(own_words(question)) < _OWN_WORDS
