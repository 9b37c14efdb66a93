"""When a course begins or ends: months, seasons, holidays, weeks and relative words, with "ab", "bis", "vor".

Own grammar: dateparser reads single dates, but neither periods ("im Frühjahr", "noch vor Ostern") nor which
side of one is meant; `python benchmarks/course_dates.py` compares both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from chains.courses.understand.sentence import TAKEN, WishSentence
from chains.courses.understand.wish import Wish
from chains.courses.understand.words import word_set
from chains.quantities.periods.grammar import PERIOD, period_of
from chains.quantities.periods.months import MONTHS_SPAN
from chains.quantities.periods.period import Period

_DAY = timedelta(days=1)
_FROM = (
    r"(?:erst\s)?(?:ab|von|vom|frühestens(?:\s(?:ab|im|am|in))?|nicht\svor|beginnend\sab|seit)"
    r"(?:\sdem|\sder)?"
)
_UNTIL = (
    r"(?:spätestens(?:\sab)?|bis(?:\sspätestens)?|nicht\sspäter\sals|nicht\snach)"
    r"(?:\s(?:bis|im|am|in|zum|zu|an))?(?:\s(?:dem|der))?"
)
_BEFORE = r"(?:noch\s)?vor(?:\s(?:dem|der|den))?(?:\sbeginn\s(?:der|des))?"
_AFTER = r"(?:erst\s|direkt\s|gleich\s|frühestens\s){0,2}nach(?:\s(?:dem|der|den))?"
_IN = (
    r"(?:noch\s|erst\s|gleich\s)?(?:im\slaufe?|während|im|in|am|zum|zu|an|um|irgendwann\s(?:im|in))"
    r"(?:\s(?:dem|der|den|das|die|des))?"
)
_WITH_SIDE = re.compile(
    rf"(?<![\w-])(?:(?P<since>{_FROM})|(?P<until>{_UNTIL})|(?P<before>{_BEFORE})|(?P<after>{_AFTER})"
    rf"|(?P<within>{_IN}))\s"
    rf"(?P<period>{PERIOD})(?P<on>\san\b(?!\s(?:eine|de|\w+tag|zwei|drei|vier)))?(?P<still>\snoch\b)?",
    re.IGNORECASE,
)
_OR_LATER = re.compile(r"\soder\s(?P<way>später|danach|früher|eher)(?![\w-])", re.IGNORECASE)
_BARE = re.compile(rf"(?<![\w-])(?P<period>{PERIOD})(?P<still>\snoch\b)?", re.IGNORECASE)
_BETWEEN = re.compile(
    rf"(?<![\w-])(?P<word>zwischen|zeitraum|von|vom)(?:\s(?:dem|von))?\s(?P<first>{PERIOD})\s(?:und|bis|-"
    rf"|–)(?:\s(?:zum|dem|ende))*\s(?P<last>{PERIOD})",
    re.IGNORECASE,
)
_ONE_DAY = r"\d{1,2}\.\s?(?:\d{1,2}\.|[a-zäöü]{3,9})(?:\s?20[2-4]\d)?"
_SPAN_OF_DAYS = re.compile(
    rf"(?<![\w.-])(?<!ab )(?<!zwischen )(?P<first>{_ONE_DAY})\s?(?:bis|-|–)\s?(?:zum\s)?"
    rf"(?P<last>{_ONE_DAY})(?![\w-])",
    re.IGNORECASE,
)
_SPAN_OF_MONTHS = re.compile(
    rf"(?<![\w.-])(?<!ab )(?<!bis )(?P<months>{MONTHS_SPAN})(?![\w-])", re.IGNORECASE
)
_AND_PERIOD = re.compile(rf"\s(?:und|oder)\s(?:im\s|in\s)?{PERIOD}", re.IGNORECASE)
_LENGTH_AHEAD = re.compile(
    r"(?<![\w-])(?:innerhalb\s(?:der\s|des\s)?(?:nächsten\s|kommenden\s)?|(?:in|während)\s(?:den|der)\s(?:nächsten"
    r"|kommenden)\s|in\sspätestens\s|im\snächsten\s(?=halben)"
    r"|binnen\s)(?P<ahead>(?:\w+\s)?(?:tage?n?|wochen?|monate?n?|(?<=halben\s)jahre?s?))(?![\w-])",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"\b(?:abgeschlossen|beendet|fertig|durch\ssein|zu\sende|vorbei|enden|endet|ende\b(?!\s)"
    r"|abschließen|absolviert|geschafft"
    r"|hinter\smir|über\sdie\sbühne)\b"
    r"|(?:schein|zertifikat|nachweis|abschluss|prüfung|brief|pass)\shaben(?=\s*[.,!?;]|\s*$)",
    re.IGNORECASE,
)
# "ich brauche den Schein bis Ende Januar": who needs it then has it then
_NEEDED = re.compile(
    r"\b(?:brauch\w{0,3}|benötig\w{0,2})\b[^.,;:!?]{0,20}\b(?:den|die|das|einen|eine|ihren?|seinen?|meinen?)\s"
    r"[\w-]{0,30}(?:schein|zertifikat|nachweis|abschluss|prüfung|brief|pass)\s(?:\w{2,12}\s){0,2}$",
    re.IGNORECASE,
)
_LEARNT_IN = re.compile(
    r"(?:\s[^\s.,;!?]{1,30}){0,8}\s(?:lernt|lerne|lernen|schafft|abschließt)(?![\w-])", re.IGNORECASE
)
_IN_DAYS = re.compile(r"in\s\S+\stagen", re.IGNORECASE)
_WHOLE = re.compile(
    r"\b(?:alles|beides|alle(?: \w{1,10})?|komplett|kompakt|schon|nur|zusammen|fertig) $", re.IGNORECASE
)
_OR = re.compile(rf"{TAKEN}\s?(?:oder|und|/|bzw\.?)\s$", re.IGNORECASE)
_BEFORE_DAYTIME = re.compile(r"\b(?:nur|am|immer|jeden|guten|früh|frühen)\s$", re.IGNORECASE)
_NEAR = 45  # characters between a date and the word that says that something ends then
_SOON = re.compile(
    r"(?<![\w-])(?:ab|ab\sjetzt|ab\ssofort|sofort)(?:\ssofort|\sjetzt|\sheute)(?![\w-])"
    r"|(?<![\w-])sofort(?![\w-])",
    re.IGNORECASE,
)


# what somebody is in or gets then, and no course: "Rente in zwei Jahren", "Elternzeit bis 31.5."
_OF_PERSON = re.compile(
    r"\b(?:rente|rentner\w*|ruhestand|elternzeit|mutterschutz|gekündigt|kündigung|vertrag|arbeitsvertrag|befristet"
    r"|befristung|arbeitslos|kurzarbeit|reha|krankgeschrieben|urlaub|probezeit)(?:-\w{2,20})?"
    r"(?:\s(?:ist|läuft|geht|endet|noch))?,?\s$",
    re.IGNORECASE,
)
# "in zwei Wochen fängt mein neuer Job an": what begins is no course
_OWN_BEGINS = re.compile(
    r"\s(?:fängt|beginnt|startet|geht|endet|läuft|kommt|muss|soll)\s(?:mein|sein|ihr|unser|der|die|das)\w{0,2}\s(?:\w{2,12}\s)?"
    r"(?:\w{0,12}(?:job|stelle|arbeit|vertrag|schule|kita|urlaub|zeit)|ausbildung|lehre|rente|mutterschutz|umzug|prüfung|kind)\b",
    re.IGNORECASE,
)
# "vor der Prüfung im Mai": when something else is
_BEFORE_EVENT = re.compile(
    r"\b(?:vor|seit)\s(?:der|dem|den|meine[rmn]|ihre[rmn]|seine[rmn]|unsere[rmn])\s(?-i:[A-ZÄÖÜ])[\w-]{2,30}\s$",
    re.IGNORECASE,
)
_BEFORE_THAT_IS = re.compile(r"\b(?:bevor|ehe|sobald|nachdem|seitdem)\b[^,.;:!?]{0,60}$", re.IGNORECASE)
_BEFORE_THAT = re.compile(r"\b(?:davor|vorher|bis dahin|zuvor)\b", re.IGNORECASE)
_THEREAFTER = re.compile(r"\b(?:danach|anschließend|im anschluss|ab dann)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Told:
    side: str
    period: Period
    start: int
    end: int
    still: bool = False


def read_dates(sentence: WishSentence, wish: Wish) -> None:
    """Take all dates; a start, a latest start or an end."""
    _read_between(sentence, wish)
    _read_spans(sentence, wish)
    _read_ahead(sentence, wish)
    for told in _all_told(sentence):
        if sentence.is_free(told.start, told.end) and not _is_length(told, sentence):
            if _BEFORE_THAT_IS.search(sentence.ahead(told.start)):
                sentence.take_unmet(told.start, told.end)
                continue
            if told.side == "within" and (no := _refused_from(told, sentence)) is not None:
                sentence.take_unmet(no, _end_of_list(told.end, sentence))
                continue
            if told.side in {"within", "since"} and _OWN_BEGINS.match(sentence.text, told.end):
                _tell_of_person(told, sentence, wish)
                continue
            if told.side == "within" and sentence.behind_what(_BEFORE_EVENT, told.start):
                sentence.take_unmet(told.start, told.end)
                continue
            if _OF_PERSON.search(sentence.ahead(told.start)):
                _tell_of_person(told, sentence, wish)
                continue
            whole = _with_later(told, sentence)
            _apply(whole, sentence, wish)
            sentence.take(whole.start, whole.end)
    for match in sentence.matches(_SOON):
        wish.start_from = wish.start_from or sentence.today
        sentence.take(*match.span())


def _refused_from(told: _Told, sentence: WishSentence) -> int | None:
    """Where what refuses a time begins ("nicht im Januar", "im Januar kann ich nicht"); None if none does."""
    no = sentence.denied(told.start)
    return told.start if no is None and sentence.refused(told.end) else no


def _end_of_list(end: int, sentence: WishSentence) -> int:
    """ "nicht im Juli und August": both are denied."""
    more = _AND_PERIOD.match(sentence.text, end)
    return more.end() if more else end


def _tell_of_person(told: _Told, sentence: WishSentence, wish: Wish) -> None:
    """A date of somebody's life; a course may begin "danach"."""
    if told.side in {"until", "within"} and _THEREAFTER.search(sentence.text, told.end, told.end + _NEAR):
        wish.start_from = told.period.until + _DAY
        sentence.take(told.start, told.end)
    elif told.side in {"since", "within"} and _BEFORE_THAT.search(
        sentence.text, told.end, told.end + 2 * _NEAR
    ):
        wish.end_until = told.period.begin - _DAY
        sentence.take(told.start, told.end)
    else:
        sentence.take_unmet(told.start, told.end)


