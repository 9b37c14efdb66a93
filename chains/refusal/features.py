"""What a search says of itself: whether what it found answers the question. Signals that hold for any source,
whoever added it; a matter that stands elsewhere counts only while no indexed document treats it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chains.question.language import GERMAN
from chains.question.region import HOME, lands_named, place_named
from chains.retrieval.seminar_places import MODULE
from knowledge.editorial.elsewhere import load_elsewhere
from knowledge.german.sentences import split_sentences
from knowledge.german.words import stem, terms

if TYPE_CHECKING:
    from chains.question.analysis import Analysis
    from chains.retrieval.open_indexes import OpenIndexes
    from chains.retrieval.searcher import SearchResult
    from knowledge.editorial.elsewhere import Matter
    from knowledge.index.lexical import LexicalIndex
    from knowledge.model.document import Hit, Passage

LOOKED_AT = 3  # best places that are judged
_SENTENCE_TERMS = 4
_LONG_WORD = 4  # letters of a noun that no source may have
_REWORDED = 0.7  # of a word's weight where only the legal word for it stands there
OTHER_LAND = "anderes-land"
_OPINION = "meinung"  # "lohnt sich …" beside the name of a law asks for the law
# nearness from which a matter that stands elsewhere counts, and over which it grows to count fully
_ELSEWHERE_FROM, _ELSEWHERE_OVER = 0.3, 0.3
# share of the question's words with which one place treats a matter whatever it is called there
# (`wbm eval calibrate`, suite zusatz, 2026-11-28)
_TREATS = 0.45
_SPEAKS = 0.3  # the same where its text has the words that tell the matter
_WORD = re.compile(r"[^\W\d_][\w-]*")


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


# speak for refusing, whatever a fit says
AGAINST = frozenset({"elsewhere", "told", "strange", "amount", "other_place"})
FREE = frozenset({"unphrased"})  # may speak for either


@dataclass(frozen=True, slots=True)
class Signals:
    """The features, and the matters that stand behind them: `told` by the question's words, `near` by its
    neighbours; None where there is none or an indexed document treats it.
    """

    features: Features
    told: Matter | None
    near: Matter | None
    other_land: bool = False  # the lead is a document for another Land than the one that is named


def signals_of(analysis: Analysis, found: SearchResult, state: OpenIndexes) -> Signals:
    """What is known of a question that found at least one place."""
    hits, lexical = list(found.hits[:LOOKED_AT]), state.lexical
    german = analysis.language == GERMAN
    asked = analysis.text if german else " ".join(analysis.legal_terms)
    lead = _lead(asked, analysis, hits, state)
    unphrased = not state.everyday.speak_of(lead.passage.document)
    told, near = _told(analysis), found.elsewhere
    neighbour = _meant(load_elsewhere().by_id[near.locator] if near else None, analysis)
    if told is not None and _treated(told, asked, analysis, hits, state):
        told = None
    share = found.elsewhere_share
    if neighbour is None or _treated(neighbour, asked, analysis, hits, state):
        neighbour, share = None, 0.0
    nearness = near.nearness if near else 0.0
    features = Features(
        phrase=max(0.0, found.phrase.nearness) if found.phrase and not unphrased else 0.0,
        unphrased=float(unphrased),
        dense=max(0.0, found.dense),
        coverage=coverage(analysis, hits, lexical) if german else covered(asked, analysis, hits, lexical),
        first=covered(asked, analysis, [lead], lexical),
        heading=_covered_by(asked, analysis, _heading(lead.passage), lexical),
        elsewhere=share * min(1.0, max(0.0, (nearness - _ELSEWHERE_FROM) / _ELSEWHERE_OVER)),
        told=float(told is not None),
        strange=float(german and _strange(analysis, state)),
        amount=float(bool(analysis.asks) and not analysis.asks & state.shelf.kinds_stated(lead.passage)),
        other_place=float(unphrased and _other_place(analysis, lead.passage)),
    )
    return Signals(features, told, neighbour, is_of_another_land(analysis, lead.passage))


def coverage(analysis: Analysis, hits: Sequence[Hit], lexical: LexicalIndex) -> float:
    """Share (by rarity) of content words that the places hold, of the question or of the sentence of it that
    they hold best.
    """
    sentences = [s for s in split_sentences(analysis.text) if len(terms(s)) >= _SENTENCE_TERMS]
    return max(covered(text, analysis, hits, lexical) for text in (analysis.text, *sentences))


def covered(text: str, analysis: Analysis, hits: Sequence[Hit], lexical: LexicalIndex) -> float:
    """The share for one text; words that no source has count as missing."""
    held = "\n".join(f"{_heading(hit.passage)}\n{hit.passage.section.text}" for hit in hits)
    return _covered_by(text, analysis, held, lexical)


def _covered_by(text: str, analysis: Analysis, held: str, lexical: LexicalIndex) -> float:
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


def _heading(passage: Passage) -> str:
    document, section = passage.document, passage.section
    return f"{document.title} {document.long_title} {section.locator} {section.heading}"


def _lead(asked: str, analysis: Analysis, hits: Sequence[Hit], state: OpenIndexes) -> Hit:
    best = covered(asked, analysis, hits[:1], state.lexical)
    own = [
        hit
        for hit in hits
        if not state.everyday.speak_of(hit.passage.document) and hit.passage.document.kind != MODULE
    ]
    return next((hit for hit in own if covered(asked, analysis, [hit], state.lexical) > best), hits[0])


def _told(analysis: Analysis) -> Matter | None:
    """The matter that stands elsewhere and that the question's words tell."""
    return _meant(load_elsewhere().of(analysis.text, follow_up=analysis.follow_up), analysis)


