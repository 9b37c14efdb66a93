"""Course questions in a conversation: which messages are one, and the wish that they make together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import fields
from datetime import date
from typing import Any

from chains.courses.understand.understand import LONGEST, understand
from chains.courses.understand.vocabulary import topic_words
from chains.courses.understand.wish import Entry, Wish, WishRange
from chains.funding.topics import Topic, topic_of
from chains.question.follow_up import last_sentence
from chains.question.plain_wording import plain_wording
from chains.question.small_words import talk_of

_THING = (
    r"(?:\w*(?:kurs|lehrgang|seminar|workshop)(?:e|es|en|s)?|\w*lehrgänge[n]?|\w*(?:umschulung"
    r"|weiterbildung|fortbildung|schulung|qualifizierung)(?:en)?"
    r"|angebote?|maßnahmen?|\w*schein|teilqualifikation(?:en)?)"
)
_A_THING = re.compile(rf"\b{_THING}\b", re.IGNORECASE)
_FAR, _NEAR = 90, 20  # characters between two words of one sentence that go together
_SEEKS = re.compile(
    r"(?<!\w)(?:such\w*|find\w*|zeig\w*|nenn\w*|kennst|gibt es|gibt's|gibts|welche[rsn]?|wo|wer bietet"
    r"|hast du|ich brauche|wir brauchen|brauchen wir|bräuchte\w*|möchte\w*|will|wollen)\b",
    re.IGNORECASE,
)
_SOUGHT = re.compile(r"\b(?:gesucht|suche|finden|gibt es|angeboten)\b", re.IGNORECASE)
_SEARCH = re.compile(r"\bkurssuche\b", re.IGNORECASE)
_SENTENCE_ENDS = re.compile(r"[.!?]")
_WORD = re.compile(r"[\w*:/-]+")
_OPENING = frozenset("ein eine einen guten tag hallo bitte".split())
_FIRST = 4  # words of a wish without a verb among which a course is named
_SEMINAR_DAYS = re.compile(
    r"(?i)\b(?:seminartag\w*|modul(?:e|s|en)?|folie\w*|lernziel\w*|übung\w*|unser(?:e|er|em)? (?:seminar"
    r"|kurs|lehrgang))\b"
)
# what a course question never asks: who pays how much, what the law says
_FUNDING = re.compile(
    r"(?i)\bgeld\b|(?<!erste[ -])\bhilfen?\b"
    r"|\bformular\w*|zulass\w*|\bfrist\w*|widerruf\w*|\bbeenden\b|\bvergütung"
    r"|\bbetrieb mit\b|\bwer sucht\b"
    r"|\b\d+ (?:leute|beschäftigte|mitarbeit\w*|ma)\b|\bwenn ich\b|\bgibt es für\b|\bzahl(?:t|en|e"
    r"|st)\b(?! das amt)|\bbezahl\w*|förder\w*|zuschuss\w*|zuschüsse\w*|\bantr[aä]g\w*|\bbeantrag\w*"
    r"|anspruch|\bkosten(?:träger)?\b(?= (?:übern|trägt|für))|übern(?:immt|ehmen|ahme)"
    r"|\banteil\b|\bprozent\b|\bfreistell\w*|\brecht auf\b|§|gesetz\w*|\burlaub\b|\bkündig\w*|\blohn\b(?!"
    r" und)|arbeitsentgelt|\bwer trägt\b|\bdarf\b|\bmuss\b|\bmüssen\b|voraussetzung\w*|unterschied|\bwas"
    r" ist\b|\bwas bedeutet\b|\bwie viel\b|\bwie hoch\b"
    r"|\bwarum\b|\bzählt\b|\bgilt\b|\bgelten\b|bildungsscheck|bafög|\bdauert\b|\bwie lange\b|\bdürfen\b"
    r"|erstatt\w*|betriebsrat\b(?!s)|mitbestimm\w*|\bkann (?:ich|er|sie|man|jemand)\b(?! (?:hier|da|in"
    r"|bei))"
)
# what is said of a course where courses are spoken of: for how many it is, how it must be
_OF_THE_COURSE = re.compile(
    r"(?i)\bfür \d+ (?:leute|personen|beschäftigte|mitarbeit\w*|ma|tn)\b"
    r"|\b(?:muss|müsste|müssen|darf|dürfte|dürfen)\b(?=[^.!?]{0,60}\b(?:sein|kosten|dauern|liegen|stattfinden"
    r"|beginnen|anfangen|starten)\b)"
)
_BY_VOUCHER = re.compile(
    r"(?i)\b(?:das |die )?(?:amt|jobcenter|arbeitsagentur|agentur)\b[^.!?]{0,20}\b(?:be)?zahl\w*"
    r"|\bbildungsgutschein\w*"
)
_ASKS_OFFICE = re.compile(
    r"(?i)\b(?:kann|zahlt|würde|übernimmt|bezahlt|fördert)\b (?:die|das) (?:agentur|amt|jobcenter"
    r"|arbeitsagentur)"
)
_FOR_IT = re.compile(
    r"(?i)\b(?:dafür|dazu|hierfür|für (?:ihn|sie|die kollegin|den kollegen)|so (?:einen|ein|eine)|solche)\b"
)
_IT = re.compile(r"(?i)\b(?:dafür|dazu|hierfür)\b")
_NARROWS = re.compile(
    r"(?i)^\W*(?:und\b|oder\b|nur\b|aber\b|auch\b|lieber\b|bitte\b|doch\b|dann\b|gibt es (?:das|den|die"
    r"|es|da|sie|davon|welche)\b|welche (?:davon|sind|gibt)\b|geht das\b|was ist mit\b|wie wäre es\b"
    r"|ohne\b|mit\b|in\b|ab\b|bis\b|am\b|im\b|höchstens\b|billiger|günstiger|näher)"
)
_CHEAPER = re.compile(r"(?i)\b(?:billiger|günstiger|preiswerter|günstigste[nrs]?)\b")
_NEARER = re.compile(r"(?i)\b(?:näher|nächste[nrs]? dran|in der nähe)\b")
_SOONER = re.compile(r"(?i)\b(?:früher|eher|schneller)\b")
_OWN_SHARE = re.compile(
    r"(?i)\b(?:was|wie viel) (?:ich|er|sie|die person|man) (?:selbst |selber )?(?:zahl\w*|beisteuer\w*)"
    r"|eigenanteil|selbst zahlen"
)
_IN_ORDER = re.compile(r"(?i)\bsortier\w*|\bgeordnet\b|\bordne\w*|\bzuerst\b|\breihenfolge\b")
_FINDS = re.compile(r"(?i)\b(?:gibt(?: es|'?s)|such\w*|find\w*|zeig\w*|wo|welche kurse)\b")
_OF_MONEY = frozenset({Topic.FIRM_COST, Topic.WAGE, Topic.CLAIM, Topic.COUNT, Topic.DOCUMENTS})
# "und Word?": the same for another topic
_ANOTHER = re.compile(
    r"(?i)^\W*(?:und|oder|was ist mit|wie ist es mit|wie sieht es aus mit|wie sieht es mit)\b"
)
_A_COURSE = re.compile(r"(?i)(?:kurse?|lehrgang|lehrgänge|seminare?|workshops?)\W*$")
_AS_LEAVE = re.compile(r"(?i)\bals bildungsurlaub\b")
_NAME_ALONE, _LONGEST_ANOTHER = 3, 6  # words of a message that only names a course, or another topic
_FEW_WORDS, _SHORT = 14, 9  # of a wish in words without a verb; of a message that only narrows
_NARROWING = frozenset(
    "place plz region km start_from start_until end_until time weekday form form_not price_min price_max"
    " voucher azav"
    " hours_min hours_max days_min days_max weeks_min weeks_max months_min months_max certificate"
    " language sort"
    " accessible lodging bildungsurlaub participants provider provider_not entry audience".split()
)


def asks_for_courses(message: str, today: date, *, after_courses: bool = False, eager: bool = False) -> bool:
    """Whether a message looks for courses; `after_courses`: the one before did, so that a short one may only
    narrow what was found; `eager`: a topic alone is enough.
    """
    message = message[-LONGEST:]  # what is asked stands at the end; bounds the time of the patterns
    if after_courses and _OWN_SHARE.search(message) and _IN_ORDER.search(message):
        return True
    plain = plain_wording(message)
    if _asks_otherwise(_OF_THE_COURSE.sub(" ", plain) if after_courses else plain):
        return False
    filters = understand(message, today).filters()
    if _speaks_of_it(message) or (after_courses and _goes_on(message, filters)):
        return True
    if eager and "topic" in filters and talk_of(message)[0] is None:
        return True
    return _looks_for(message, filters)


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
    return _follows(_FOR_IT, _A_THING, message, _FAR) or _follows(_A_THING, _IT, message, _NEAR)


def _seeks(message: str) -> bool:
    return (
        _follows(_SEEKS, _A_THING, message, _FAR)
        or _follows(_A_THING, _SOUGHT, message, _FAR)
        or bool(_SEARCH.search(message))
    )


def _noun_first(message: str) -> bool:
    """ "Ein Schweißkurs in Hagen": a course is named among the first words."""
    words = _WORD.findall(message)
    while words and words[0].lower() in _OPENING:
        words.pop(0)
    return any(_A_THING.match(word.rpartition("-")[2]) for word in words[:_FIRST])


def _goes_on(message: str, filters: Mapping[str, Any]) -> bool:
    return (
        bool(_ALL_THE_SAME.search(message))
        or _only_narrows(message, filters)
        or _is_another(message, filters.get("topic", []))
    )


def _is_another(message: str, topic: Sequence[str]) -> bool:
    """ "und Word?": a short message that names only another topic, one that courses are about."""
    short = len(message.split()) <= _LONGEST_ANOTHER and bool(_ANOTHER.search(message))
    return short and bool(topic) and all(word in topic_words() for word in topic)


def _looks_for(message: str, filters: Mapping[str, Any]) -> bool:
    """Whether a message says by itself that it looks for a course."""
    told = filters.keys() & _NARROWING
    if _seeks(message):
        return bool(told) or "topic" in filters or "leads_to_degree" in filters
    words = len(message.split())
    if "topic" not in filters or "?" in message or words > _FEW_WORDS:
        return False
    named = _noun_first(message) and (
        bool(told) or (words <= _NAME_ALONE and bool(_A_COURSE.search(message)))
    )
    return named or bool(_AS_LEAVE.search(message))


def _asks_otherwise(message: str) -> bool:
    """Whether it asks for the mentors' own seminar, or who pays and what the law says."""
    if any(pattern.search(message) for pattern in (_SEMINAR_DAYS, _ASKS_OFFICE)):
        return True
    of_money = topic_of(last_sentence(message)) in _OF_MONEY and not _FINDS.search(message)
    return of_money or bool(_FUNDING.search(_BY_VOUCHER.sub(" ", message)))


