"""What a search says of itself: whether what it found answers the question. Signals that hold for any source,
whoever added it; a matter that stands elsewhere counts only while no indexed document treats it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from chains.quantities.kinds import QuantityKind
from chains.question.asked import asked_of
from chains.question.follow_up import asking_sentences
from chains.question.language import GERMAN
from chains.question.region import HOME, lands_named, without_courts
from chains.question.word_matching import WordMatcher
from chains.refusal.missing import NOTHING_MISSING, Missing, missing_of, statements_and_question
from chains.refusal.treated import (
    OTHER_LAND,
    FoundDocument,
    added_documents,
    heading_of,
    is_for_another_land,
    is_for_another_place,
    treats,
)
from chains.retrieval.seminar_places import MODULE
from knowledge.editorial.elsewhere import load_elsewhere
from knowledge.german.sentences import split_sentences
from knowledge.german.words import stem, terms
from knowledge.model.document import HitOrigin

if TYPE_CHECKING:
    from chains.question.analysis import Analysis
    from chains.retrieval.open_indexes import OpenIndexes
    from chains.retrieval.searcher import SearchResult
    from knowledge.editorial.elsewhere import Matter
    from knowledge.index.word_index import WordIndex
    from knowledge.model.document import Hit, Passage

Nearest = Callable[[str, Sequence[str]], float]
LOOKED_AT = 3  # best places that are judged
_LED_FROM = 5  # best places among which the document may be that treats a matter …
_HELD = 0.75  # … if behind those that are judged, with so much of the question's words
_ABOUT = 0.6  # share of the question's words from which on a question is about an added document
_NAME = 0.7  # rarity of a word that calls a document: "Lernwerk" has 0.72, "Akademie" 0.53 (2026-11-30)
_SENTENCE_TERMS = 4
_LONG_WORD = 4  # letters of a noun that no source may have
_REWORDED = 0.7  # of a word's weight where only the legal word for it stands there
_HALF = 0.5  # of a word, from which on a document has it
_OPINION = "meinung"  # "lohnt sich …" beside the name of a law asks for the law
# nearness from which a matter that stands elsewhere counts, and over which it grows to count fully
_ELSEWHERE_FROM, _ELSEWHERE_OVER = 0.3, 0.3
_WORD = re.compile(r"[^\W\d_][\w-]*")
_DAY = re.compile(
    r"\d{1,2}\. ?(?:\d{1,2}\.|Jan|Feb|März|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)"
    r"|\b(?:Mon|Diens|Donners|Frei|Sams|Sonn)tag|Mittwoch|\b\w+ten \w*tag\b"
)
_COUNTED = frozenset({QuantityKind.COUNT})  # of added documents that is looked for by the word (missing.py)


@dataclass(frozen=True, slots=True)
class Features:
    """Each about 0 to 1; `lead`, the place that the answer would come from, is the best one, or one of those
    behind it that editors keep no phrases for and that holds more of the question.
    """

    phrase: float  # nearness to the everyday phrases of indexed places; 0 where the lead can have none
    unphrased: float  # whether editors keep no phrases for the lead's document
    dense: float  # nearness of the nearest chunk
    coverage: float  # share of the question's words, by rarity, that the best three places hold
    first: float  # the same of the lead alone
    heading: float  # the same of the lead's title and heading
    elsewhere: float = 0.0  # share of untreated matters in the question's neighbourhood, less the farther
    told: float = 0.0  # whether the question's words tell such a matter
    strange: float = 0.0  # whether it is one sentence with a noun that no source has
    amount: float = 0.0  # whether the quantity that is asked for is not in the lead
    # whether it names a town or Land of which the lead, an added document, says nothing; laws hold everywhere
    other_place: float = 0.0
    # of an added document: what of the question is not there (chains/refusal/missing.py)
    rest: float = 0.0
    gap: float = 0.0
    other_year: float = 0.0
    uncounted: float = 0.0
    asked: float = 0.0
    silent: float = 0.0
    unsaid: float = 0.0
    unpriced: float = 0.0
    outside: float = 0.0
    other_name: float = 0.0
    said: float = 0.0  # nearness of its nearest statement to the question without the document's name


# speak for refusing, whatever a fit says
AGAINST = frozenset(
    {
        "elsewhere",
        "told",
        "strange",
        "amount",
        "other_place",
        "rest",
        "gap",
        "other_year",
        "uncounted",
        "asked",
        "silent",
        "unsaid",
        "unpriced",
        "outside",
        "other_name",
    }
)
FREE = frozenset({"unphrased"})  # may speak for either


@dataclass(frozen=True, slots=True)
class Signals:
    """The features, and the matters that stand behind them: `told` by the question's words, `near` by its
    neighbours; None where there is none or an indexed document treats it.
    """

    features: Features
    told: Matter | None
    near: Matter | None
    lead: Passage
    other_land: bool = False  # the lead is a document for another Land than the one that is named


def signals_of(analysis: Analysis, found: SearchResult, state: OpenIndexes, nearest: Nearest) -> Signals:
    """What is known of a question that found at least one place; `nearest`: how near the nearest of some
    statements comes to a question.
    """
    hits, lexical = list(found.hits[:LOOKED_AT]), state.lexical
    german, asked = analysis.language == GERMAN, _asked(analysis)
    lead = _lead(asked, analysis, hits, state)
    unphrased = not state.everyday.speak_of(lead.passage.document)
    told, near = _told(analysis), found.elsewhere
    neighbour = _meant(load_elsewhere().by_id[near.locator] if near else None, analysis)
    if told is not None and _treating(told, asked, analysis, hits, state):
        told = None
    share = found.elsewhere_share
    if neighbour is None or _treating(neighbour, asked, analysis, hits, state):
        neighbour, share = None, 0.0
    nearness = near.nearness if near else 0.0
    missing = _missing(analysis, lead, found.hits, state) if unphrased and german else NOTHING_MISSING
    features = Features(
        phrase=max(0.0, found.phrase.nearness) if found.phrase and not unphrased else 0.0,
        unphrased=float(unphrased),
        dense=max(0.0, found.dense),
        coverage=coverage(analysis, hits, lexical) if german else covered(asked, analysis, hits, lexical),
        first=covered(asked, analysis, [lead], lexical),
        heading=_covered_by(asked, analysis, heading_of(lead.passage), lexical),
        elsewhere=share * min(1.0, max(0.0, (nearness - _ELSEWHERE_FROM) / _ELSEWHERE_OVER)),
        told=float(told is not None),
        strange=float(german and _strange(analysis, state, _of_lead(lead, found.hits) if unphrased else ())),
        amount=float(_lacks_amount(analysis.asks - (_COUNTED if unphrased else frozenset()), lead, state)),
        other_place=float(unphrased and is_for_another_place(analysis, lead.passage)),
        rest=missing.rest,
        gap=missing.gap,
        other_year=missing.year,
        uncounted=missing.uncounted,
        asked=missing.asked,
        silent=missing.silent,
        unsaid=missing.unsaid,
        unpriced=missing.unpriced,
        outside=missing.outside,
        other_name=max(
            missing.other_name, float(unphrased and _calls_another(analysis, lead, found.hits, state))
        ),
        said=_said(analysis, lead, found.hits, state, nearest) if unphrased and german else 0.0,
    )
    return Signals(features, told, neighbour, lead.passage, is_for_another_land(analysis, lead.passage))


def _asked(analysis: Analysis) -> str:
    return analysis.text if analysis.language == GERMAN else " ".join(analysis.legal_terms)


def coverage(analysis: Analysis, hits: Sequence[Hit], lexical: WordIndex) -> float:
    """Share (by rarity) of content words that the places hold, of the question or of the sentence of it that
    they hold best.
    """
    sentences = [s for s in split_sentences(analysis.text) if len(terms(s)) >= _SENTENCE_TERMS]
    return max(covered(text, analysis, hits, lexical) for text in (analysis.text, *sentences))


def share_held(analysis: Analysis, held: str, lexical: WordIndex) -> float:
    """The share of the question's words, by rarity, that a text holds."""
    return _covered_by(_asked(analysis), analysis, held, lexical)


