"""Which messages of a conversation look for courses."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from chains.courses.compared import to_compare
from chains.courses.taking_back import takes_back
from chains.courses.understand.number_words import ANY_NUMBER_WORD
from chains.courses.understand.topics.government import is_known_topic
from chains.courses.understand.topics.single_words import IS_LEVEL
from chains.courses.understand.understand import LONGEST, understand
from chains.courses.understand.vocabulary import filter_words, topic_words
from chains.courses.understand.words import word_set
from chains.courses.understand.written.spelling import respelled
from chains.funding.topics import Topic, topic_of
from chains.question.follow_up import last_sentence
from chains.question.plain_wording import plain_wording
from chains.question.seeking import COURSE_NAME, asks_money_or_law, asks_where_to_learn, seeks
from chains.question.small_words import talk_of

_FAR, _NEAR = 90, 20  # characters between two words of one sentence that go together
_SENTENCE_ENDS = re.compile(r"[.!?]")
_ASKED_BESIDE = re.compile(
    r"(?i),?\sund\s(?=(?:wer\s)?(?:be)?zahlt\b|wer\s(?:übernimmt|trägt)\b|was\skostet\b|übernimmt\b)"
)
_WORD = re.compile(r"[\w*:/-]+")
_OPENING = frozenset("ein eine einen guten tag hallo bitte".split())
_FIRST = 4  # words of a wish without a verb among which a course is named
# what is said of a course where courses are spoken of: for how many it is, how it must be
_OF_THE_COURSE = re.compile(
    r"(?i)\bfür \d+ (?:leute|personen|beschäftigte|mitarbeit\w*|ma|tn)\b"
    r"|\b(?:muss|müsste|müssen|darf|dürfte|dürfen)\b(?=[^.!?]{0,60}\b(?:sein|kosten|dauern|liegen|stattfinden"
    r"|beginnen|anfangen|starten)\b)"
    r"|\b(?:höchstens|mindestens|maximal|nur|länger|kürzer)\b[^.!?]{0,30}\bdauer(?:t|n)\b"
    r"|^\W*(?:und\s)?was ist mit\b|\bkann (?:ich|er|sie|man|wir)\b(?=\s(?:leider\s|aber\s|da\s)?nicht\b)"
    r"|\b(?:die|meine|unsere|der|mein|unser) (?:firma|chefin|chef|betrieb|arbeitgeber)\s(?:be)?zahlt\b"
    r"(?![^.!]{0,60}\?)"
    r"|^\W*(?:(?:und|oder|aber)\s)?wenn\b(?=[^.!?]{0,60}\b(?:anf[aä]ng\w*|beginn\w*|start\w*|stattfind\w*|kann|könnte"
    r"|geht|ginge|wohn\w*|dauert)\b)"
)
_FOR_IT = re.compile(
    r"(?i)\b(?:dafür|dazu|hierfür|für (?:ihn|sie|die kollegin|den kollegen)|so (?:einen|ein|eine)|solche)\b"
)
_IT = re.compile(r"(?i)\b(?:dafür|dazu|hierfür)\b")
_NARROWS = re.compile(
    r"(?i)^\W*(?:und\b|oder\b|nur\b|aber\b|auch\b|lieber\b|bitte\b|doch\b|dann\b|gibt es (?:das|den|die"
    r"|es|da|sie|davon|welche)\b|welche[rs]? (?:davon|von|sind|gibt)\b|geht das\b|was ist mit\b|wie wäre es\b"
    r"|ohne\b|mit\b|in\b|ab\b|bis\b|am\b|im\b|höchstens\b|billiger|günstiger|näher)"
)
CHEAPER = re.compile(r"(?i)\b(?:billiger|günstiger|preiswerter|günstigste[nrs]?)\b")
NEARER = re.compile(r"(?i)\b(?:näher|nächste[nrs]? dran|in der nähe)\b")
OWN_SHARE = re.compile(
    r"(?i)\b(?:was|wie viel) (?:ich|er|sie|die person|man) (?:selbst |selber )?(?:zahl\w*|beisteuer\w*)"
    r"|eigenanteil|selbst zahlen"
)
OWN_COST = re.compile(
    r"(?i)\b(?:was|wie ?viel)\s(?:kostet|kosten|koste)\s(?:mich|sie|ihn|uns|die person)\b"
    r"|\b(?:was|wie ?viel)\s(?:zahle|zahlt|bezahle|muss|müsste)\s(?:ich|er|sie|man)\b.{0,30}"
    r"\b(?:selbst|selber|dazu|zahlen)\b"
)
# who pays for what was found: for a list of courses, each with its shares
_WHO_PAYS = re.compile(
    r"(?i)\bwer\s(?:be)?zahlt\b|\bwer\sübernimmt\b|\b(?:be)?zahlt\s(?:mir\s)?(?:das|die|den)\b.{0,30}\b(?:agentur|amt|jobcenter)\b"
)
_SORTS = re.compile(
    r"(?i)\b(?:und\s)?(?:bitte\s)?(?:sortier\w*|ordne\w*|geordnet)\b(?:\s(?:bitte|das|sie|mal|alles))*(?:\snach)?(?:\s(?:dem|der|den))?"
    r"(?:\s(?:eigenanteil|preis|beginn|datum|entfernung|nähe|dauer))?"
)
_IN_ORDER = re.compile(r"(?i)\bsortier\w*|\bgeordnet\b|\bordne\w*|\bzuerst\b|\breihenfolge\b")
_FINDS = re.compile(
    r"(?i)\b(?:gibt(?: es|'?s)|such\w*|find\w*|zeig\w*|wo|welche kurse|was kostet (?:so )?(?:ein|der)"
    r" [\w-]{0,30}(?:kurs|lehrgang|seminar|schulung|schein))\b"
)
_PRICE = re.compile(r"\d\s?(?:€|euro\b|eur\b)", re.IGNORECASE)
_OF_PAYING = frozenset({"voucher", "azav"})
_OF_MONEY = frozenset({Topic.FIRM_COST, Topic.WAGE, Topic.CLAIM, Topic.COUNT, Topic.DOCUMENTS})
# "und Word?": the same for another topic
_ANOTHER = re.compile(
    r"(?i)^\W*(?:und|oder|was ist mit|wie ist es mit|wie sieht es aus mit|wie sieht es mit)\b"
    r"|\b(?:jetzt|noch) (?:noch )?(?:et)?was (?:zu[mr]?|mit|über|im bereich)\b"
    r"|^\W*(?:am besten|vielleicht|eher|lieber|also|konkret|genauer(?: gesagt)?|sagen wir"
    r"|zum beispiel|speziell)\b"
)
_INSTEAD = re.compile(r"(?i)\b(?:stattdessen|doch lieber|lieber doch|dann (?:eben|lieber|doch))\b")
_CORRECTS = re.compile(
    r"(?i)^\W*(?:(?:ach|oh|äh|nein|nee?|sorry|quatsch|pardon|entschuldigung),?\s){0,3}"
    r"(?:(?:ich|wir) mein(?:t)?en?|gemeint (?:ist|war)|besser gesagt|korrektur)\b"
    r"|\b(?:meine?|meinte|meinten) (?:ich|wir)\W*$|\b(?:war|ist) gemeint\W*$"
    r"|^\W*(?:(?:nein|nee),?\s)?nicht\s[^.!?]{2,40},?\ssondern\b"
)
# "abends ginge auch", "Bochum wäre auch okay"
_AS_WELL = re.compile(
    r"(?i)\bauch\b.{0,30}\b(?:möglich|okay|ok|in ordnung|machbar|gut|recht|kein problem|gingen?|gehen"
    r"|passt|passen)\b"
    r"|\b(?:gingen?|geht|gehen|wären?|passt|passen|nehmen?|könnten?|kann|können)\b.{0,30}\bauch\b"
)
_DENIES = re.compile(r"(?i)\b(?:nichts?|kein\w{0,2}|ohne|außer)\b")
# what is said of how a course should be
_HOW = re.compile(
    r"(?i)\b(?:soll(?:te|ten|en)?|muss|müsste|müssen|darf|dürfte|dürfen|bitte|lieber|nur|gern|gerne|wäre|ginge|geht|reicht"
    r"|kann|könnte|wenn)\b"
)
# "wann fängt der nächste an?"
WHEN_NEXT = r"\bwann (?:fängt|beginnt|startet|läuft|ist|findet) (?:denn |dann )?(?:der|die|das) nächste\b"
_WHEN_NEXT = re.compile(rf"(?i){WHEN_NEXT}")
# "Doch nur drei": of how many people it is for
NUMBER_ONLY = re.compile(
    rf"(?i)(?:(?:doch|nur|nein|also|eher|jetzt|es|wir|sind)[,]?\s){{1,4}}(?P<number>\d{{1,2}}|{ANY_NUMBER_WORD})"
    r"(?:\s(?:leute|personen))?\W{0,3}"
)
# "Stufe A1": of the language that is learnt
LEVEL_ONLY = re.compile(
    r"(?i)(?:(?:und|bitte|nur|auf)\s){0,3}(?:(?:stufe|niveau|level)\s?)?(?P<level>[abc][12])(?:\sbitte)?\W{0,3}"
)
_A_COURSE = re.compile(r"(?i)(?:kurse?|lehrgang|lehrgänge|seminare?|workshops?)\W*$")
_AS_LEAVE = re.compile(r"(?i)\bals bildungsurlaub\b")
_NAME_ALONE, _LONGEST_ANOTHER = 3, 8  # words of a message that only names a course, or another topic
# words of a wish without a verb; of a message that only narrows; of one that says how a course should be
_FEW_WORDS, _SHORT, _SENTENCE = 14, 9, 25
_LATEST = 512  # messages: each turn asks for all that the talk remembers
_NARROWING = frozenset(
    "leads_to_degree "
    "place plz region km start_from start_until end_until time weekday form form_not price_min price_max"
    " voucher azav"
    " hours_min hours_max days_min days_max weeks_min weeks_max months_min months_max certificate"
    " language sort"
    " accessible lodging bildungsurlaub participants provider provider_not entry audience".split()
)


@lru_cache(maxsize=_LATEST)
def asks_for_courses(message: str, today: date, *, after_courses: bool = False, eager: bool = False) -> bool:
    """Whether a message looks for courses; `after_courses`: the one before did, so that a short one may only
    narrow what was found; `eager`: a topic alone is enough.
    """
    message = message[-LONGEST:]  # what is asked stands at the end; bounds the time of the patterns
    if after_courses and (
        (OWN_SHARE.search(message) and _IN_ORDER.search(message))
        or to_compare(message)
        or (eager and asks_who_pays(message))
    ):
        return True
    if _asks_beside(message):
        return True
    plain = plain_wording(message)
    if _asks_otherwise(_OF_THE_COURSE.sub(" ", plain) if after_courses else plain):
        return False
    filters = understand(message, today).filters()
    message = respelled(" ".join(message.split()))
    if _speaks_of_it(message) or (after_courses and _goes_on(message, filters, today)):
        return True
    if eager and "topic" in filters and talk_of(message)[0] is None:
        return True
    return _looks_for(message, filters)


def asks_who_pays(message: str) -> bool:
    """ "Was kostet mich das selbst?", "Wer zahlt das?": short, and nothing else is asked."""
    return len(message.split()) <= _FEW_WORDS and bool(OWN_COST.search(message) or _WHO_PAYS.search(message))


def without_order(message: str) -> str:
    """What else a message says than how the list should be sorted."""
    return _SORTS.sub(" ", message) if OWN_SHARE.search(message) and _IN_ORDER.search(message) else message


def _asks_beside(message: str) -> bool:
    """ "Gibt es Kurse in Duisburg und zahlt das die Agentur?": who pays stands beside each course."""
    asked = [part for part in _ASKED_BESIDE.split(message) if seeks(part) and COURSE_NAME.search(part)]
    return len(asked) == 1 and asked[0] != message and not asks_money_or_law(asked[0])


def _follows(first: re.Pattern[str], second: re.Pattern[str], message: str, far: int) -> bool:
    """Whether the second stands behind the first in the same sentence, at most so many characters away."""
    ends = [match.end() for match in first.finditer(message)]
    at = 0  # the last of the first that ends before
    for match in second.finditer(message):
        while at + 1 < len(ends) and ends[at + 1] <= match.start():
            at += 1
        near = ends and ends[at] <= match.start() <= ends[at] + far
        if near and _SENTENCE_ENDS.search(message, ends[at], match.start()) is None:
            return True
    return False


def _speaks_of_it(message: str) -> bool:
    """ "ein Kurs dafür"."""
    return _follows(_FOR_IT, COURSE_NAME, message, _FAR) or _follows(COURSE_NAME, _IT, message, _NEAR)


def _noun_first(message: str) -> bool:
    """ "Ein Schweißkurs in Hagen": a course is named among the first words."""
    words = _WORD.findall(message)
    while words and words[0].lower() in _OPENING:
        words.pop(0)
    return any(COURSE_NAME.match(word.rpartition("-")[2]) for word in words[:_FIRST])


def _goes_on(message: str, filters: Mapping[str, Any], today: date) -> bool:
    return (
        takes_back(message)
        or only_narrows(message, filters)
        or refuses(message, today)
        or any(only.fullmatch(message.strip()) for only in (LEVEL_ONLY, NUMBER_ONLY))
        or ("topic" not in filters and bool(_WHEN_NEXT.search(message)))
        or is_another(message, filters.get("topic", []))
        or (corrects(message) and bool(filters))
    )


def is_another(message: str, topic: Sequence[str]) -> bool:
    """ "und Word?": a short message that names only another topic, one that courses are about."""
    words = len(message.split())
    if words <= _FEW_WORDS and _INSTEAD.search(message) and topic:
        return True
    short = words <= _LONGEST_ANOTHER and bool(_ANOTHER.search(message))
    return short and bool(topic) and all(word in topic_words() for word in topic)


def corrects(message: str) -> bool:
    """ "Ich meinte B1": what was said before was a slip."""
    return len(message.split()) <= _SHORT and bool(_CORRECTS.search(message))


def _looks_for(message: str, filters: Mapping[str, Any]) -> bool:
    """Whether a message says by itself that it looks for a course."""
    told = filters.keys() & _NARROWING
    if _has_its_price(message, filters):
        return False
    about = "topic" in filters or "leads_to_degree" in filters
    if seeks(message):
        return about or bool(told - _OF_PAYING)
    known = about and all(map(is_known_topic, filters.get("topic", ())))
    if known and told - _OF_PAYING and asks_where_to_learn(message):
        return True
    words = len(message.split())
    if "topic" not in filters or "?" in message or words > _FEW_WORDS:
        return False
    named = _noun_first(message) and (
        bool(told) or (words <= _NAME_ALONE and bool(_A_COURSE.search(message)))
    )
    return named or bool(_AS_LEAVE.search(message)) or _is_keywords(message, filters)


def _is_keywords(message: str, filters: Mapping[str, Any]) -> bool:
    """ "Englisch A2 in Krefeld": what is learnt, named first or behind how, and where or how; no verb."""
    words = [word.lower() for word in _WORD.findall(message)]
    topic = filters.get("topic", [])
    ways = filters.keys() & _NARROWING - _OF_PAYING
    made_of = len(ways) > 1  # who says two ways of a course means one by a compound, too ("Altenpflegehilfe")
    known = [word for word in topic if word in topic_words() or (made_of and is_known_topic(word))]
    return (
        bool(known and ways)
        and topic[0] == known[0]
        and _first_said(words, topic[0])
        and len(words) <= _SHORT
        and all(word in known or IS_LEVEL.fullmatch(word) or word.isdigit() for word in topic)
        and not any(word in word_set("wanting") or word in word_set("telling") for word in words)
    )


def _first_said(words: Sequence[str], topic: str) -> bool:
    """ "Bildungsurlaub Spanisch in Köln": only how a course must be stands before what it is about."""
    return next((word for word in words if word == topic or word not in filter_words()), "") == topic


def _has_its_price(message: str, filters: Mapping[str, Any]) -> bool:
    """Whether it tells what a course costs, and not what it may: that course is found already."""
    return bool(_PRICE.search(message)) and not filters.keys() & {"price_min", "price_max"}


def _asks_otherwise(message: str) -> bool:
    """Whether it asks for the mentors' own seminar, or who pays and what the law says."""
    of_money = topic_of(last_sentence(message)) in _OF_MONEY and not _FINDS.search(message)
    return of_money or asks_money_or_law(message)


def only_narrows(message: str, filters: Mapping[str, Any]) -> bool:
    """Whether a short message tells only how what was found must be."""
    words = len(message.split())
    says_how = "?" in message or bool(_HOW.search(message))
    short = words <= _SHORT or (words <= _SENTENCE and "topic" not in filters and says_how)
    says = bool(filters.keys() & _NARROWING) or bool(CHEAPER.search(message) or NEARER.search(message))
    return short and says and bool(_NARROWS.search(message) or len(filters) > 0)


def refuses(message: str, today: date) -> bool:
    """ "nicht im Januar", "keine Onlinekurse": a short message that only says how a course must not be."""
    if len(message.split()) > _SHORT or not _DENIES.search(message):
        return False
    said = understand(message, today).filters()
    affirmed = understand(_DENIES.sub(" ", message), today).filters()
    return "topic" not in said and bool((affirmed.keys() - said.keys()) & _NARROWING)


def is_wider(message: str) -> bool:
    """Whether a message says that something would do as well; a question asks for it instead."""
    return "?" not in message and not _INSTEAD.search(message) and bool(_AS_WELL.search(message))
