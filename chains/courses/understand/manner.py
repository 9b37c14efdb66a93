"""How a course is held and paid: form, time, weekday, voucher, and what is said with a single phrase."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chains.courses.understand.sentence import WishSentence
from chains.courses.understand.wish import Wish
from chains.courses.understand.words import kinds, phrases, word_set

_FLAGS = ("voucher", "azav", "bildungsurlaub", "accessible", "lodging")
_MIXED = ("praesenz", "online")
_LANGUAGE = re.compile(
    r"(?<![\w-])(?:auf|in)\s+(?P<adjective>{0})(?![\w-])"
    r"|(?<![\w-])in\s+(?P<inflected>{0})er\s+sprache(?![\w-])"
    r"|(?<![\w-])(?P<speaking>{0})sprachig\w*".format("|".join(sorted(word_set("languages")))),
    re.IGNORECASE,
)
_FROM_TO_DAYS = re.compile(
    r"(?<![\w-])(?:montags?|mo)\s*(?:bis|-|–)\s*(?:freitags?|fr)(?![\w-])", re.IGNORECASE
)


def read_manner(sentence: WishSentence, wish: Wish) -> None:
    """Take flags, form, time, weekdays, sorting and the language of the course."""
    for flag in _FLAGS:
        if (told := list(_taken(sentence, phrases(flag), wish, flag))) and any(told):
            setattr(wish, flag, True)
    if any(_taken(sentence, phrases("mixed"), wish, "form")):
        wish.form = list(_MIXED)
    _read_form(sentence, wish)
    _read_time(sentence, wish)
    _read_language(sentence, wish)
    for value, pattern in kinds("sort"):
        if sentence.takes(pattern):
            wish.sort = wish.sort or value


def _taken(sentence: WishSentence, pattern: re.Pattern[str], wish: Wish, key: str) -> Iterator[bool]:
    """Whether each mention is wanted (not denied); a denied one stays where it is."""
    for match in sentence.matches(pattern):
        if sentence.denied(match.start()) is None:
            if sentence.preferred(*match.span()):
                wish.soft.add(key)
            sentence.take(*match.span())
            yield True


def _read_form(sentence: WishSentence, wish: Wish) -> None:
    found: list[tuple[int, str, bool]] = []
    for value, pattern in kinds("form"):
        for match in sentence.matches(pattern):
            no = sentence.denied(match.start())
            found.append((match.start(), value, no is not None))
            if no is None and sentence.preferred(*match.span()):
                wish.soft.add("form")
            sentence.take(match.start() if no is None else no, match.end())
    for _, value, no in sorted(found):
        listed = wish.form_not if no else wish.form
        if value not in listed:
            listed.append(value)


def _read_time(sentence: WishSentence, wish: Wish) -> None:
    for match in sentence.matches(_FROM_TO_DAYS):
        sentence.take(*match.span())
    for key in ("time", "weekday"):
        found: list[tuple[int, str]] = []
        for value, pattern in kinds(key):
            for match in sentence.matches(pattern):
                no = sentence.denied(match.start())
                if no is not None:
                    sentence.take_unmet(no, match.end())
                else:
                    found.append((match.start(), value))
                    if sentence.preferred(*match.span()):
                        wish.soft.add(key)
                    sentence.take(*match.span())
        setattr(wish, key, list(dict.fromkeys(value for _, value in sorted(found))))


def _read_language(sentence: WishSentence, wish: Wish) -> None:
    for match in sentence.matches(_LANGUAGE):
        wish.language = next(text for text in match.groups() if text).lower()
        sentence.take(*match.span())
