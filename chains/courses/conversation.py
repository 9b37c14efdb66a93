"""Course questions in a conversation: which messages are one, and the wish that they make together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import date
from typing import Any

from chains.courses.compared import to_compare
from chains.courses.recognition import (
    CHEAPER,
    LEVEL_ONLY,
    NEARER,
    NUMBER_ONLY,
    OWN_COST,
    OWN_SHARE,
    WHEN_NEXT,
    asks_for_courses,
    asks_who_pays,
    corrects,
    is_another,
    is_wider,
    only_narrows,
    without_order,
)
from chains.courses.taking_back import taken_back, without_taking_back
from chains.courses.understand.number_words import counted
from chains.courses.understand.topics.single_words import IS_LEVEL
from chains.courses.understand.understand import LONGEST, corrected, understand
from chains.courses.understand.wish import Wish, merged

_SOONER = re.compile(rf"(?i)\b(?:früher|eher|schneller)\b|{WHEN_NEXT}")


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
    if before is not None and (to_compare(message) or asks_who_pays(message)):
        wish = deepcopy(before)
        _sorted(message, wish)
        return wish
    if before is not None and taken_back(message, rest := deepcopy(before), today):
        return merged(rest, understand(without_taking_back(message), today))
    said, message = message, without_order(message) if before is not None else message
    if before is not None and before.participants and (number := NUMBER_ONLY.fullmatch(message.strip())):
        return merged(before, Wish(participants=counted(number["number"])))
    if before is not None and (level := LEVEL_ONLY.fullmatch(message.strip())):
        return corrected(before, Wish(topic=[level["level"].lower()]))
    now, widens = understand(message[-LONGEST:], today), is_wider(message)
    narrows = before is not None and (
        not now.topic or (only_narrows(message, now.filters()) and _keeps_topic(now, before))
    )
    if before is not None and now.topic and all(map(IS_LEVEL.fullmatch, now.topic)):
        wish = corrected(before, now)  # "und B2?"
    elif before is not None and now.topic and corrects(message):
        wish = corrected(before, now)
    elif before is not None and not narrows and is_another(message, now.topic):
        wish = corrected(before, now)
        wish.leads_to_degree = now.leads_to_degree or (before.leads_to_degree and bool(wish.degree))
    else:
        wish = merged(before, now, widens=widens) if narrows and before is not None else now
    if not wish.topic and not wish.degree:
        goal = _goal(earlier, today)
        wish.topic, wish.degree, wish.leads_to_degree = (
            goal.topic,
            goal.degree,
            wish.leads_to_degree or goal.leads_to_degree,
        )
    if case.get("degree") == "none":
        wish.entry.no_degree = True
    _sorted(said, wish)
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
    for pattern, name in ((CHEAPER, "preis"), (NEARER, "entfernung"), (_SOONER, "beginn")):
        if pattern.search(message) and not wish.sort:
            wish.sort = name
    if OWN_SHARE.search(message) or OWN_COST.search(message):
        wish.sort = "eigenanteil"