def _meant(matter: Matter | None, analysis: Analysis) -> Matter | None:
    """The matter, unless it is an opinion and the question names a law: then it asks what the law says; or
    another Land beside our own.
    """
    if matter is None or (matter.id == _OPINION and analysis.laws):
        return None
    return None if matter.id == OTHER_LAND and HOME in lands_named(analysis.text) else matter


def _treated(matter: Matter, asked: str, analysis: Analysis, hits: Sequence[Hit], state: OpenIndexes) -> bool:
    """Whether one of the places stands in a document that was not there when the list of matters was written
    (no editors' phrase speaks of it) and treats the matter: in its title or heading, or by having
    its words in the text, or those of the question.
    """
    for hit in hits:
        document = hit.passage.document
        if state.everyday.speak_of(document) or document.kind == MODULE:
            continue
        if load_elsewhere().speaks_of(matter, _heading(hit.passage)):
            return True
        named = load_elsewhere().speaks_of(matter, hit.passage.section.text)
        if covered(asked, analysis, [hit], state.lexical) >= (_SPEAKS if named else _TREATS):
            return True
    return False


def _strange(analysis: Analysis, state: OpenIndexes) -> bool:
    """Whether a noun or name of the question stands in no source and no phrase, whole or in parts."""
    if len(split_sentences(analysis.text)) > 1:
        return False  # a case that is told names firms and things of its own
    own, compounds = state.own_words, state.lexical.compounds
    for word in _WORD.findall(analysis.text):
        for piece in word.split("-") if word[0].isupper() else ():
            root = stem(piece.lower())
            if len(piece) < _LONG_WORD or piece.isupper() or own.has(root) or root in state.everyday.stems:
                continue
            if not compounds.parts(root) and not compounds.parts(piece.lower()):
                return True
    return False


def is_of_another_land(analysis: Analysis, lead: Passage) -> bool:
    """Whether the question, else the case, names Länder and the lead is a document for others; laws hold
    everywhere.
    """
    asked = lands_named(analysis.text) or frozenset({analysis.land} - {""})
    document = lead.document
    about = lands_named(f"{document.title} {document.region} {lead.section.heading} {lead.section.locator}")
    return bool(asked and about) and not asked & (about | lands_named(lead.section.text))


def _other_place(analysis: Analysis, lead: Passage) -> bool:
    """Whether the question names a town or Land, which neither the lead nor its document's title does."""
    named = place_named(analysis.text)
    if not named:
        return False
    said = f"{lead.document.title} {lead.document.region} {lead.section.heading} {lead.section.text}".lower()
    return stem(named.lower()) not in said and named.lower() not in said
