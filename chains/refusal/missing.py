"""What a question asks for that the document has not which its answer would come from: words beyond its name,
the rarest of them, a year, what is to be counted, the thing itself, the thing with its quantity. Holds for
any source: no matter and no document is named here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import mean
from typing import TYPE_CHECKING

from chains.quantities.conditions import NumberCase, fits
from chains.quantities.said_kinds import counts
from chains.quantities.years import years_told
from chains.question.answer_forms import CELL
from chains.question.asked import AskedFor, asked_of
from chains.question.region import lands_named
from chains.question.word_matching import PEOPLE, WordMatcher, place_terms
from chains.refusal.statements import statements_of
from chains.refusal.treated import heading_of
from knowledge.german.sentences import split_sentences
from knowledge.german.words import STOP_WORDS, stem, terms, words

if TYPE_CHECKING:
    from chains.question.analysis import Analysis
    from knowledge.index.word_index import WordIndex
    from knowledge.model.document import Passage

_YEAR = re.compile(r"(?<![\d.,/§-])(?:19|20)\d\d(?![\d/-]|[.,]\d|\s*(?:€|Euro|EUR|Stunden|km|Kilometer))")
# "was bekomme ich, wenn ich 2015 gelernt habe": a year of what is told is not the year that is asked for
_TELLS = re.compile(r"\b(?:ich|wir|mein\w*|unser\w*|seit)\b", re.IGNORECASE)
_COUNTED = re.compile(r"\bwie\s?vielen?\s+(\w{4,})(?:\s+(\w{4,}))?", re.IGNORECASE)
_SILENT = 1.5  # of a place that has not even the kind of answer
_KIND_AND_NAME = re.compile(r"\b(?=(\w[\w-]{2,60}) ([A-ZÄÖÜ][\w-]{3,60}))")
_NAME, _HALF = 4, 0.5  # letters of a name; of a word, from which on a document has it
_BRACKETS = 2
_STATEMENT, _STATEMENTS = 400, 30  # characters of a statement that are compared, statements of a document
_HEADING = 3  # words of a heading that counts what the next sentence says
_PERIODS = tuple("tage tagen wochen monate monaten jahre jahren stunden minuten uhr".split())  # as words end


@dataclass(frozen=True, slots=True)
class Missing:
    """Each 0 to 1."""

    rest: float  # share of the question's words beyond the document's name that its place does not hold
    gap: float  # rarity of the rarest of them that nothing found of the document holds
    year: float  # whether a year is named of which the document does not speak
    uncounted: float  # whether it asks how many there are of what no sentence of the place counts
    asked: float  # how far the thing that is asked for ("was kostet ein Parkplatz") is not in the document
    silent: float  # whether no statement has the kind of quantity that is asked for
    unsaid: float  # share of those words that no one statement with the quantity that is asked for holds
    unpriced: float  # how far no such statement is of the thing itself, whatever its document is called
    outside: float  # whether the case's number lies in none of the brackets that the answer depends on
    other_name: float  # whether it names one body and the document is another's of that kind


NOTHING_MISSING = Missing(*(0.0 for _ in range(10)))


def missing_of(analysis: Analysis, lead: Passage, places: Sequence[Passage], lexical: WordIndex) -> Missing:
    """What of a German question is missing in the place that would lead and in what else was found of its
    document (`places`, the lead among them).
    """
    asked = asked_of(analysis, lexical.rarity)
    held = WordMatcher(analysis, lexical.compounds, lexical.rarity)
    name = held.words_of(f"{lead.document.title} {lead.document.long_title}")
    place = held.words_of(f"{heading_of(lead)} {lead.section.text}")
    whole = held.words_of(" ".join(f"{heading_of(p)} {p.section.text}" for p in places))
    here = lands_named(analysis.text) & lands_named(f"{lead.document.title} {lead.document.region}")
    placed = place_terms(asked.text) if here else frozenset()  # "I live there and work here"
    rest = {term: w for term, w in asked.rare.items() if term not in placed and held.of(term, name) < 1}
    answering = _answering(asked, places, held) if asked.tells_kind else []
    return Missing(
        rest=1 - asked.share(rest, held, place),
        gap=max((asked.lacking({t: w}, held, whole) for t, w in rest.items()), default=0.0),
        year=float(_names_other_year(asked.text, lead, places)),
        uncounted=float(all(_leaves_uncounted(asked.text, p, held, leads=p is lead) for p in places)),
        asked=max((1 - held.of(term, whole) for term in asked.thing), default=0.0),
        silent=float(asked.tells_kind and not answering),
        unsaid=min((asked.lacking(rest, held, have) for have in answering), default=0.0),
        unpriced=_unpriced(asked, lead, places, held),
        outside=float(bool(asked.kinds) and _lies_outside(analysis.case, places)),
        other_name=float(_names_another(asked.text, lead, whole, held, lexical)),
    )


def _unpriced(asked: AskedFor, lead: Passage, places: Sequence[Passage], held: WordMatcher) -> float:
    name = frozenset(terms(f"{lead.document.title} {lead.document.long_title}"))  # whole words alone:
    # a "Beratungsstelle" is no "Beratung"
    things = [term for term in asked.thing if term not in asked.called and held.of(term, name) < 1]
    said = _answering(asked, places, held, titled=False) if asked.tells_kind and things else []
    return min((1 - mean(held.of(term, have) for term in things) for have in said), default=0.0)


def _lies_outside(case: NumberCase, places: Sequence[Passage]) -> bool:
    """Whether statements for cases of several sizes are there and none for this one. One alone says who is
    left out, and so it answers.
    """
    judged = [fits(said, case) for place in places for _, said in statements_of(place)]
    return True not in judged and judged.count(False) >= _BRACKETS


def _names_another(
    question: str, lead: Passage, whole: frozenset[str], held: WordMatcher, lexical: WordIndex
) -> bool:
    """Whether a word of the title that a name follows there ("Jobcenter Merzen") is followed by another in
    the question, which no source has.
    """
    asked = words(question)
    named = {
        stem(kind.lower()): stem(name.lower()) for kind, name in _KIND_AND_NAME.findall(lead.document.title)
    }
    told = set(map(stem, asked))
    for kind, name in pairwise(asked):
        other = named.get(stem(kind))
        if other is None or other in told or name in STOP_WORDS or len(name) < _NAME:
            continue
        if not lexical.rarity(stem(name)) and held.of(stem(name), whole) < _HALF:
            return True
    return False


def statements_and_question(
    analysis: Analysis, lead: Passage, places: Sequence[Passage], lexical: WordIndex
) -> tuple[str, list[str]]:
    """What is asked without the words that only name the document, and what was found of it, by statement,
    each under its headings: two texts about one document are near each other whatever either says of it.
    """
    text = asked_of(analysis, lexical.rarity).text
    held = WordMatcher(analysis, lexical.compounds, lexical.rarity)
    name = held.words_of(f"{lead.document.title} {lead.document.long_title}")
    kept = [
        word for word in text.split() if not (told := terms(word)) or any(held.of(t, name) < 1 for t in told)
    ]
    said = [
        " ".join(f"{place.section.heading} {heading} {statement}".split())[:_STATEMENT]
        for place in (lead, *(place for place in places if place is not lead))
        for heading, statement in statements_of(place)
    ]
    return " ".join(kept), said[:_STATEMENTS]


def lacking_in(place: Passage, asked: AskedFor, held: WordMatcher) -> float:
    """How much of what is asked for no one statement of a place has, beyond its document's name; more than 1
    where none has the kind of answer.
    """
    name = held.words_of(f"{place.document.title} {place.document.long_title}")
    rest = {term: weight for term, weight in asked.rare.items() if held.of(term, name) < 1}
    if not asked.tells_kind:
        have = held.words_of(f"{heading_of(place)} {place.section.text}")
        return asked.lacking(rest, held, have, verbs=True)
    return min(
        (asked.lacking(rest, held, have, verbs=True) for have in _answering(asked, [place], held)),
        default=_SILENT,
    )


def _answering(
    asked: AskedFor, places: Sequence[Passage], held: WordMatcher, *, titled: bool = True
) -> list[frozenset[str]]:
    """The words of each statement that has the kind of answer which is asked for, with how its place is
    called and what stands before it; `titled`: how its document is called too.
    """
    found = []
    for place in places:
        before: tuple[str, str] = ("", "")
        for heading, said in statements_of(place):
            if asked.is_answered_by(said, f"{place.section.heading} {heading}"):
                beside = before[1] if before[0] == heading and CELL not in said else ""
                called = heading_of(place) if titled else f"{place.section.locator} {place.section.heading}"
                found.append(held.words_of(f"{called} {heading} {beside} {said}"))
            before = (heading, said)
    return found


def _names_other_year(question: str, lead: Passage, places: Sequence[Passage]) -> bool:
    """Whether it names a year before the document's Stand, or another than its title or its place is about,
    and nothing found of the document names that year; laws hold until they are changed.
    """
    document = lead.document
    asked = years_told(question) | set(map(int, _YEAR.findall(question)))
    if document.kind == "law" or not asked or _TELLS.search(question):
        return False
    said = " ".join(f"{heading_of(place)} {place.section.text}" for place in places)
    if any(str(year) in said for year in asked) or asked & years_told(said):
        return False
    stand = {document.stand.year} if document.stand else set()
    if _YEAR.search(document.title) or years_told(lead.section.text):
        return not stand & asked
    known = stand or set(map(int, _YEAR.findall(said)))
    return bool(known) and max(asked) < min(known)


def _leaves_uncounted(question: str, lead: Passage, held: WordMatcher, *, leads: bool) -> bool:
    """Whether no sentence of the place has a number beside what the question asks to be counted. A table that
    leads may count people under any head, a period is no count.
    """
    match = _COUNTED.search(question)
    if match is None:
        return False
    first, second = match[1], match[2] or ""
    word = second if first[0].islower() and second[:1].isupper() else first  # "wie viele neue Plätze"
    if word.lower() in STOP_WORDS or word.lower().endswith(_PERIODS):
        return False
    noun = stem(word.lower())
    if leads and noun in PEOPLE and CELL in lead.section.text:
        return False
    if any(held.of(noun, held.words_of(line)) for line in lead.section.text.splitlines() if CELL in line):
        return False
    sentences = [
        part
        for line in (lead.section.heading, *lead.section.text.splitlines())
        for part in split_sentences(line)
    ]
    beside = [
        *sentences,
        *(f"{one} {other}" for one, other in pairwise(sentences) if len(one.split()) <= _HEADING),
    ]
    return not any(counts(said) and held.of(noun, held.words_of(said)) for said in beside)
