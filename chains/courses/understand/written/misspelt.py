"""What is broken off by a full stop, and what is misspelt, as the words that are meant."""

from __future__ import annotations

from collections import Counter
from functools import cache, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from chains.courses.understand.vocabulary import (
    LONG,
    SHORTEST_MISSPELT,
    all_towns,
    filter_words,
    known_words,
    topic_words,
    town_words,
)
from chains.courses.understand.words import word_set
from knowledge.editorial.course_words import course_words
from knowledge.german.dictionary import german_words
from knowledge.places.regions import region_pattern

_WORDS_KEPT = 4096  # words that are kept with what they mean
_LONGEST_WORD = 40  # letters of a word that is looked at


def as_written(word: str, written: str) -> str:
    """A word for another, large at its beginning if that was."""
    return written[:1].upper() + written[1:] if word[:1].isupper() and len(word) > 1 else written


@lru_cache(_WORDS_KEPT)
def begun(word: str, *, surely: bool) -> str | None:
    """The one word of ours that begins so; the shortest of its forms. `surely`: it is no word at the end of a
    sentence.
    """
    key = word.lower()
    if len(key) > _LONGEST_WORD or key in known_words()[0] or (not surely and key in german_words()):
        return None
    first, hyphen, last = word.rpartition("-")
    if hyphen:  # "Büro-Auffrischg."
        whole = begun(last, surely=surely)
        return f"{first}-{as_written(last, whole)}" if whole else None
    if key.endswith("k") and key[:-1] in _may_begin():
        return f"{key[:-1]}kurs"  # "Sprachk."
    if key.endswith("g") and _is_made_of_words(f"{key[:-1]}ung", _PARTS):
        return f"{key[:-1]}ung"
    return _begun_whole(key) or _begun_behind(key)