def _with_later(told: _Told, sentence: WishSentence) -> _Told:
    """ "am 14. Januar oder später" is "ab dem 14. Januar"."""
    more = _OR_LATER.match(sentence.rest, told.end)
    if more is None:
        return told
    side = "since" if more["way"].lower() in {"später", "danach"} else "until"
    return replace(told, side=side, end=more.end())


def _read_spans(sentence: WishSentence, wish: Wish) -> None:
    """ "14. April bis 16. April", without a word before: the course takes these days; "Februar bis April":
    it begins then.
    """
    for match in sentence.matches(_SPAN_OF_MONTHS):
        period = period_of(match["months"], sentence.today)
        if period is not None:
            wish.start_from, wish.start_until = period.first, period.last
            sentence.take(*match.span())
    for match in sentence.matches(_SPAN_OF_DAYS):
        first, last = (period_of(match[name], sentence.today) for name in ("first", "last"))
        if first is not None and last is not None and first.first < last.last:
            wish.start_from, wish.end_until = first.first, last.last
            sentence.take(*match.span())


def _read_between(sentence: WishSentence, wish: Wish) -> None:
    for match in sentence.matches(_BETWEEN):
        first, last = (period_of(match[name], sentence.today) for name in ("first", "last"))
        if first is None or last is None:
            continue
        wish.start_from = first.begin
        if match["word"].lower() in {"zwischen", "zeitraum"}:
            wish.start_until = last.until
        else:
            wish.end_until = last.until
        sentence.take(*match.span())


