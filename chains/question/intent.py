"""What a message is for: the one decision on how a turn is answered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from chains.question.follow_up import corrects
from chains.question.seeking import seeks_placed_course
from chains.question.small_words import TalkKind, talk_of
from knowledge.german.words import words

if TYPE_CHECKING:
    from chains.case.conversation import CaseSoFar


class Intent(StrEnum):
    """What people do with a message."""

    GREETING = "Gruß"
    THANKS = "Dank"
    GOODBYE = "Abschied"
    REGRET = "Bedauern"
    ABILITIES = "Was kannst du"
    NEW_CASE = "neuer Fall"
    COURSES = "Kurssuche"
    COMPARISON = "Vergleich"
    APPLICATION = "Antrag"
    WHAT_IF = "Was wäre wenn"
    CORRECTION = "Berichtigung"
    CASE = "Fall"
    FOLLOW_UP = "Nachfrage"
    TOPIC_CHANGE = "Themenwechsel"
    LAW = "Rechtsfrage"


_OF_TALK = {
    TalkKind.GREETS: Intent.GREETING,
    TalkKind.THANKS: Intent.THANKS,
    TalkKind.LEAVES: Intent.GOODBYE,
    TalkKind.REGRETS: Intent.REGRET,
    TalkKind.ASKS_ABILITIES: Intent.ABILITIES,
    TalkKind.BEGINS_ANEW: Intent.NEW_CASE,
    TalkKind.ASKS_PLACE: Intent.FOLLOW_UP,
}
_FAR = r"[^.!?]{0,60}"
_WAYS: tuple[tuple[Intent, tuple[str, ...]], ...] = (
    (
        Intent.COMPARISON,
        (
            r"was (?:ist|wäre|lohnt sich) (?:\w+ ){0,3}(?:besser|günstiger|sinnvoller|mehr wert|billiger)\b",
            r"was lohnt (?:sich )?(?:eher|mehr)\b",
            r"welche[rsn]? (?:\w+ ){0,3}(?:passt|passen|ist|wäre|lohnt) (?:\w+ ){0,3}"
            r"(?:besser|eher|mehr|günstiger)\b",
            r"welche[rsn]? (?:\w+ )?passt\b",
            r"welche[rsn]? (?:von beiden|der beiden|davon)\b",
            r"(?<!einen )(?<!nen )(?<!keinen )unterschied\w*\b",
            r"vergleich\w*",
            rf"(?:besser|günstiger|billiger|lieber)\b{_FAR}\boder\b",
            rf"\boder\b{_FAR}\b(?:besser|günstiger|billiger)\b",
        ),
    ),
    (
        Intent.APPLICATION,
        (
            r"antr[aä]ge?[ns]?\b",
            r"beantrag\w*",
            r"unterlagen\b",
            r"nachweise?\b",
            r"papiere\b",
            r"formular\w*",
            r"einreichen\b",
            r"bis wann\b",
            r"fristen?\b",
            r"zuständig\w*",
            r"wohin\b",
            r"an wen\b",
            r"wo (?:melde|stell|geh|beantrag)\w*",
            r"nächste[nr]? schritt\w*",
            r"was (?:muss|müssen|soll\w*) \w+ (?:jetzt |nun |als nächstes )*tun\b",
            r"wie geh(?:t|en) (?:es|wir|ich) (?:jetzt |nun )?(?:weiter|vor)\b",
        ),
    ),
    (
        Intent.WHAT_IF,
        (
            r"rechne?n? (?:\w+ )?(?:mal|nochmal|bitte)?\b[^.!?]{0,20}\bmit\b",
            r"was wäre,? wenn\b",
            r"(?:und|aber|was) wenn\b",
            r"^\W*(?:und |was ist )?(?:bei|mit) \d",
            r"angenommen\b",
        ),
    ),
)
_LAW = re.compile(
    r"\b(?:was gilt|gesetz(?:lich|e)?\b|steht (?:das|in|im)|§|paragra(?:f|ph)|rechtslage|vorgeschrieben"
    r"|erlaubt)",
    re.IGNORECASE,
)


_HANGS = re.compile(
    r"^\W*(?:und|aber|oder|auch|dann)\b|\b(?:das|dies|dafür|davon|damit|dazu|darüber|darauf|hierfür|dabei|dort"
    r"|diese[rnms]?|solche[rnms]?|er|sie|es|ihm|ihr|ihn)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Understood:
    """An intent and the part of the message that asks (without "ok danke" before it)."""

    intent: Intent
    question: str


@cache
def _compiled() -> tuple[tuple[Intent, re.Pattern[str]], ...]:
    return tuple(
        (intent, re.compile("|".join(rf"(?<!\w)(?:{way})" for way in ways), re.IGNORECASE))
        for intent, ways in _WAYS
    )


def understand(message: str, earlier: Sequence[str], told: CaseSoFar) -> Understood:
    """What a message is for. `earlier`: what the person said before, oldest first; `told`: the case so far,
    with what this message told apart.
    """
    talk, question = talk_of(message)
    if talk is not None:
        return Understood(_OF_TALK[talk], question)
    return Understood(_of_question(question, earlier, told), question)


def _change(question: str, earlier: Sequence[str], told: CaseSoFar, worded: Intent | None) -> Intent | None:
    """Whether a message changes the case: what was told, or only what is supposed."""
    if earlier and (told.reading.corrected or corrects(question)) and told.fresh:
        return Intent.CORRECTION
    if told.reading.supposed or (worded is Intent.WHAT_IF and told.fresh):
        return Intent.WHAT_IF
    return None


def _of_question(question: str, earlier: Sequence[str], told: CaseSoFar) -> Intent:
    cut = question[-1_000:]  # the question stands at the end of a long message
    if seeks_placed_course(cut):
        return Intent.COURSES
    worded = next((intent for intent, pattern in _compiled() if pattern.search(cut)), None)
    if worded in {Intent.COMPARISON, Intent.APPLICATION}:
        return worded
    if changes := _change(question, earlier, told, worded):
        return changes
    if told.fresh:
        return Intent.CASE
    if not earlier or _LAW.search(cut):
        return Intent.LAW
    return Intent.FOLLOW_UP if _HANGS.search(question) or len(words(question)) <= 4 else Intent.TOPIC_CHANGE  # noqa: PLR2004 - "und der Lohn dann?"
