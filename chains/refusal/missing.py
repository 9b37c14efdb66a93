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

from chains.quantities.figures import dates_in, quantities_in
from chains.quantities.kinds import QuantityKind, stated_kinds
from chains.question.region import lands_named
from chains.refusal.held import PEOPLE, Held, place_terms
from chains.refusal.statements import statements_of
from chains.refusal.treated import heading_of
from knowledge.german.sentences import split_sentences
from knowledge.german.words import STOP_WORDS, stem, terms

if TYPE_CHECKING:
    from chains.question.analysis import Analysis
    from knowledge.index.word_index import WordIndex
    from knowledge.model.document import Passage

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
# "wie viel Urlaub", "wie hoch": the word behind it tells the kind, not the form of the question
_ANY_QUANTITY = re.compile(r"\bwie\s?(?:viele?n?|hoch|gro(?:ß|ss))\b", re.IGNORECASE)
_OFTEN_OR_DAY = re.compile(
    r"\b(?:\w+mal|jede[nrsm]?|täglich\w*|wöchentlich\w*|monatlich\w*|jährlich\w*"
    r"|(?:mon|diens|donners|frei|sams|sonn)tags?|mittwochs?|januar|februar|märz|april|mai|juni|juli|august"
    r"|(?:septem|okto|novem|dezem)ber|\w{1,20}ten \w{0,20}tag)\b|\d{1,2}[:.]\d\d|\d Uhr\b",
    re.IGNORECASE,
)
# "wer ist der Anwalt", "wie heißt die Richterin": a person by what they are
_WHO = re.compile(
    r"^\W*(?:und |aber )?(?:wer (?:ist|war|sind|waren)|wie hei(?:ß|ss)(?:t|en))"
    r" (?:der|die|das|ein|eine|mein|meine|unser|unsere) (\w{4,})",
    re.IGNORECASE,
)
_NONE = re.compile(r"\bkein(?:e[nr]?)?\b", re.IGNORECASE)
_OF_PEOPLE = frozenset({"", "Beschäftigte"})  # units of what is counted; a sum, a period is none
# words in which a question is put, whatever it is about
_PUT = frozenset(
    map(
        stem,
        "wieviel viel viele vielen hoch lang lange teuer alt oft genau überhaupt eigentlich gibts gibt's"
        " krieg kriegt kriegen bekomme bekommt bekommen erhalte erhält gilt gelten zahlt zahlen kostet kosten"
        " steht dauert braucht brauche möchte hätte wäre laut etwas wann darf dürfen nen nem ner nix grad"
        " halt hab rolle wonach wofür womit worin woran wodurch worauf wogegen wobei woraus worüber wovon"
        " wozu worum weshalb wieso warum inwiefern inwieweit wohin woher welche welcher welches welchen"
        " welchem gab gabs geld nehmen nimmt".split(),
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
    unsaid: float  # share of those words that no one statement with the quantity that is asked for holds


NOTHING_MISSING = Missing(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


def missing_of(analysis: Analysis, lead: Passage, places: Sequence[Passage], lexical: WordIndex) -> Missing:
    """What of a German question is missing in the place that would lead and in what else was found of its
    document (`places`, the lead among them).
    """
    question = _asking(analysis.text)
    matter = analysis.matter if question == analysis.text else question
    held = Held(analysis, lexical)
    name = held.words_of(f"{lead.document.title} {lead.document.long_title}")
    place = held.words_of(f"{heading_of(lead)} {lead.section.text}")
    whole = held.words_of(" ".join(f"{heading_of(p)} {p.section.text}" for p in places))
    asked = {
        term: lexical.rarity(term) or 1.0 for term in terms(matter) if not term.isdigit() and term not in _PUT
    }
    here = lands_named(analysis.text) & lands_named(f"{lead.document.title} {lead.document.region}")
    placed = place_terms(question) if here else frozenset()  # "I live there and work here"
    rest = {term: weight for term, weight in asked.items() if term not in placed and held.of(term, name) < 1}
    names = _naming(question)
    return Missing(
        rest=1 - _share(rest, held, place),
        gap=max((w * (1 - held.of(t, whole)) * names.get(t, 1.0) for t, w in rest.items()), default=0.0),
        year=float(_names_other_year(question, lead, places)),
        uncounted=float(all(_leaves_uncounted(question, p, held) for p in places)),
        asked=max((1 - held.of(term, whole) for term in _asked_thing(question)), default=0.0),
        unsaid=_unsaid(question, analysis.asks, rest, names, places, held) if analysis.asks else 0.0,
    )


def _unsaid(
    question: str,
    asks: frozenset[QuantityKind],
    rest: dict[str, float],
    names: dict[str, float],
    places: Sequence[Passage],
    held: Held,
) -> float:
    any_kind = bool(_ANY_QUANTITY.search(question))
    answering = (
        f"{heading_of(place)} {said}"
        for place in places
        for said in statements_of(place)
        if (kinds := _kinds(said)) and (any_kind or kinds & asks)
    )
    return min((_lacking(rest, names, held, held.words_of(said)) for said in answering), default=1.0)


def _kinds(said: str) -> frozenset[QuantityKind]:
    """The kinds of quantity of a statement, with days, hours of the day and what is counted."""
    days = {QuantityKind.TIME} if _OFTEN_OR_DAY.search(said) or dates_in(said) else frozenset()
    return stated_kinds(said) | days | ({QuantityKind.COUNT} if _counts(said) else frozenset())


def _share(wanted: dict[str, float], held: Held, have: frozenset[str]) -> float:
    """The share of weighed words that some words hold; 1 where none is wanted."""
    total = sum(wanted.values())
    return sum(w * held.of(term, have) for term, w in wanted.items()) / total if total else 1.0


def _lacking(wanted: dict[str, float], names: dict[str, float], held: Held, have: frozenset[str]) -> float:
    """How much is asked for that some words do not hold: a thing counts by its rarity, at most 1."""
    return min(1.0, sum(w * (1 - held.of(t, have)) * names.get(t, 1.0) for t, w in wanted.items()))


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


def _leaves_uncounted(question: str, lead: Passage, held: Held) -> bool:
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
    return not any(_counts(said) and held.of(noun, held.words_of(said)) for said in beside)


def _counts(said: str) -> bool:
    return bool(_NONE.search(said)) or any(f.unit in _OF_PEOPLE for f in quantities_in(said))


def _asked_thing(question: str) -> list[str]:
    """The terms of the thing that a question asks for; [] where its form does not tell: in a question that is
    written with capitals it is a noun.
    """
    if who := _WHO.search(question):
        return [term for term in terms(who[1]) if term not in _PUT]
    match = _ASKS.search(question)
    if match is None:
        return []
    written = any(word[0].isupper() for word in _WORD.findall(question)[1:])
    named = [word for word in (match[1].strip(), match[2]) if word and word.lower() not in STOP_WORDS]
    if written:
        named = [word for word in named if word[0].isupper()]
    return [term for word in named[-1:] for term in terms(word) if term not in _PUT and term not in PEOPLE]
