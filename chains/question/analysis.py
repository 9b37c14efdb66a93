"""Question analysis: references, laws, glossary terms, numbers. What the search is told about a question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from chains.quantities.conditions import NumberCase, case_of
from chains.quantities.kinds import QuantityKind, asked_kinds
from chains.question.language import GERMAN, language_of
from chains.question.references import LawNames, Reference, find_references, without_references
from chains.question.region import land_of
from chains.spelling import Correction, Speller
from knowledge.editorial.glossary import Glossary, GlossaryEntry
from knowledge.german.law_names import book_names
from knowledge.german.words import stem, terms, words

_ADULT = 18  # years
_SHOW_ME = frozenset(
    terms(
        "steht regelt regeln sagt bedeutet heißt gilt erklär erkläre erklären zeig zeige lautet lesen Absatz"
        " Satz Nummer Nr Abs Inhalt Text Wortlaut geben wissen"
    )
)


@dataclass(frozen=True, slots=True)
class Analysis:
    """What a question names and tells."""

    text: str  # as it was read, mistyped words put right
    matter: str  # the text without the names of laws
    references: tuple[Reference, ...]
    asks_beyond: bool  # more than to see the places it names
    laws: tuple[str, ...]
    case: NumberCase
    asks: frozenset[QuantityKind]  # how much, how long, how many
    everyday: tuple[str, ...]  # words of the question that the glossary knows
    legal_terms: tuple[str, ...]
    legally: tuple[tuple[str, tuple[str, ...]], ...]  # each of those words with the terms for it alone
    other_groups: frozenset[str]  # laws for groups that the question does not speak of
    places: tuple[tuple[str, str], ...]  # (document id, locator prefix) from the glossary
    language: str = GERMAN  # two letters
    land: str = ""  # a Land other than Nordrhein-Westfalen that the question names
    corrections: tuple[Correction, ...] = ()
    told: tuple[str, ...] = ()  # what the person wrote before this question
    people: frozenset[str] = frozenset()  # terms of the names of people, which no source need have
    follow_up: bool = False  # asked on the ground of an earlier question
    # (document id, paragraph) that the conversation spoke of, for a follow-up
    context: tuple[tuple[str, str], ...] = ()


class Analyst:
    """Analyses questions with a glossary and the names of the indexed laws."""

    def __init__(
        self, glossary: Glossary, laws: LawNames, speller: Callable[[], Speller] | None = None
    ) -> None:
        """`speller` is asked for at the first German question that has a word to look up."""
        self._laws, self._glossary, self._speller = laws, glossary, speller
        self._groups = {
            law: tuple(_padded(word) for word in spoken) for law, spoken in glossary.special.items()
        }
        self._entries = [(tuple(_padded(word) for word in entry.words), entry) for entry in glossary.entries]

    def analyse(self, question: str) -> Analysis:
        """Everything that can be read off the question itself."""
        language = language_of(question)
        corrections: tuple[Correction, ...] = ()
        if self._speller is not None and language == GERMAN:
            question, corrections = self._speller().read(question)
        stems = f" {' '.join(stem(word) for word in words(question))} "
        matched = [entry for patterns, entry in self._entries if any(said in stems for said in patterns)]
        legally = tuple(
            (word, entry.terms)
            for patterns, entry in self._entries
            for said, word in zip(patterns, entry.words, strict=True)
            if said in stems
        )
        named = tuple(dict.fromkeys(law for _, law in self._laws.named(question)))
        case = case_of(question)
        young = {"jarbschg"} if case.values.get("Jahre", _ADULT) < _ADULT else set()
        spoken = {law for law, patterns in self._groups.items() if any(said in stems for said in patterns)}
        return Analysis(
            text=question,
            matter=self._laws.without_names(question),
            references=tuple(find_references(question, self._laws)),
            asks_beyond=bool(set(terms(without_references(question, self._laws))) - _SHOW_ME),
            laws=named,
            case=case,
            other_groups=frozenset(self._groups.keys() - spoken - young - set(named)),
            asks=asked_kinds(question),
            everyday=tuple(word for word, _ in legally),
            legally=legally,
            legal_terms=tuple(
                dict.fromkeys(
                    [
                        *(term for entry in matched for term in entry.terms),
                        *self._translated(question, language),
                    ]
                )
            ),
            places=tuple(place for entry in matched for place in _places(entry)),
            language=language,
            land=land_of(question),
            corrections=corrections,
        )

    def _translated(self, question: str, language: str) -> list[str]:
        """German search words for a question in another language."""
        known = self._glossary.foreign.get(language, {})
        return [
            term
            for word in words(question)
            for start, found in known.items()
            if word.startswith(start)
            for term in found
        ]


def law_names(glossary: Glossary, titles: dict[str, tuple[str, str]]) -> LawNames:
    """Names from the glossary and of the indexed laws: document id -> (short title, long title)."""
    names = {law: set(known) for law, known in glossary.laws.items()}
    for law, (short, long) in titles.items():
        names.setdefault(law, set()).update({short, long})
    for known in names.values():
        known.update([book for name in tuple(known) for book in book_names(name)])
    return LawNames({law: tuple(sorted(known)) for law, known in names.items()})


def _padded(word: str) -> str:
    """The stems of a word or phrase as they stand among those of a question; a thousand are
    looked for in each.
    """
    return f" {' '.join(stem(w) for w in words(word))} "


def _places(entry: GlossaryEntry) -> list[tuple[str, str]]:
    return [(law, locator) for law, _, locator in (place.partition(" ") for place in entry.places)]
