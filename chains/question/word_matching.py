"""How much of a question's word some text holds: itself, in parts, by its legal word, or alike."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from chains.question.region import lands_named
from knowledge.editorial.same_words import with_infinitives, words_for
from knowledge.german.words import STOP_WORDS, stem, terms, words
from knowledge.places.gazetteer import town_named
from knowledge.places.regions import ordinary_words

if TYPE_CHECKING:
    from chains.question.analysis import Analysis
    from knowledge.german.words import Compounds

_REWORDED = 0.7  # of a word where only the legal word for it stands there
_ALIKE = 0.6  # of a word that begins one which stands there, or the reverse ("Kran", "Kranführer") …
_BEGINNING, _AT_LEAST = 5, 4  # … with so many letters in common; with fewer where the shorter one ends there
_INFLECTED = 3  # letters by which the longer one is the same word inflected ("Handys", "Beamtinnen")
_LINKED = 3  # letters between two words of a text that together make a compound ("Kranführer", "Prüfung")
_TELLING = 2.0  # weight of a part that tells which of its kind a compound is, beside its last one …
_UNTOLD = 0.35  # … and the most that one counts for whose telling part is not there ("Tal" for "Saaletal")
_HEADLESS = 0.5  # the same where the last part is not there ("Bildung" for "Bildungsausschuss")
_GENERAL = frozenset(  # last parts that tell little: what stands before them names the thing ("Hygienekurs")
    map(
        stem,
        "kurs lehrgang seminar schulung modul baustein training workshop schein kosten preis gebühr betrag"
        " höhe dauer zeit satz zahl umgang stunden tage".split(),
    )
)
_GENERALLY = 0.85  # of a compound of which only such a part is not there
_LIKE_ENDS = 0.8  # of a compound whose parts end longer words ("Gabelstapler", "Grundkurs" for "Staplerkurs")
_LONG_END = 5  # letters of such an end
# "hochgeladen", "hochzuladen": a participle or infinitive of a verb whose prefix can stand apart
_INFIX = re.compile(r"^(ab|an|auf|aus|ein|fest|hoch|mit|nach|um|vor|weg|weiter|zuruck|zu)(?:ge|zu)(?=\w{3})")
_PARTICIPLE = re.compile(r"^ge(?=\w{4,}t$)")
_TRAINEE = stem("auszubildende")  # who is no longer said by the verb
_WORD = re.compile(r"[^\W\d_]\w*")
PEOPLE = frozenset(
    map(
        stem, "leute personen menschen beschäftigte mitarbeiter mitarbeitende teilnehmende teilnehmer".split()
    )
)


class WordMatcher:
    """Reads the words of texts against those of one question."""

    def __init__(self, analysis: Analysis, compounds: Compounds, rarity: Callable[[str], float]) -> None:
        """`rarity` weighs a term by how few chunks hold it, 0 to 1."""
        self._compounds, self._rarity = compounds, rarity
        asked = frozenset(terms(analysis.text, compounds))
        self._legal: dict[str, list[frozenset[str]]] = {}  # term -> the legal wordings for it
        for said, wordings in analysis.legally:
            told = [frozenset(terms(wording)) for wording in wordings]
            for term in terms(said):
                self._legal.setdefault(term, []).extend(each for each in told if each and not each <= asked)
        self._towns = towns_of(analysis.text)
        self._whole = {stem(word): word for word in words(analysis.matter)}

    def words_of(self, text: str) -> frozenset[str]:
        """The words of a text, with the parts of compounds."""
        return frozenset(terms(text, self._compounds))

    def of(self, term: str, have: frozenset[str]) -> float:
        """0 to 1."""
        if self._says(term, have) or self._lies_within(term, have):
            return 1.0
        found = max(self._in_parts(term, have), _put_together(term, have))
        if any(wording <= have for wording in self._legal.get(term, ())):
            found = max(found, _REWORDED)
        return max(found, max((_alike(term, word) for word in have if word[:1] == term[:1]), default=0.0))

    def _says(self, term: str, have: frozenset[str]) -> bool:
        """Whether the term or another word for it is among them, inflected or not."""
        return (
            term in have
            or (term in PEOPLE and bool(have & PEOPLE))
            or not words_for(term).isdisjoint(with_infinitives(have))
            or plain_verb(term) in _plain_verbs(have)
        )

    def _in_parts(self, term: str, have: frozenset[str]) -> float:
        parts = self._compounds.parts(self._whole.get(term, term))
        if not parts or any(part in STOP_WORDS for part in parts):
            if any(self._says(front, have) for front in _fronts(term)):
                return _GENERALLY
            return _UNTOLD if _ends_with_one(term, have) else 0.0
        *telling, last = parts
        rare = [(part, (self._rarity(part) or 1.0) * _TELLING) for part in telling]
        rare.append((last, _UNTOLD if last in _GENERAL else self._rarity(last) or 1.0))
        found = sum(w for part, w in rare if self._says(part, have)) / sum(w for _, w in rare)
        if not any(self._says(part, have) for part in telling):
            return min(found, _UNTOLD)
        return found if last in _GENERAL or self._says(last, have) else min(found, _HEADLESS)

    def _lies_within(self, term: str, have: frozenset[str]) -> bool:
        """Whether it is a town of a Land which the text names: what holds there holds in it."""
        return term in self._towns and self._towns[term] <= have


@lru_cache(maxsize=2048)
def _fronts(term: str) -> tuple[str, ...]:
    """What stands before a general last part, with and without its link ("Kettensägenkurs")."""
    found = [term.removesuffix(end) for end in _GENERAL if term.endswith(end)]
    links = ("", "n", "en", "s", "es", "e")
    return tuple(
        stem(front.removesuffix(link))
        for front in found
        for link in links
        if len(front) > _AT_LEAST + len(link)
    )


def _ends_with_one(term: str, have: frozenset[str]) -> bool:
    """Whether it is a compound of one of the words that no index knows as one ("Diensthandys", "Handys")."""
    return any(
        term.endswith(word) and len(term) - len(word) >= _AT_LEAST for word in have if len(word) >= _LONG_END
    )


def plain_verb(term: str) -> str:
    """A term without what makes a participle or an infinitive of a verb."""
    return term if term.startswith(_TRAINEE) else _PARTICIPLE.sub("", _INFIX.sub(r"\1", term))


@lru_cache(maxsize=512)
def _plain_verbs(terms: frozenset[str]) -> frozenset[str]:
    return frozenset(map(plain_verb, terms))


def _put_together(term: str, have: frozenset[str]) -> float:
    """How far a compound is one of two of the words, or of what they end with; the index knows only compounds
    of words that are common in it.
    """
    rests = [term[len(word) :] for word in have if len(word) >= _AT_LEAST and term.startswith(word)]
    if any(_ends(rest, end, _LINKED) for rest in rests for end in have if len(end) >= _AT_LEAST):
        return 1.0
    if any(_ends(rest, end, _LINKED) for rest in rests for end in _GENERAL):
        return _GENERALLY
    tails = _tails(have)
    rests = [term[len(tail) :] for tail in tails if term.startswith(tail)]
    if any(_ends(rest, end, _LINKED) for rest in rests for end in _GENERAL):
        return _LIKE_ENDS
    return _LIKE_ENDS if any(_ends(rest, end, 1) for rest in rests for end in tails) else 0.0


@lru_cache(maxsize=512)
def _tails(have: frozenset[str]) -> frozenset[str]:
    """The ends of longer words that may be words of their own."""
    return frozenset(word[cut:] for word in have for cut in range(_AT_LEAST, len(word) - _LONG_END + 1))


def _ends(rest: str, end: str, link: int) -> bool:
    """Whether what follows the front of a compound is this word behind no more letters than a link has."""
    return rest.endswith(end) and len(rest) - len(end) <= link


def _alike(term: str, word: str) -> float:
    """How far a word that begins like the term says it: its inflection does, others by the letters shared."""
    common = _common(term, word)
    if common == min(len(term), len(word)) >= _AT_LEAST:
        return 1.0 if abs(len(term) - len(word)) <= _INFLECTED else _ALIKE * common / len(term)
    return _ALIKE * common / len(term) if common >= _BEGINNING else 0.0


def _common(one: str, other: str) -> int:
    """Letters that both begin with."""
    return next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def towns_of(question: str) -> dict[str, frozenset[str]]:
    """Term of a town's name -> the terms of its Land."""
    found = {word: town_named(word) for word in _WORD.findall(question) if len(word) >= _AT_LEAST}
    return {
        term: frozenset(terms(town.land))
        for word, town in found.items()
        if town is not None and word.lower() not in ordinary_words()
        for term in terms(word)
    }


def place_terms(question: str) -> frozenset[str]:
    """The terms of all towns and Länder that it names."""
    lands = (word for word in _WORD.findall(question) if lands_named(word))
    return frozenset(towns_of(question)) | {term for word in lands for term in terms(word)}