@lru_cache(_WORDS_KEPT)
def _begun_behind(key: str) -> str | None:
    """ "kranunterw": what is begun stands behind a word of ours."""
    for cut in range(len(key) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
        first = key[:cut] in topic_words() or key[:cut] in german_words()
        if first and (whole := _begun_whole(key[cut:])) is not None:
            return key[:cut] + whole
    return None


def _begun_whole(key: str) -> str | None:
    found = sorted((w for w in known_words()[1] if w.startswith(key)), key=len)
    stem = found[0][: max(len(key), len(found[0]) - 1)] if found else ""  # "sachkunde", "sachkundige"
    return found[0] if found and all(w.startswith(stem) for w in found) else None


@lru_cache(_WORDS_KEPT)
def _mended_key(key: str) -> str | None:
    known, meant = known_words()
    if key in known or key in german_words():
        return None
    most = 1 if len(key) < LONG - 1 else 2
    near = process.extract(key, meant, scorer=OSA.distance, score_cutoff=most, limit=6, processor=None)
    fitting = [(distance, i, w) for i, (w, distance, _) in enumerate(near) if _may_mean(key, w, distance)]
    if not fitting:
        return _turned_filters().get("".join(sorted(key)))  # "onlein"
    distance, _, word = min(fitting)
    # "heilerziehungspflege" is no slip of "…pfleger", "steuerecht" is one though two words make it up
    inside = distance == 1 and not word.startswith(key[:-1])
    return word if inside or not _is_made_of_words(key, _PARTS) else None


def _is_made_of_words(key: str, parts: int) -> bool:
    """Whether a word is one of ours or a German one, or joined of some, or the woman of one."""
    known = known_words()[0]
    if key in known or (len(key) >= _SHORTEST_PART and key in german_words()):
        return True
    if key.endswith("in") and key[:-2] in known:
        return True
    if parts == 1 or len(key) < 2 * _SHORTEST_PART:
        return False
    for cut in range(_SHORTEST_PART, len(key) - _SHORTEST_PART + 1):
        first = key[:cut]
        stem = first.removesuffix("s")
        whole = {first, stem} & known or first in german_words() or stem in german_words()
        if whole and _is_made_of_words(key[cut:], parts - 1):
            return True
    return False


@cache
def _turned_filters() -> dict[str, str]:
    """Words that say how a course is, by their letters."""
    return {
        "".join(sorted(word)): word for word in sorted(filter_words()) if len(word) >= SHORTEST_MISSPELT + 2
    }


_PARTS, _SHORTEST_PART = 3, 4  # of a compound, and letters of each


def _may_mean(key: str, word: str, distance: float) -> bool:
    """Whether a slip of the hand makes the one from the other: not an ending, not another beginning."""
    turned = word in filter_words() and sorted(key) == sorted(word)  # "euor"
    short = len(key) == SHORTEST_MISSPELT and len(word) <= len(key) and not turned
    if key[0] != word[0] or short or (distance > 1 and len(key) < LONG and not _lacks_inside(key, word)):
        return False
    if key.startswith(word) or word.startswith(key):
        longer, shorter = sorted((key, word), key=len, reverse=True)
        if longer == word and distance == 1 and (len(key) >= LONG or word in filter_words()):
            return True  # "Elektrofachkraf", "onlin": the last letter fell off
        return longer[len(shorter)] == shorter[-1]  # "Bochumm", "kostenlosse": a letter doubled
    if word in filter_words() or word in region_pattern()[1] or key[-2:] == word[-2:]:
        return True
    if _sounds_like(key, word) or _is_turned_late(key, word, distance):
        return True
    swapped = sorted(key[-3:]) == sorted(word[-3:])  # "…schien"
    return distance <= 1 and (swapped or len(key) < LONG or (key[-1] == word[-1] and len(key) != len(word)))


def _lacks_inside(key: str, word: str) -> bool:
    """ "palativ"."""
    return len(word) > len(key) and key[:3] == word[:3] and key[-3:] == word[-3:]


_SOUND_ALIKE = frozenset({"gk", "kg", "dt", "td", "bp", "pb"})
_SURE = 8  # letters at the beginning that leave no doubt


def _letters_differ(key: str, word: str) -> int:
    """How many letters one has that the other lacks, wherever they stand."""
    ours, theirs = Counter(key), Counter(word)
    return max((ours - theirs).total(), (theirs - ours).total())


def _sounds_like(key: str, word: str) -> bool:
    """ "photovoltaig"."""
    return key[:-1] == word[:-1] and len(key) >= LONG and key[-1] + word[-1] in _SOUND_ALIKE


def _is_turned_late(key: str, word: str, distance: float) -> bool:
    """ "Pflegefachfarue": letters turned, and one more slip, behind a beginning that leaves no doubt."""
    long = distance > 1 and min(len(key), len(word)) >= LONG
    return long and key[:_SURE] == word[:_SURE] and _letters_differ(key, word) <= 1


@lru_cache(_WORDS_KEPT)
def _mended_town(key: str) -> str | None:
    """A town, known or not, that is meant behind a word of place."""
    if key in known_words()[0] or key in german_words():
        return None
    near = process.extract(key, all_towns(), scorer=OSA.distance, score_cutoff=1, limit=6, processor=None)
    fitting = [(i, w) for w, _, i in near if w[0] == key[0]]
    return min(fitting)[1] if fitting else None


def mended(word: str, *, of_place: bool = False) -> str:
    """A word that is no German one, as the one of ours that it is a slip of."""
    if not SHORTEST_MISSPELT <= len(word) <= _LONGEST_WORD or not word.isalpha() or word.isupper():
        return word
    whole = _mended_town(word.lower()) if of_place else None
    whole = whole or _mended_key(word.lower())
    if whole in town_words():
        whole = _mended_town(word.lower()) or whole  # the larger one: "hagn"
    if whole is not None:
        return as_written(word, whole)
    for cut in range(SHORTEST_MISSPELT, len(word) - 2):  # "Meisterkus"
        if word[:cut].lower() in _may_begin() and (head := _mended_key(word[cut:].lower())) in _HEADS:
            return word[:cut] + str(head)
    head = next(
        (h for h in _HEADS if word.lower().endswith(h) and len(word) >= len(h) + SHORTEST_MISSPELT), ""
    )
    return _mended_first(word[: -len(head)]) + word[-len(head) :] if head else word


@cache
def _may_begin() -> frozenset[str]:
    """What stands before the name of a course: its topic, or its manner ("Grundschulung")."""
    return topic_words() | word_set("manners_joined") | frozenset(course_words().verbs_of)


def _mended_first(first: str) -> str:
    """What stands before "-kurs", mended: "altenflege", "kommunikatons"."""
    key = first.lower()
    if _is_made_of_words(key, _PARTS) or key.removesuffix("s") in known_words()[0]:
        return first
    stems = [stem for stem in course_words().verbs_of if len(stem) >= _SHORTEST_PART]
    near = process.extractOne(key, stems, scorer=OSA.distance, score_cutoff=1, processor=None)
    if near is not None and near[0][0] == key[0]:
        return as_written(first, near[0])  # "schweis"
    if key.endswith("s") and (whole := _mended_key(key[:-1])):
        return as_written(first, whole) + "s"
    return as_written(first, _mended_key(key) or key)


_HEADS = ("kurse", "kurs", "lehrgang", "seminar", "schulung", "training")
