"""What a question asks for that the document has not which its answer would come from: words beyond its name,
the rarest of them, a year, what is to be counted, the thing itself. Holds for any source: no matter and no
document is named here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from chains.question.region import lands_named
from chains.refusal.treated import heading_of
from knowledge.german.sentences import split_sentences
from knowledge.german.words import STOP_WORDS, stem, terms, words
from knowledge.places.gazetteer import town_named
from knowledge.places.regions import ordinary_words

if TYPE_CHECKING:
    from chains.question.analysis import Analysis
    from knowledge.index.word_index import WordIndex
    from knowledge.model.document import Passage

_REWORDED = 0.7  # of a word where only the legal word for it stands there
_ALIKE = 0.6  # of a word where one that begins alike stands there ("vorlesen", "Vorlesekraft")
_BEGINNING = 5  # letters with which words begin alike
_NO_NOUN, _TYPED_SMALL = 0.5, 0.85  # of a word that is none, and that may be one
_WORD = re.compile(r"[^\W\d_]\w*")
_YEAR = re.compile(r"(?<![\d.,/§-])(?:19|20)\d\d(?![\d/-]|[.,]\d|\s*(?:€|Euro|EUR|Stunden|km|Kilometer))")
# "was bekomme ich, wenn ich 2015 gelernt habe": a year of what is told is not the year that is asked for
_TELLS = re.compile(r"\b(?:ich|wir|mein\w*|unser\w*|seit)\b", re.IGNORECASE)
_COUNTED = re.compile(r"\bwie\s?vielen?\s+(\w{4,})(?:\s+(\w{4,}))?", re.IGNORECASE)
_HEADING = 3  # words of a heading that counts what the next sentence says
_PERIODS = tuple("tage tagen wochen monate monaten jahre jahren stunden minuten uhr".split())  # as words end
# "was kostet der Baggerschein", "wie hoch ist der Umsatz", "welche Noten braucht man": the thing behind it
_ASKS = re.compile(
    r"^\W*(?:und |aber )?(?:was|wie\s?viele?n?|wie(?= hei(?:ß|ss))|wie (?:hoch|teuer|lang|lange|groß|oft)"
    r"|welche[rsnm]?)\b"
    r"(?:\s+(?:kostet|kosten|kostete|hei(?:ß|ss)(?:t|en)|ist|sind|war|waren|dauert|zahlt|gilt|gelten))?"
    r"(?:\s+(?:eigentlich|denn|so|mich))?(?:\s+(?:der|die|das|den|dem|ein|eine|einen|mein|meine))?"
    r"\s+((?:\w+e[nrsm]?\s+)?)(\w{4,})",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\d|\b(?:zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|(?:zwan|drei|vier|fünf|sech|sieb|acht"
    r"|neun)[sz]?z?ig|\w+zehn|hundert|tausend|kein(?:e[nr]?)?)\b",
    re.IGNORECASE,
)
_PEOPLE = frozenset(
    map(
        stem, "leute personen menschen beschäftigte mitarbeiter mitarbeitende teilnehmende teilnehmer".split()
    )
)
# words in which a question is put, whatever it is about
_PUT = frozenset(
    map(
        stem,
        "wieviel viel viele vielen hoch lang lange teuer alt oft genau überhaupt eigentlich gibts gibt's"
        " krieg kriegt kriegen bekomme bekommt bekommen erhalte erhält gilt gelten zahlt zahlen kostet kosten"
        " steht dauert braucht brauche möchte hätte wäre laut etwas wann darf dürfen nen nem ner nix grad"
        " halt hab rolle wonach wofür womit worin woran wodurch worauf wogegen wobei woraus worüber wovon"
        " wozu worum weshalb wieso warum inwiefern inwieweit wohin woher welche welcher welches welchen"
        " welchem richtet".split(),
    )
)


@dataclass(frozen=True, slots=True)
class Missing:
    """Each 0 to 1."""

    rest: float  # share of the question's words beyond the document's name that its place does not hold
    gap: float  # rarity of the rarest of them that nothing found of the document holds
    year: float  # whether a year is named of which the document does not speak
    uncounted: float  # whether it asks how many there are of what no sentence of the place counts
    asked: float  # how far the thing that is asked for ("was kostet ein Parkplatz") is not in the document


NOTHING_MISSING = Missing(0.0, 0.0, 0.0, 0.0, 0.0)


def missing_of(analysis: Analysis, lead: Passage, places: Sequence[Passage], lexical: WordIndex) -> Missing:
    """What of a German question is missing in the place that would lead and in what else was found of its
    document (`places`, the lead among them).
    """
    question = _asking(analysis.text)
    matter = analysis.matter if question == analysis.text else question
    held = _Held(analysis, lexical)
    name = held.words_of(f"{lead.document.title} {lead.document.long_title}")
    place = held.words_of(f"{heading_of(lead)} {lead.section.text}")
    whole = held.words_of(" ".join(f"{heading_of(p)} {p.section.text}" for p in places))
    asked = {
        term: lexical.rarity(term) or 1.0 for term in terms(matter) if not term.isdigit() and term not in _PUT
    }
    here = lands_named(analysis.text) & lands_named(f"{lead.document.title} {lead.document.region}")
    placed = _place_terms(question) if here else frozenset()  # "I live there and work here"
    rest = {term: weight for term, weight in asked.items() if term not in placed and held.of(term, name) < 1}
    total, names = sum(rest.values()), _naming(question)
    return Missing(
        rest=sum(w * (1 - held.of(t, place)) for t, w in rest.items()) / total if total else 0.0,
        gap=max((w * (1 - held.of(t, whole)) * names.get(t, 1.0) for t, w in rest.items()), default=0.0),
        year=float(_names_other_year(question, lead, places)),
        uncounted=float(_leaves_uncounted(question, lead, held)),
        asked=max((1 - held.of(term, whole) for term in _asked_thing(question)), default=0.0),
    )


def _asking(text: str) -> str:
    """What of a message asks: its questions, where it tells a case before them."""
    sentences = split_sentences(text)
    asked = [sentence for sentence in sentences if sentence.rstrip().endswith("?")]
    return " ".join(asked) if asked and len(asked) < len(sentences) else text


def _naming(question: str) -> dict[str, float]:
    """Term -> how far it names a thing: a noun does, other words less; typed small, all may be nouns."""
    said = [(word, n) for n, word in enumerate(_WORD.findall(question))]
    written = any(word[0].isupper() for word, n in said if n)
    return {
        term: (1.0 if word[0].isupper() else _NO_NOUN if written else _TYPED_SMALL)
        for word, _ in said
        for term in terms(word)
    }


class _Held:
    """How much of a word some text holds: itself, in parts, by its legal word, or alike."""

    def __init__(self, analysis: Analysis, lexical: WordIndex) -> None:
        self._lexical = lexical
        self._legal = frozenset(terms(" ".join(analysis.legal_terms), lexical.compounds))
        self._everyday = frozenset(terms(" ".join(analysis.everyday)))
        self._towns = _towns_of(analysis.text)
        self._whole = {stem(word): word for word in words(analysis.matter)}

    def _towns_within(self, have: frozenset[str]) -> frozenset[str]:
        """Towns of the question that lie in a Land which the text names: what holds there holds in them."""
        return frozenset(term for term, land in self._towns.items() if land <= have)

    def words_of(self, text: str) -> frozenset[str]:
        """The words of a text, with the parts of compounds."""
        return frozenset(terms(text, self._lexical.compounds))

    def of(self, term: str, have: frozenset[str]) -> float:
        """0 to 1."""
        if term in have or (term in _PEOPLE and have & _PEOPLE) or term in self._towns_within(have):
            return 1.0
        found = 0.0
        if parts := self._lexical.compounds.parts(self._whole.get(term, term)):
            rare = {part: self._lexical.rarity(part) or 1.0 for part in parts}
            found = sum(w for part, w in rare.items() if part in have) / sum(rare.values())
        if term in self._everyday and self._legal & have:
            found = max(found, _REWORDED)
        start = term[:_BEGINNING]
        if len(start) == _BEGINNING and any(word.startswith(start) for word in have):
            found = max(found, _ALIKE)
        return found


def _names_other_year(question: str, lead: Passage, places: Sequence[Passage]) -> bool:
    """Whether it names a year before the document's Stand, or another than its title does, and nothing found
    of the document names that year; laws hold until they are changed.
    """
    document = lead.document
    asked = set(_YEAR.findall(question))
    if document.kind == "law" or not asked or _TELLS.search(question):
        return False
    said = " ".join(f"{heading_of(place)} {place.section.text}" for place in places)
    if any(year in said for year in asked):
        return False
    if _YEAR.search(document.title):
        return str(document.stand.year if document.stand else "") not in asked
    known = [document.stand.year] if document.stand else [int(year) for year in _YEAR.findall(said)]
    return bool(known) and max(map(int, asked)) < min(known)


def _leaves_uncounted(question: str, lead: Passage, held: _Held) -> bool:
    """Whether no sentence of the place has a number beside what the question asks to be counted. A table may
    count under another head, a period is no count.
    """
    match = _COUNTED.search(question)
    if match is None or "\t" in lead.section.text:
        return False
    first, second = match[1], match[2] or ""
    word = second if first[0].islower() and second[:1].isupper() else first  # "wie viele neue Plätze"
    if word.lower() in STOP_WORDS or word.lower().endswith(_PERIODS):
        return False
    noun = stem(word.lower())
    sentences = [
        part
        for line in (lead.section.heading, *lead.section.text.splitlines())
        for part in split_sentences(line)
    ]
    beside = [
        *sentences,
        *(f"{one} {other}" for one, other in pairwise(sentences) if len(one.split()) <= _HEADING),
    ]
    return not any(_NUMBER.search(said) and held.of(noun, held.words_of(said)) for said in beside)


def _asked_thing(question: str) -> list[str]:
    """The terms of the thing that a question asks for; [] where its form does not tell: in a question that is
    written with capitals it is a noun.
    """
    match = _ASKS.search(question)
    if match is None:
        return []
    written = any(word[0].isupper() for word in _WORD.findall(question)[1:])
    named = [word for word in (match[1].strip(), match[2]) if word and word.lower() not in STOP_WORDS]
    if written:
        named = [word for word in named if word[0].isupper()]
    return [term for word in named[-1:] for term in terms(word) if term not in _PUT and term not in _PEOPLE]


def _place_terms(question: str) -> frozenset[str]:
    """The terms of all towns and Länder that it names."""
    lands = (word for word in _WORD.findall(question) if lands_named(word))
    return frozenset(_towns_of(question)) | {term for word in lands for term in terms(word)}


def _towns_of(question: str) -> dict[str, frozenset[str]]:
    """Term of a town's name -> the terms of its Land."""
    found = {word: town_named(word) for word in _WORD.findall(question) if len(word) >= _BEGINNING - 1}
    return {
        term: frozenset(terms(town.land))
        for word, town in found.items()
        if town is not None and word.lower() not in ordinary_words()
        for term in terms(word)
    }
