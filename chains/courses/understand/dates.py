"""When a course begins or ends: months, seasons, holidays, weeks and relative words, with "ab", "bis", "vor".

Own grammar: dateparser reads single dates, but neither periods ("im Frühjahr", "noch vor Ostern") nor which
side of one is meant; `python benchmarks/course_dates.py` compares both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from chains.courses.understand.periods import PERIOD, Period, period_of
from chains.courses.understand.sentence import TAKEN, WishSentence
from chains.courses.understand.wish import Wish
from chains.courses.understand.words import word_set

_DAY = timedelta(days=1)
_FROM = (
    r"(?:erst\s+)?(?:ab|von|vom|frühestens(?:\s+(?:ab|im|am|in))?|nicht\s+vor|beginnend\s+ab|seit)"
    r"(?:\s+dem|\s+der)?"
)
_UNTIL = (
    r"(?:spätestens(?:\s+ab)?|bis(?:\s+spätestens)?|nicht\s+später\s+als|nicht\s+nach)"
    r"(?:\s+(?:bis|im|am|in|zum|zu|an))?(?:\s+(?:dem|der))?"
)
_BEFORE = r"(?:noch\s+)?vor(?:\s+(?:dem|der|den))?(?:\s+beginn\s+(?:der|des))?"
_AFTER = r"(?:erst\s+|direkt\s+|gleich\s+)*nach(?:\s+(?:dem|der|den))?"
_IN = (
    r"(?:noch\s+|erst\s+|gleich\s+)?(?:im|in|am|zum|zu|an|um|irgendwann\s+(?:im|in))"
    r"(?:\s+(?:dem|der|den|das|die))?"
)
_WITH_SIDE = re.compile(
    rf"(?<![\w-])(?:(?P<since>{_FROM})|(?P<until>{_UNTIL})|(?P<before>{_BEFORE})|(?P<after>{_AFTER})"
    rf"|(?P<within>{_IN}))\s+"
    rf"(?P<period>{PERIOD})(?P<on>\s+an\b)?(?P<still>\s+noch\b)?",
    re.IGNORECASE,
)
_OR_LATER = re.compile(r"\s+oder\s+(?P<way>später|danach|früher|eher)(?![\w-])", re.IGNORECASE)
_BARE = re.compile(rf"(?<![\w-])(?P<period>{PERIOD})(?P<still>\s+noch\b)?", re.IGNORECASE)
_BETWEEN = re.compile(
    rf"(?<![\w-])(?P<word>zwischen|von|vom)(?:\s+dem)?\s+(?P<first>{PERIOD})\s+(?:und|bis|-"
    rf"|–)(?:\s+(?:zum|dem|ende))*\s+(?P<last>{PERIOD})",
    re.IGNORECASE,
)
_LENGTH_AHEAD = re.compile(
    r"(?<![\w-])(?:innerhalb\s+(?:der\s+)?(?:nächsten\s+|kommenden\s+)?|in\s+den\s+(?:nächsten"
    r"|kommenden)\s+|in\s+spätestens\s+"
    r"|binnen\s+)(?P<ahead>(?:\w+\s+)?(?:tage?n?|wochen?|monate?n?))(?![\w-])",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"\b(?:abgeschlossen|beendet|fertig|durch\s+sein|zu\s+ende|vorbei|enden|endet|ende\b(?!\s)"
    r"|abschließen|absolviert|geschafft"
    r"|hinter\s+mir|über\s+die\s+bühne)\b",
    re.IGNORECASE,
)
_IN_DAYS = re.compile(r"in\s\S+\stagen", re.IGNORECASE)
_WHOLE = re.compile(r"\b(?:alles|komplett|kompakt|schon|nur|zusammen|fertig) $", re.IGNORECASE)
_OR = re.compile(rf"{TAKEN}\s*(?:oder|und|/|bzw\.?)\s+$", re.IGNORECASE)
_NEAR = 45  # characters between a date and the word that says that something ends then
_SOON = re.compile(
    r"(?<![\w-])(?:ab|ab\s+jetzt|ab\s+sofort|sofort)(?:\s+sofort|\s+jetzt|\s+heute)(?![\w-])"
    r"|(?<![\w-])sofort(?![\w-])",
    re.IGNORECASE,
)


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
    _read_ahead(sentence, wish)
    for told in _all_told(sentence):
        if sentence.is_free(told.start, told.end) and not _is_length(told, sentence):
            whole = _with_later(told, sentence)
            _apply(whole, sentence, wish)
            sentence.take(whole.start, whole.end)
    for match in sentence.matches(_SOON):
        wish.start_from = wish.start_from or sentence.today
        sentence.take(*match.span())


def _with_later(told: _Told, sentence: WishSentence) -> _Told:
    """ "am 14. Januar oder später" is "ab dem 14. Januar"."""
    more = _OR_LATER.match(sentence.rest, told.end)
    if more is None:
        return told
    side = "since" if more["way"].lower() in {"später", "danach"} else "until"
    return replace(told, side=side, end=more.end())


def _read_between(sentence: WishSentence, wish: Wish) -> None:
    for match in sentence.matches(_BETWEEN):
        first, last = (period_of(match[name], sentence.today) for name in ("first", "last"))
        if first is None or last is None:
            continue
        wish.start_from = first.first
        if match["word"].lower() == "zwischen":
            wish.start_until = last.last
        else:
            wish.end_until = last.last
        sentence.take(*match.span())


def _read_ahead(sentence: WishSentence, wish: Wish) -> None:
    for match in sentence.matches(_LENGTH_AHEAD):
        ahead = period_of(f"in {match['ahead']}", sentence.today)
        if ahead is not None:
            wish.start_until = ahead.first
            sentence.take(*match.span())


def _all_told(sentence: WishSentence) -> list[_Told]:
    """What stands with a word for its side first, then the rest."""
    found = []
    for match in sentence.matches(_WITH_SIDE):
        period = period_of(match["period"], sentence.today)
        side = next(name for name in ("since", "until", "before", "after", "within") if match[name])
        if period is not None:
            side = "since" if match["on"] else side
            found.append(_Told(side, period, *match.span(), still=_still(match)))
    for match in sentence.matches(_BARE):
        period = period_of(match["period"], sentence.today)
        if period is not None:
            found.append(_Told("within", period, *match.span(), still=_still(match)))
    return found


def _is_length(told: _Told, sentence: WishSentence) -> bool:
    """ "Excel in zwei Tagen" says how long it takes, "ein Kurs in zwei Tagen" when it begins."""
    said, ahead = sentence.text[told.start : told.end], sentence.text[: told.start]
    if re.match(r"in\s", said, re.IGNORECASE) and _WHOLE.search(ahead):
        return told.period.open_ended
    if not _IN_DAYS.fullmatch(said):
        return False
    before = re.search(r"([A-ZÄÖÜ][\w-]+) $", ahead)
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
    elif _OR.search(sentence.rest[: told.start]) and wish.start_until is not None:
        wish.start_until = max(wish.start_until, period.last)  # "im Mai oder Juni"
        if wish.start_from is not None:
            wish.start_from = min(wish.start_from, period.first)
    else:
        if period.first > sentence.today:
            wish.start_from = period.first
        wish.start_until = period.last


def _set_last(told: _Told, day: date, sentence: WishSentence, wish: Wish) -> None:
    if _is_end(told, sentence):
        wish.end_until = day
    else:
        wish.start_until = day


def _is_end(told: _Told, sentence: WishSentence) -> bool:
    behind = sentence.text[told.end : told.end + _NEAR]
    before = sentence.text[max(0, told.start - _NEAR) : told.start]
    return bool(
        _ENDS.search(re.split(r"[,.;]\s", behind)[0]) or _ENDS.search(re.split(r"[,.;]\s", before)[-1])
    )