def _only_narrows(message: str, filters: Mapping[str, Any]) -> bool:
    short = len(message.split()) <= _SHORT
    says = bool(filters.keys() & _NARROWING) or bool(_CHEAPER.search(message) or _NEARER.search(message))
    return short and says and bool(_NARROWS.search(message) or len(filters) > 0)


def wish_of_conversation(
    messages: Sequence[str], today: date, case: Mapping[str, Any], *, eager: bool = False
) -> Wish | None:
    """What is wanted after the last message, with what earlier course questions said; None if the last one is
    no course question. `case`: facts that are known; a goal that it tells is what a course is looked for.
    """
    wish: Wish | None = None
    for number, message in enumerate(messages[:-1]):
        if asks_for_courses(message, today, after_courses=wish is not None, eager=eager):
            wish = _joined(wish, message, today, messages[:number], case)
    last = messages[-1]
    if not asks_for_courses(last, today, after_courses=wish is not None, eager=eager):
        return None
    return _joined(wish, last, today, messages[:-1], case)


def _joined(
    before: Wish | None, message: str, today: date, earlier: Sequence[str], case: Mapping[str, Any]
) -> Wish:
    if before is not None and _taken_back(message, rest := deepcopy(before)):
        return rest
    now = understand(message[-LONGEST:], today)
    narrows = before is not None and (
        not now.topic or (_only_narrows(message, now.filters()) and _keeps_topic(now, before))
    )
    if before is not None and not narrows and _is_another(message, now.topic):
        wish = merged(before, now)
        wish.topic, wish.degree, wish.leads_to_degree = now.topic, now.degree, now.leads_to_degree
    else:
        wish = merged(before, now) if narrows and before is not None else now
    if not wish.topic and not wish.degree:
        goal = _goal(earlier, today)
        wish.topic, wish.degree, wish.leads_to_degree = (
            goal.topic,
            goal.degree,
            wish.leads_to_degree or goal.leads_to_degree,
        )
    if case.get("degree") == "none":
        wish.entry.no_degree = True
    _sorted(message, wish)
    return wish


