"""A sentence in, a wish out: each reader takes what it understands, the topic is what is left."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from itertools import pairwise

from chains.courses.understand.amounts import read_amounts, read_people, read_together
from chains.courses.understand.bodies import read_bodies, read_trades
from chains.courses.understand.clauses import WishClause, WishPart, clauses_of
from chains.courses.understand.corrections import said_anew
from chains.courses.understand.dates import points_thereafter, read_dates, read_thereafter
from chains.courses.understand.degree import read_degree
from chains.courses.understand.entry import read_entry, read_told_level
from chains.courses.understand.manner import read_flags, read_manner
from chains.courses.understand.occupations import is_occupation
from chains.courses.understand.place import read_places, read_postcodes
from chains.courses.understand.sentence import WishSentence
from chains.courses.understand.topics.reader import read_topic
from chains.courses.understand.topics.single_words import IS_LEVEL, told_topic, unread_nouns
from chains.courses.understand.wish import Wish, merged
from chains.courses.understand.words import word_set
from chains.courses.understand.written.spelling import respelled

# characters of a wish that are read, several times the longest letter in evals/courses: a guard, since each
# pattern takes linear time (tests/linear)
LONGEST = 2000
# in order: postcodes before numbers, dates before lengths ("in vier Wochen"), what names a body before towns
# ("VHS Bochum"), the topic last
_POINTS_BACK = re.compile(
    r"\b(?:darin|damit|davon|daran|dazu|dafür|darauf|daher|hierfür|hierzu|deswegen|deshalb)\b"
    r"|\b(?:er|sie|ich|man|wir)\s(?:den|das|die|ihn|so\s(?:was|etwas))\s(?:in|bei|im|hier|noch|schnell|machen|am)\b",
    re.IGNORECASE,
)
# "… haben wir sechs Leute, die …", "vier fangen an. Sie …": those are who a course is for
_GOES_ON = re.compile(r"\s?(?:die|sie|alle|diese)(?!\w)", re.IGNORECASE)
_ALSO = re.compile(r"\b(?:auch|ebenfalls|ginge)\b", re.IGNORECASE)
_READERS: tuple[Callable[[WishSentence, Wish], None], ...] = (
    read_postcodes,
    read_dates,
    read_amounts,
    read_entry,
    read_bodies,
    read_manner,
    read_places,
    read_degree,
    read_topic,
    read_trades,
)

_TOLD: dict[WishPart, tuple[Callable[[WishSentence, Wish], None], ...]] = {
    WishPart.ABOUT: (read_postcodes, read_together, read_entry, read_told_level, read_flags, read_places),
    WishPart.PAST: (read_entry, read_flags),
}


def understand(text: str, today: date) -> Wish:
    """What a sentence says of the course that somebody wants; `today` completes dates. Only the first LONGEST
    characters are read.
    """
    said = " ".join(text[:LONGEST].split())
    if (anew := said_anew(said)) is None or not (now := _understood(anew.now, today)).filters():
        return _understood(said, today)
    before = _understood(anew.without, today)
    wish = corrected(before, now)
    wish.left_over = " ".join(filter(None, (before.left_over, now.left_over)))
    return wish


def corrected(before: Wish, now: Wish) -> Wish:
    """A wish with what was a slip replaced; of a language only the level, if only that is said anew."""
    wish = merged(before, now)
    if now.topic and all(map(IS_LEVEL.fullmatch, now.topic)):
        wish.topic = [word for word in before.topic if not IS_LEVEL.fullmatch(word)] + now.topic
    elif now.topic:
        wish.topic = now.topic
        named = next(filter(is_occupation, now.topic), "") if before.leads_to_degree else ""
        wish.degree = now.degree or named
    return wish


def _understood(text: str, today: date) -> Wish:
    clauses = clauses_of(respelled(text))
    sentence = WishSentence(_of(clauses, WishPart.WISH), today, _of(clauses, WishPart.PERSON))
    wish = Wish()
    for read in _READERS:
        read(sentence, wish)
    for clause in clauses:
        if clause.part is WishPart.PERSON and not wish.entry.german_level:
            read_told_level(WishSentence(clause.text, today), wish)
        if clause.part is WishPart.REFUSED:
            wish.left_over = f"{wish.left_over} {clause.text.strip()}".strip()
        if clause.part in _TOLD:
            _add_told(clause, today, wish, sentence.text)
    _add_from_pairs(clauses, today, wish)
    _add_german(clauses, wish)
    _part_levels(sentence.text, wish)
    if not wish.topic and (not wish.degree or _POINTS_BACK.search(sentence.text)):
        wish.topic = _told_before(clauses)
    if wish.entry.german_level and _is_of_other_language(clauses, wish):
        wish.left_over = f"{wish.left_over} {wish.entry.german_level}".strip()
        wish.entry.german_level = ""
    return wish


def _add_from_pairs(clauses: list[WishClause], today: date, wish: Wish) -> None:
    """What a clause of somebody says together with the one behind it."""
    for clause, behind in pairwise(clauses):
        if clause.part is not WishPart.ABOUT:
            continue
        if points_thereafter(behind.text):
            read_thereafter(clause.text, today, wish)
        if _GOES_ON.match(behind.text) and not wish.participants:
            read_people(WishSentence(clause.text, today), wish)


def _told_before(clauses: list[WishClause]) -> list[str]:
    """The topic that a wish only points back to."""
    points = [i for i, each in enumerate(clauses) if _POINTS_BACK.search(each.text)]
    before = clauses[: points[0]] if points else clauses
    told = [each.text for each in before if each.part in _TOLD or (points and each.part is WishPart.WISH)]
    found = next((topic for text in reversed(told) if (topic := told_topic(text))), [])
    return found or (told_topic(told[-1], surely=True) if points and told else [])


def _add_german(clauses: list[WishClause], wish: Wish) -> None:
    """ "Sie sprechen Deutsch auf B1 und brauchen einen B2-Kurs": a level is of German, where German is
    spoken of.
    """
    other = word_set("languages") & set(wish.topic)
    levels = any(IS_LEVEL.fullmatch(word) for word in wish.topic)
    named = any(word.startswith("deutsch") for word in wish.topic)
    if levels and not other and not named and any("deutsch" in each.text.lower() for each in clauses):
        wish.topic.insert(0, "deutsch")


def _part_levels(text: str, wish: Wish) -> None:
    """ "Deutsch A2, will Deutschkurs B1": of two, the first is had if wanting stands between."""
    levels = [word for word in wish.topic if IS_LEVEL.fullmatch(word)]
    if len(levels) != 2 or wish.entry.german_level:  # noqa: PLR2004 - what they have and what they want
        return
    between = text.lower().partition(levels[0])[2].partition(levels[1])[0]
    if word_set("wanting") & set(re.findall(r"\w+", between)):
        wish.entry.german_level = levels[0].upper()
        wish.topic.remove(levels[0])


def _is_of_other_language(clauses: list[WishClause], wish: Wish) -> bool:
    """ "Spanisch B1, ich habe A2": the level is of the language that is to be learned."""
    other = word_set("languages") - {"deutsch"}
    return bool(other & set(wish.topic)) and not any("deutsch" in each.text.lower() for each in clauses)


def _of(clauses: list[WishClause], part: WishPart) -> str:
    return " ".join(clause.text.strip() for clause in clauses if clause.part is part)


def _add_told(clause: WishClause, today: date, wish: Wish, wish_text: str) -> None:
    """What is told of a person that matters for a course: where they live, what they bring, who pays."""
    sentence, told = WishSentence(clause.text, today), Wish()
    for read in _TOLD[clause.part]:
        read(sentence, told)
    wish.participants = wish.participants or told.participants
    entry = wish.entry
    for name in ("no_degree", "no_school", "german_level", "level"):
        setattr(entry, name, getattr(entry, name) or getattr(told.entry, name))
    wish.voucher, wish.accessible = wish.voucher or told.voucher, wish.accessible or told.accessible
    if _ALSO.search(wish_text) and wish.place and told.place:  # "wir wohnen in A, B ginge auch"
        wish.place = list(dict.fromkeys((*told.place, *wish.place)))
    if not (wish.place or wish.plz or wish.region):
        wish.place, wish.plz, wish.region = told.place, told.plz, told.region
    wish.left_over = " ".join(filter(None, (wish.left_over, *sentence.unmet, *unread_nouns(sentence))))