def holds_subject(analysis: Analysis, text: str, lexical: WordIndex) -> bool:
    """Whether a text has the thing that the question asks for, and its rarest noun that any source has; true
    where there is none.
    """
    held = WordMatcher(analysis, lexical.compounds, lexical.rarity)
    have = held.words_of(text)
    nouns = {term for word in _WORD.findall(analysis.text)[1:] if word[0].isupper() for term in terms(word)}
    rarest = max(nouns, key=lexical.rarity, default="")
    things = asked_of(analysis, lexical.rarity).thing
    return (not rarest or rarest in have) and all(held.of(term, have) >= _HALF for term in things)


def covered(text: str, analysis: Analysis, hits: Sequence[Hit], lexical: WordIndex) -> float:
    """The share for one text; words that no source has count as missing."""
    held = "\n".join(f"{heading_of(hit.passage)}\n{hit.passage.section.text}" for hit in hits)
    return _covered_by(text, analysis, held, lexical)


def _covered_by(text: str, analysis: Analysis, held: str, lexical: WordIndex) -> float:
    wanted = {term: lexical.rarity(term) or 1.0 for term in terms(text)}
    if not wanted:
        return 0.0
    legal = set(terms(" ".join(analysis.legal_terms), lexical.compounds))
    everyday = set(terms(" ".join(analysis.everyday)))
    have = set(terms(held, lexical.compounds))
    reworded = bool(legal & have)
    share = 0.0
    for term, weight in wanted.items():
        parts = lexical.compounds.parts(term)
        if term in have or (parts and set(parts) & have):
            share += weight
        elif reworded and term in everyday:  # the glossary knew it: its legal word stands for it
            share += weight * _REWORDED
    return share / sum(wanted.values())