def _read_ahead(sentence: WishSentence, wish: Wish) -> None:
    for match in sentence.matches(_LENGTH_AHEAD):
        said = "einem halben jahr" if match["ahead"].lower().startswith("halben ") else match["ahead"]
        ahead = period_of(f"in {said}", sentence.today)
        if ahead is not None:
            wish.start_until = ahead.first
            sentence.take(*match.span())


def _all_told(sentence: WishSentence) -> list[_Told]:
    """What stands with a word for its side first, then the rest."""
    found = []
    for match in sentence.matches(_WITH_SIDE):
        period = period_of(match["period"], sentence.today)
        side = next(name for name in ("since", "until", "before", "after", "within") if match[name])
        if period is not None and not _is_daytime_with(match):
            on = match["on"] and side in {"since", "within", "after"}  # not "fangen vor Ostern an"
            side = "since" if on else side
            found.append(_Told(side, period, *match.span(), still=_still(match)))
    for match in sentence.matches(_BARE):
        period = period_of(match["period"], sentence.today)
        if period is not None and not _is_daytime(match, sentence):
            found.append(_Told("within", period, *match.span(), still=_still(match)))
    return found


def _is_daytime_with(match: re.Match[str]) -> bool:
    """ "am Morgen"."""
    return match["period"].lower() == "morgen" and match["within"] is not None


