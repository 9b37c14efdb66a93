"""The words that a wish may be made of: what courses are about, what filters say, towns and regions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from knowledge.editorial.course_words import course_synonyms, course_topic_words, course_words
from knowledge.german.dictionary import german_words
from knowledge.places.gazetteer import HOME, towns
from knowledge.places.regions import ordinary_words, region_pattern

_LONGEST_ABBREVIATION = 4
_VOWELS = re.compile(r"^[^aeiouäöüy]*[aeiouäöüy].*[^aeiouäöüy]")  # "cad" is said as it is spelt
_LETTERS = re.compile(r"[^\W\d_]{3,}")
SHORTEST_MISSPELT, LONG = 4, 8  # letters; below none is mended, from the second on by two letters
_TOWN, _LARGE = 10_000, 100_000  # inhabitants of towns that a misspelt word may mean, at home and elsewhere
# seasons, months and days by which dates are told
_DATES = (
    "januar februar märz april mai juni juli august september oktober november dezember frühjahr frühling"
    " sommer herbst winter ostern pfingsten weihnachten montag dienstag mittwoch donnerstag freitag samstag"
    " sonntag montags dienstags mittwochs donnerstags freitags samstags sonntags sommerferien herbstferien"
    " osterferien weihnachtsferien quartal nächste nächsten woche monat stunden wochen monate tage euro"
    " vormittags nachmittags kilometer mindestens höchstens unter zwischen spätestens umkreis nähe raum kreis"
    " tägig wöchig monatig stündig jährig eintägig zweitägig dreitägig viertägig fünftägig mehrtägig"
    " berufsbegleitend teilzeit vollzeit wochenende abends"
).split()


@cache
def topic_words() -> frozenset[str]:
    """Words that courses are about, lower case, as they stand in our lists."""
    lists = (course_topic_words().model_dump(), list(course_synonyms().same))
    found = {word.lower() for each in lists for word in _words_of(each)}
    return frozenset(found | set(course_words().verbs_of.values()))


@cache
def abbreviations() -> frozenset[str]:
    """Words that courses are about, of a few letters that are no German word ("cnc", "sps"), lower case."""
    return frozenset(
        word
        for word in topic_words()
        if len(word) <= _LONGEST_ABBREVIATION and not _VOWELS.match(word[1:]) and word not in german_words()
    )


@cache
def filter_words() -> frozenset[str]:
    """Words that say how a course must be, or carry a sentence."""
    left = course_words().model_dump(exclude={"named_topics"})
    return frozenset({word.lower() for word in _words_of(left)} | set(_DATES))


@cache
def town_words() -> tuple[str, ...]:
    """Names of towns, the larger first."""
    return tuple(
        key
        for key, same in sorted(towns().items(), key=lambda t: -t[1][0].inhabitants)
        if key.isalpha()
        and key not in ordinary_words()
        and same[0].inhabitants >= (_TOWN if same[0].land == HOME else _LARGE)
    )


@cache
def all_towns() -> tuple[str, ...]:
    """Also those whose names are ordinary words, the larger first."""
    order = sorted(towns().items(), key=lambda t: -t[1][0].inhabitants)
    return tuple(
        key
        for key, same in order
        if key.isalpha() and same[0].inhabitants >= (_TOWN if same[0].land == HOME else _LARGE)
    )


def _words_of(value: object) -> Iterable[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _words_of(key)
            yield from _words_of(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _words_of(inner)
    else:
        yield from _LETTERS.findall(str(value))


@cache
def towns_of_two() -> tuple[str, ...]:
    """Names of towns at home that are two words ("bergisch gladbach")."""
    return tuple(
        key
        for key, same in towns().items()
        if key.count(" ") == 1
        and key.replace(" ", "").isalpha()
        and same[0].land == HOME
        and same[0].inhabitants >= _TOWN
    )


@cache
def known_words() -> tuple[frozenset[str], tuple[str, ...]]:
    """All that is rightly written, and what may be meant by what is not: how before where before what."""
    regions = sorted(key for key in region_pattern()[1] if key.isalpha())
    inflected = [f"{w}n" for w in sorted(topic_words()) if w.endswith("e") and len(w) > LONG - 2]
    places_of_two = sorted(
        part for name in towns_of_two() for part in name.split(" ") if len(part) > LONG - 3
    )
    meant = tuple(
        dict.fromkeys(
            (
                *sorted(filter_words()),
                *regions,
                *town_words(),
                *places_of_two,
                *sorted(topic_words()),
                *inflected,
            )
        )
    )
    places = {part for name in (*towns(), *region_pattern()[1]) for part in _LETTERS.findall(name.lower())}
    return frozenset(meant) | places, tuple(w for w in meant if len(w) >= SHORTEST_MISSPELT)
