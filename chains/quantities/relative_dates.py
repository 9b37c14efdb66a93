"""Days that are told from today on: "zum Jahresende", "Anfang nächsten Jahres", "in drei Wochen", "KW 8".

The words are those of `periods/`; here is told which of them mean a day in a text of somebody's case.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

from chains.quantities.periods.grammar import FROM_TODAY, period_of
from chains.quantities.tokens import Token, TokenKind, key_at

_WORDS = re.compile(FROM_TODAY, re.IGNORECASE)
_LONGEST = 6  # tokens of such words: "Anfang des Q 2 / 2027"
# what begins or ends on a day; "in drei Wochen" beside none of them is a length
_HAPPENS = frozenset(
    """beginnt begonnen beginn startet start los losgeht faengt anfaengt endet laeuft auslaeuft gekuendigt
    entlassen starten beginnen anfangen""".split()
)
_NEAR = 4  # tokens before or behind which such a word stands
_TO = frozenset("ab zum zu seit bis in im erst schon gegen".split())
_PART = re.compile(r"(?:anfang|mitte|ende)\b", re.IGNORECASE)
_LAST = re.compile(r"ende\b|schluss\b", re.IGNORECASE)
_PRESENT = re.compile(r"(?:das\s)?(?:diese|laufende)", re.IGNORECASE)
_LENGTH = re.compile(r"(?:heute\s|(?:über)?morgen\s)?in\s", re.IGNORECASE)
_BARE = re.compile(r"(?:über)?morgen|q\s?[1-4].*|(?:erste|zweite|dritte|vierte).*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RelativeDay:
    """A day with its first and last token."""

    first: int
    last: int
    day: datetime.date


def relative_day(tokens: Sequence[Token], index: int, today: datetime.date) -> RelativeDay | None:
    """The day that is told from `today` on beginning with a token; None where none is."""
    if tokens[index].kind is not TokenKind.WORD:
        return None
    text, ends = _text_from(tokens, index)
    match = _WORDS.match(text)
    last = ends.get(match.end()) if match else None
    if match is None or last is None or not _means_day(match[0], tokens, index, last):
        return None
    period = period_of(match[0], today)
    if period is None:
        return None
    return RelativeDay(index, last, period.last if _LAST.search(match[0]) else period.begin)


def _text_from(tokens: Sequence[Token], index: int) -> tuple[str, dict[int, int]]:
    """The text of some tokens as it is written, and which token ends where in it."""
    text, ends = "", {}
    for at in range(index, min(index + _LONGEST, len(tokens))):
        apart = at > index and tokens[at].start > tokens[at - 1].end
        text += (" " if apart else "") + tokens[at].text
        ends[len(text)] = at
    return text, ends


def _means_day(said: str, tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether words of time mean a day beside what stands around them."""
    if _LENGTH.match(said):
        near = (*range(first - _NEAR, first), *range(last + 1, last + _NEAR))
        return any(key_at(tokens, at) in _HAPPENS for at in near)
    if said.lower() == "heute" or (_PRESENT.match(said) and not _PART.match(said)):
        return False
    before = {key_at(tokens, first - 1), key_at(tokens, first - 2)}  # "ab dem zweiten Quartal"
    return not _BARE.fullmatch(said) or bool(before & (_TO | _HAPPENS))