def _keeps_topic(now: Wish, before: Wish) -> bool:
    return not now.topic or set(now.topic) <= set(before.topic)


def _goal(earlier: Sequence[str], today: date) -> Wish:
    """What an earlier message says is to be learnt, the newest first."""
    for message in (said[-LONGEST:] for said in reversed(earlier)):
        told = understand(message, today)
        if told.degree or told.leads_to_degree:
            told.topic = [told.degree] if told.degree else [w for w in told.topic if len(w) > 2][:2]  # noqa: PLR2004
            return told
        if _LEARNS.search(message) and told.topic:
            return told
    return Wish()


_LEARNS = re.compile(
    r"(?i)\b(?:kurs|lehrgang|umschulung|weiterbildung|lernen|werden|schulung|qualifizier\w*)\b|kurs\b"
    r"|lehrgang\b"
)


def _sorted(message: str, wish: Wish) -> None:
    message = message[-LONGEST:]
    for pattern, name in ((_CHEAPER, "preis"), (_NEARER, "entfernung"), (_SOONER, "beginn")):
        if pattern.search(message) and not wish.sort:
            wish.sort = name
    if _OWN_SHARE.search(message):
        wish.sort = "eigenanteil"


# what "… egal" takes back, by the label that people see
_RESETS: dict[str, tuple[str, ...]] = {
    "ort": ("place", "plz", "region", "km"),
    "region": ("place", "plz", "region", "km"),
    "umkreis": ("km",),
    "beginn": ("start_from", "start_until"),
    "ende": ("end_until",),
    "dauer": ("hours", "days", "weeks", "months"),
    "zeit": ("time", "weekday"),
    "tag": ("weekday",),
    "form": ("form", "form_not"),
    "nicht": ("form_not",),
    "preis": ("price",),
    "förderung": ("voucher",),
    "zulassung": ("azav",),
    "anerkennung": ("bildungsurlaub",),
    "zertifikat": ("certificate", "any_certificate"),
    "abschluss": ("degree", "leads_to_degree"),
    "anbieter": ("provider", "provider_not"),
    "niveau": ("entry",),
    "zugang": ("entry",),
    "deutsch": ("entry",),
    "für": ("audience",),
    "gruppe": ("participants",),
    "ausstattung": ("accessible", "lodging"),
    "kurssprache": ("language",),
    "reihenfolge": ("sort",),
}
_ALL_THE_SAME = re.compile(
    rf"(?i)\b(?P<what>{'|'.join(_RESETS)})\w*\s+(?:ist\s+|sind\s+)?(?:mir\s+)?(?:egal|gleichgültig|beliebig)\b"
)