def _is_daytime(match: re.Match[str], sentence: WishSentence) -> bool:
    """ "nur Morgen Zeit" is in the mornings."""
    before = sentence.text[max(0, match.start() - _NEAR) : match.start()]
    return match[0].lower() == "morgen" and bool(_BEFORE_DAYTIME.search(before))


def _is_length(told: _Told, sentence: WishSentence) -> bool:
    """ "Excel in zwei Tagen" says how long it takes, "ein Kurs in zwei Tagen" when it begins."""
    said, ahead = sentence.text[told.start : told.end], sentence.ahead(told.start)
    if re.match(r"in\s", said, re.IGNORECASE) and _WHOLE.search(ahead):
        return told.period.open_ended
    if not _IN_DAYS.fullmatch(said):
        return False
    if _LEARNT_IN.match(sentence.text, told.end):
        return True  # "in dem man in drei Tagen … lernt"
    before = re.search(r"([A-ZÄÖÜ][\w-]{1,40}) $", ahead)
    return bool(before) and before[1].lower() not in word_set("filler")  # type: ignore[index]


def _still(match: re.Match[str]) -> bool:
    return bool(match["still"]) or match[0].lower().startswith("noch ")


def _apply(told: _Told, sentence: WishSentence, wish: Wish) -> None:
    period = told.period
    match told.side:
        case "since":
            wish.start_from = period.begin
        case "after":
            wish.start_from = period.last + _DAY
        case "until":
            _set_last(told, period.until, sentence, wish)
        case "before":
            _set_last(told, period.first - _DAY, sentence, wish)
        case _:
            _set_within(told, sentence, wish)


def _set_within(told: _Told, sentence: WishSentence, wish: Wish) -> None:
    period = told.period
    if period.open_ended:
        wish.start_from = period.first
    elif _is_end(told, sentence):
        wish.end_until = period.last
    elif sentence.behind_what(_OR, told.start) and wish.start_until is not None:
        wish.start_until = max(wish.start_until, period.last)  # "im Mai oder Juni"
        if wish.start_from is not None:
            wish.start_from = min(wish.start_from, period.first)
    elif not _is_wider(period, wish):
        if period.first > sentence.today:
            wish.start_from = period.first
        wish.start_until = period.last


def _is_wider(period: Period, wish: Wish) -> bool:
    """ "für 2027 … im März": the narrower counts."""
    known = wish.start_from is not None and wish.start_until is not None
    if not known or wish.start_from is None or wish.start_until is None:
        return False
    return period.first <= wish.start_from and wish.start_until <= period.last


def _set_last(told: _Told, day: date, sentence: WishSentence, wish: Wish) -> None:
    if _is_end(told, sentence):
        wish.end_until = day
    else:
        wish.start_until = day


def _is_end(told: _Told, sentence: WishSentence) -> bool:
    behind = sentence.text[told.end : told.end + _NEAR]
    before = sentence.text[max(0, told.start - _NEAR) : told.start]
    return bool(
        re.search(r"\b(?:ende|abschluss):?\s(?:möglichst\s|spätestens\s)?$", before, re.IGNORECASE)
        or _ENDS.search(re.split(r"[,.;]\s", behind)[0])
        or _ENDS.search(re.split(r"[,.;]\s", before)[-1])
        or (told.side in {"until", "before"} and _NEEDED.search(sentence.ahead(told.start)))
    )


def read_thereafter(told: str, today: date, wish: Wish) -> None:
    """ "Mein Betrieb schließt Ende März. Danach …": a course may begin after what is told."""
    match = _BARE.search(told)
    period = period_of(match["period"], today) if match else None
    if period is not None and wish.start_from is None and period.until >= today:
        wish.start_from = period.until + _DAY


def points_thereafter(text: str) -> bool:
    """Whether a clause says that something comes after what was told before."""
    return _THEREAFTER.search(text) is not None