def _lead(asked: str, analysis: Analysis, hits: Sequence[Hit], state: OpenIndexes) -> Hit:
    best = covered(asked, analysis, hits[:1], state.lexical)
    own = [hit for hit in hits if is_added(hit.passage, state)]
    return next((hit for hit in own if covered(asked, analysis, [hit], state.lexical) > best), hits[0])


def _lacks_amount(asks: frozenset[QuantityKind], lead: Hit, state: OpenIndexes) -> bool:
    """Whether none of the kinds of quantity that are asked for is in the lead; a day answers when."""
    stated = state.passages.kinds_stated(lead.passage)
    days = QuantityKind.TIME in asks and bool(_DAY.search(lead.passage.section.text))
    return bool(asks) and not asks & stated and not days


def _missing(analysis: Analysis, lead: Hit, hits: Sequence[Hit], state: OpenIndexes) -> Missing:
    return missing_of(analysis, lead.passage, _of_lead(lead, hits), state.lexical)


def _said(analysis: Analysis, lead: Hit, hits: Sequence[Hit], state: OpenIndexes, nearest: Nearest) -> float:
    return nearest(*statements_and_question(analysis, lead.passage, _of_lead(lead, hits), state.lexical))


def _calls_another(analysis: Analysis, lead: Hit, hits: Sequence[Hit], state: OpenIndexes) -> bool:
    """Whether the question has no rare word of the lead's title, and one of another found document's that
    nothing found of the lead's document has.
    """
    if _calls(analysis, lead.passage, state):
        return False
    said = " ".join(f"{heading_of(p)} {p.section.text}" for p in _of_lead(lead, hits))
    rare = {term for term in terms(analysis.text) if state.lexical.rarity(term) >= _NAME}
    rare -= set(terms(said, state.lexical.compounds))
    return any(
        not rare.isdisjoint(terms(f"{hit.passage.document.title} {hit.passage.document.long_title}"))
        for hit in hits
        if is_added(hit.passage, state)
    )


def _of_lead(lead: Hit, hits: Sequence[Hit]) -> list[Passage]:
    """What was found of the lead's document."""
    return [hit.passage for hit in hits if hit.passage.document.id == lead.passage.document.id]


def _told(analysis: Analysis) -> Matter | None:
    """The matter that stands elsewhere and that the question's words tell."""
    asking = asking_sentences(analysis.text)
    return _meant(load_elsewhere().of(analysis.text, follow_up=analysis.follow_up, asking=asking), analysis)


def _meant(matter: Matter | None, analysis: Analysis) -> Matter | None:
    """The matter, unless it is an opinion and the question names a law: then it asks what the law says; or
    another Land beside our own, or one in a court's name.
    """
    if matter is None or (matter.id == _OPINION and analysis.laws):
        return None
    if matter.id != OTHER_LAND:
        return matter
    named = lands_named(analysis.text)
    of_courts = not named and without_courts(analysis.text) != analysis.text
    return None if of_courts or HOME in named else matter