def _taken_back(message: str, wish: Wish) -> bool:
    """Take back what is said to be all the same ("Ort egal"); whether something was."""
    found = False
    for match in _ALL_THE_SAME.finditer(message[-LONGEST:]):
        for name in _RESETS[match["what"].lower()]:
            setattr(wish, name, getattr(Wish(), name))
            found = True
    return found


_OF_PLACE = ("place", "plz", "region")


def merged(before: Wish, now: Wish) -> Wish:
    """The earlier wish with what the new one says in its place; another place takes the old one's."""
    wish = deepcopy(before)
    if any(getattr(now, name) for name in _OF_PLACE):
        for name in _OF_PLACE:
            setattr(wish, name, [])
        wish.km = None
    for each in fields(Wish):
        value = getattr(now, each.name)
        if each.name == "entry":
            wish.entry = _merged_entry(before.entry, now.entry)
        elif each.name == "left_over":
            wish.left_over = now.left_over
        elif value and each.name != "topic":
            setattr(
                wish,
                each.name,
                value if isinstance(value, WishRange) or not isinstance(value, list) else list(value),
            )
    wish.form_not = [form for form in wish.form_not if form not in now.form]
    wish.form = [form for form in wish.form if form not in now.form_not]
    return wish


def _merged_entry(before: Entry, now: Entry) -> Entry:
    return Entry(
        before.no_degree or now.no_degree,
        before.no_school or now.no_school,
        now.german_level or before.german_level,
        now.level or before.level,
    )
