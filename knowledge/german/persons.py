"""Nouns that name people, by what German does to them: almost every one has a form with -in, and the rest end
in a few words for people.
"""

from __future__ import annotations

import re
from functools import lru_cache

from knowledge.german.dictionary import german_words

_PEOPLE = re.compile(
    r"(?i)(?:leute|leut|kräfte|kraft|kräften|leuten|frau|frauen|mann|männer|männern|innen|köpfe|personen"
    r"|beschäftigte[nr]?|angestellte[nr]?|hilfen?|isten?|enten|anten)$"
)
# adjectives that have become nouns for staff; which of them count people no ending tells ("5 Neue" may be
# machines)
_AS_NOUNS = re.compile(r"(?i)^(?:interne|externe|feste|ungelernte|angelernte|gelernte|auszubildende)n?$")
# also people, or end like them
_THINGS = frozenset(
    {
        "stapler",
        "drucker",
        "ordner",
        "rechner",
        "tage",
        "jahre",
        "lister",
        "kisten",
        "listen",
        "komponenten",
        "varianten",
        "konstanten",
        "elementen",
        "momenten",
        "argumenten",
        "dokumenten",
        "prozenten",
        "kontinenten",
    }
)
_PLURALS = ("", "e", "en", "n", "er", "ern", "s")
_SHORTEST = 4  # letters; shorter stems ("Mai", "Gab") meet a form with -in by chance
_UMLAUTS = str.maketrans("aou", "äöü")


@lru_cache(maxsize=4096)
def names_people(word: str) -> bool:
    """Whether a word (any case, singular or plural) is a noun for people: "Monteure", "Köche", "Leihkräfte",
    "Maschinenbediener" by its last part.
    """
    lower = word.lower()
    if len(word) < _SHORTEST or not word.isalpha() or lower in _THINGS:
        return False
    if _PEOPLE.search(lower) or _AS_NOUNS.match(lower):
        return True
    return any(_has_feminine(lower[: len(lower) - len(end)]) for end in _PLURALS if lower.endswith(end))


def noun_for_people(word: str) -> bool:
    """Whether a word as it is written, nouns large, is a noun for people."""
    return word[:1].isupper() and names_people(word)


def noun_for_one(word: str) -> bool:
    """Whether a word as it is written is a noun for one person, a woman's form among them ("Floristin")."""
    stem = word.removesuffix("in")
    woman = stem != word and _AGENT.search(stem) is not None and names_people(stem)
    return word[:1].isupper() and (woman or names_people(word))


_AGENT = re.compile(r"(?:er|ist|ant|ent|eur|or|oge|ont|ekt|at)$")  # stems whose -in is a woman: not "Term-in"


def _has_feminine(stem: str) -> bool:
    if len(stem) < _SHORTEST:
        return False
    known = german_words()
    # a compound has its last part in the list: "Maschinenbediener" -> "bediener"
    parts = (stem[cut:] for cut in range(max(1, len(stem) - _SHORTEST + 1)))
    return any(_feminine(part) & known for part in parts if len(part) == len(stem) or len(part) >= _PART)


_PART = 6  # letters of the last part of a compound ("Staplerfahrer"); with five, "Wanderer" is an "Erer"


def _feminine(stem: str) -> frozenset[str]:
    umlauted = re.sub(r"[aou](?=[^aeiouäöü]*e?[^aeiouäöü]*$)", lambda m: m[0].translate(_UMLAUTS), stem)
    return frozenset({f"{stem}in", f"{stem.removesuffix('e')}in", f"{umlauted.removesuffix('e')}in"})