def led_by_treating(analysis: Analysis, found: SearchResult, state: OpenIndexes) -> SearchResult:
    """The search with the document first that treats a matter which the question's words tell and which no
    law here holds: what releases the matter is what answers.
    """
    matter = _told(analysis)
    if matter is None or any(hit.origin is not HitOrigin.FOUND for hit in found.hits):
        return found
    asked = _asked(analysis)
    near = _treating(matter, asked, analysis, found.hits[:LOOKED_AT], state)
    treating = near or [
        document
        for document in _treating(matter, asked, analysis, found.hits[:_LED_FROM], state)
        if _covered_by(asked, analysis, document.words, state.lexical) >= _HELD
    ]
    if not treating or found.hits[0].passage.document.id in {d.places[0].document.id for d in treating}:
        return found
    best = max(treating, key=lambda document: _covered_by(asked, analysis, document.words, state.lexical))
    name = best.places[0].document.id
    first = [hit for hit in found.hits if hit.passage.document.id == name]
    rest = [hit for hit in found.hits if hit.passage.document.id != name]
    return replace(found, hits=(*first, *rest), siblings=())


def is_about_added(analysis: Analysis, found: SearchResult, state: OpenIndexes) -> bool:
    """Whether the question is about a document that somebody added: its best place is there, and what was
    found of it holds most of the question. Rules of the shipped programmes then say nothing to it.
    """
    if not found.hits or found.hits[0].origin is not HitOrigin.FOUND:
        return False
    if not is_added(found.hits[0].passage, state):
        return False
    document = added_documents(found.hits[:LOOKED_AT], lambda place: is_added(place, state))[0]
    return _covered_by(_asked(analysis), analysis, document.words, state.lexical) >= _ABOUT


def _calls(analysis: Analysis, passage: Passage, state: OpenIndexes) -> bool:
    """Whether a word of the question that few sources have stands in the document's title."""
    title = set(terms(f"{passage.document.title} {passage.document.long_title}"))
    return any(state.lexical.rarity(term) >= _NAME for term in title.intersection(terms(analysis.text)))


def _treating(
    matter: Matter, asked: str, analysis: Analysis, hits: Sequence[Hit], state: OpenIndexes
) -> list[FoundDocument]:
    """The documents that treat the matter and were not there when the list of matters was written: no
    editors' phrase speaks of them.
    """

    def share(text: str, held: str) -> float:
        return _covered_by(asked if text == analysis.text else text, analysis, held, state.lexical)

    return [
        document
        for document in added_documents(hits, lambda place: is_added(place, state))
        if treats(
            document,
            matter,
            analysis.text,
            share,
            states_amount=any(
                analysis.asks & state.passages.kinds_stated(place) for place in document.places
            ),
        )
    ]


def is_added(passage: Passage, state: OpenIndexes) -> bool:
    """Whether somebody added the document: editors keep no phrases that speak of it."""
    return not state.everyday.speak_of(passage.document) and passage.document.kind != MODULE


def _strange(analysis: Analysis, state: OpenIndexes, places: Sequence[Passage]) -> bool:
    """Whether a noun or name of the question stands in no source and no phrase, whole or in parts; `places`:
    those of an added document, which may have it in a compound of its own.
    """
    if len(split_sentences(analysis.text)) > 1:
        return False  # a case that is told names firms and things of its own
    held = WordMatcher(analysis, state.lexical.compounds, state.lexical.rarity)
    have = held.words_of(" ".join(f"{heading_of(place)} {place.section.text}" for place in places))
    return any(held.of(root, have) < _HALF for root in _unknown(analysis.text, state))


def _unknown(question: str, state: OpenIndexes) -> Iterator[str]:
    own, compounds = state.own_words, state.lexical.compounds
    for word in _WORD.findall(question):
        for piece in word.split("-") if word[0].isupper() else ():
            root = stem(piece.lower())
            if len(piece) < _LONG_WORD or piece.isupper() or own.has(root) or root in state.everyday.stems:
                continue
            if not compounds.parts(root) and not compounds.parts(piece.lower()):
                yield root
