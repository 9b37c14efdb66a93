"""Which words are given names and surnames: Faker's lists for the languages spoken in the Ruhr's firms, and what tells a surname from a noun."""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from pathlib import Path

_LOCALES = ("de_DE", "de_AT", "de_CH", "tr_TR", "pl_PL", "it_IT", "es_ES", "hr_HR", "ro_RO", "nl_NL", "fr_FR")
# Given names in those lists that German texts mean otherwise (found by masking the law texts, factsheets and suites).
_OTHERWISE = frozenset(
    "April August Can Christ Corona Don Ernst Gala German Gott Hagen Heide Job Juni Leone Marino Mark Mentor Peer Rose Solange Silvester Stern Will Wolf".split()
)
# Given names that are common in the region and missing in the lists.
_FURTHER = frozenset(
    "Ayşe Ayse Fatma Zeynep Mehmet Mustafa Hüseyin Ibrahim Yusuf Samira Amira Layla Leyla Nour Rania Hassan Hussein Karim Khaled Mahmoud Omar Osama Tarek "
    "Yasmin Svetlana Olga Oksana Natalia Tatjana Irina Ludmila Dmitri Sergej Wladimir Oleksandr Andrij Minh Linh Thi Thanh Amadou Fatou Mamadou Selam Priya Rahul".split()
)
_LONGEST = 12  # letters of a surname that stands behind a role
_NOUN = re.compile(
    r"(?:ung|ungen|heit|keit|schaft|schein|geld|kurs|kurse|schule|prüfung|recht|gesetz|urlaub|vertrag|zeit|jahr|jahre|betrieb|beruf|abschluss|kosten|"
    r"lehre|lehrgang|arbeit|amt|kammer|stelle|hilfe|rente|kasse|plan|tion|ismus|ment|tät|maßnahme|meister|aufgaben|differenz|euro|prozent|stunden|tage)$"
)


@cache
def given_names() -> frozenset[str]:
    """Given names as they are written, without those that German texts mean otherwise."""
    return (frozenset(n for n in _listed("first_names") if len(n) > 2 and n[0].isupper()) | _FURTHER) - _OTHERWISE  # noqa: PLR2004 - "Al", "Bo" are syllables


@cache
def surnames() -> frozenset[str]:
    """Surnames as they are written."""
    return frozenset(_listed("last_names"))


def may_be_surname(word: str, *, strictly: bool = False) -> bool:
    """Whether a capitalised word is a surname rather than the next noun.

    Behind a given name or "Frau" all that is no noun of our field may be one; behind a role ("Mitarbeiter …", `strictly`)
    only what no German dictionary has, or what is listed.
    """
    parts = word.split("-")
    if all(part in surnames() or part in given_names() for part in parts):
        return True
    if _NOUN.search(parts[-1].lower()) or parts[-1] in _own_nouns():
        return False
    return not strictly or (len(word) <= _LONGEST and parts[-1].lower() not in _dictionary())


def unknown(word: str) -> bool:
    """Whether neither a dictionary nor our field knows a word, so that two of them side by side are somebody's name."""
    return may_be_surname(word, strictly=True) and not any(part.lower() in _dictionary() for part in word.split("-"))


@cache
def _own_nouns() -> frozenset[str]:
    """What the factsheets, phrases and glossary call things: no surname."""
    knowledge = Path(__file__).resolve().parent.parent / "knowledge"
    files = [*knowledge.glob("texts/*.md"), *knowledge.glob("bridges/*.yaml"), *knowledge.glob("*.yaml")]
    return frozenset(re.findall(r"\b[A-ZÄÖÜ][a-zäöüß]+\b", " ".join(path.read_text(encoding="utf-8") for path in files)))


def _listed(attribute: str) -> set[str]:
    found: set[str] = set()
    for locale in _LOCALES:
        provider = import_module(f"faker.providers.person.{locale}").Provider
        for name in dir(provider):
            if name.startswith(attribute):
                found |= set(getattr(provider, name))
    return found


@cache
def _dictionary() -> frozenset[str]:
    from spellchecker import SpellChecker

    return frozenset(SpellChecker(language="de").word_frequency.words())
