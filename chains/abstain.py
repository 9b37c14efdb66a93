"""When not to answer: nothing in the sources comes near. Says so, shows the nearest places, names where to ask."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from math import exp
from typing import TYPE_CHECKING

from chains.answer import german_date, place_label
from chains.language import GERMAN
from chains.upload_hits import OWN
from knowledge.elsewhere import load_elsewhere
from knowledge.german import STOP_WORDS, stem, terms, words
from knowledge.statements import split_sentences

if TYPE_CHECKING:
    from chains.open_indexes import OpenIndexes
    from chains.question import Analysis
    from chains.search import Found
    from knowledge.elsewhere import Matter
    from knowledge.lexical_index import LexicalIndex
    from knowledge.model import Hit

_LOOKED_AT = 3
_SAID = 12  # words of what was looked for
_SENTENCE_TERMS = 4
_LONG_WORD = 5  # letters of a word that may be a term
_WELL_KNOWN = 0.6  # stands for the nearness of phrases where there can be none
_NOTHING = "Dazu steht nichts in meinen Quellen."
_ASK = (
    "nach: bei Förderung die Agentur für Arbeit (Arbeitgeber-Service) oder das Jobcenter, bei Abschlüssen die zuständige Kammer, "
    "bei Landesprogrammen die Weiterbildungsberatung in Nordrhein-Westfalen"
)
_SURELY = 0.97  # cosine to an editors' phrase: the same question in other words
_SAME_QUESTION = 0.94
_CLEARLY = 0.02  # by so much nearer to a law that is not here than to one that is
_HELD = 0.75  # share of the question's words; where the places hold so much, they are about it
_OPINION = "meinung"  # "lohnt sich …" beside the name of a law asks for the law
_ALL_HELD, _NEAR = 0.95, 0.35
_ELSEWHERE_FROM, _ELSEWHERE_OVER = 0.86, 0.06  # cosine from which a matter that stands elsewhere counts, and over which it grows to count fully
_MOSTLY = 0.5  # share of the neighbourhood from which on a question is about another matter
_ACROSS_LANGUAGES = 0.15  # bar for other languages: their questions lie further from German texts than German ones do


def coverage(analysis: Analysis, hits: list[Hit], lexical: LexicalIndex) -> float:
    """Share (by rarity) of content words that the best three places hold, of the question or of the sentence of it that they hold best."""
    sentences = [s for s in split_sentences(analysis.text) if len(terms(s)) >= _SENTENCE_TERMS]
    return max(_covered(text, analysis, hits, lexical) for text in (analysis.text, *sentences))


def _covered(text: str, analysis: Analysis, hits: list[Hit], lexical: LexicalIndex) -> float:
    """The share for one text; words that no source has count as missing."""
    wanted: dict[str, float] = {}
    for term in terms(text):
        wanted[term] = lexical.rarity(term) or 1.0
    if not wanted:
        return 0.0
    bridge = set(terms(" ".join(analysis.legal_terms), lexical.compounds))
    have: set[str] = set()
    for hit in hits[:_LOOKED_AT]:
        passage = hit.passage
        have |= set(
            terms(f"{passage.document.title} {passage.document.long_title} {passage.section.locator} {passage.section.heading} {passage.section.text}", lexical.compounds)
        )
    bridged = bool(bridge & have)
    held = 0.0
    for term, weight in wanted.items():
        parts = lexical.compounds.parts(term)
        if term in have or (parts and set(parts) & have):
            held += weight
        elif bridged and term in _bridged_words(analysis):
            held += weight * 0.7
    return held / sum(wanted.values())


def _bridged_words(analysis: Analysis) -> set[str]:
    """Question words that the glossary knew: their legal terms stand for them."""
    return set(terms(" ".join(analysis.everyday)))


@dataclass(frozen=True, slots=True)
class Confidence:
    """How sure the search may be: a logistic model over what it found. Fitted by `wbm eval calibrate`."""

    intercept: float
    bridge: float
    dense: float
    coverage: float
    elsewhere: float
    told: float
    threshold: float  # refuse below this probability

    def of(self, features: Features) -> float:
        """Probability that the sources hold the answer."""
        z = self.intercept + sum(getattr(self, field.name) * getattr(features, field.name) for field in fields(Features))
        return 1 / (1 + exp(-max(-60.0, min(60.0, z))))


@dataclass(frozen=True, slots=True)
class Features:
    """What a search says about itself, each about 0 to 1: nearness to the editors' phrases and to the chunks, share of words held;
    against it, the share of matters that stand elsewhere in the question's neighbourhood (less, the farther they are), and whether its
    words tell such a matter."""

    bridge: float
    dense: float
    coverage: float
    elsewhere: float = 0.0
    told: float = 0.0


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no answer, in German, and who may know; "" if nobody in particular."""

    says: str
    ask: str = ""


def features_of(analysis: Analysis, found: Found, state: OpenIndexes) -> Features:
    """Cosines are stretched from where this embedding begins to mean something (0.8) to 1; of another language the German words for it count."""
    bridge = found.bridge.cosine if found.bridge else 0.0
    hits = list(found.hits)
    lexical = state.lexical
    held = coverage(analysis, hits, lexical) if analysis.language == GERMAN else _covered(" ".join(analysis.legal_terms), analysis, hits, lexical)
    near = found.elsewhere.cosine if found.elsewhere else 0.0
    known, elsewhere = _stretched(bridge), found.elsewhere_share * min(1.0, max(0.0, (near - _ELSEWHERE_FROM) / _ELSEWHERE_OVER))
    if _of_own(analysis, hits, state):  # no phrase can be near to what only a source of one's own tells
        known, elsewhere = max(known, _WELL_KNOWN), 0.0
    return Features(known, _stretched(found.dense), held, elsewhere, float(_told(analysis) is not None))


def _of_own(analysis: Analysis, hits: list[Hit], state: OpenIndexes) -> bool:
    """Whether a document that no phrase speaks of holds most of the question, or a word that no phrase has: a name, a firm's own term."""
    own = [hit for hit in hits[:_LOOKED_AT] if not state.bridges.speak_of(hit.passage.document)]
    if not own:
        return False
    if own[0] is hits[0] and _covered(analysis.text, analysis, own[:1], state.lexical) >= _HELD:
        return True
    strange = {stem(word) for word in words(analysis.text) if len(word) >= _LONG_WORD and word.isalpha()} - state.bridges.stems
    return bool(strange) and any(strange & set(terms(f"{hit.passage.section.heading} {hit.passage.section.text}")) for hit in own)


def _told(analysis: Analysis) -> Matter | None:
    """The matter that stands elsewhere and that the question's words tell."""
    matter = load_elsewhere().of(analysis.text, follow_up=analysis.follow_up)
    return None if matter is not None and matter.id == _OPINION and analysis.laws else matter


def _stretched(cosine: float) -> float:
    return max(0.0, (cosine - 0.8) / 0.2)


def judge(analysis: Analysis, found: Found, state: OpenIndexes, confidence: Confidence) -> Refusal | None:
    """Why to refuse, or None to answer.

    A place that is named and exists is always shown, and so is the person's own document where it fits. Then, in this
    order: no hit, a law that is not indexed, too little confidence, said with the matter that stands elsewhere if it is one.
    """
    if any("reference" in hit.ranks or OWN in hit.ranks for hit in found.hits):
        return None
    if not found.hits or any(reference.law for reference in analysis.references):
        return Refusal(_NOTHING)
    near = found.bridge.cosine if found.bridge else 0.0
    features, titles = features_of(analysis, found, state), state.law_titles
    missing = found.missing
    if missing is not None and missing.cosine > near + _CLEARLY and missing.cosine >= (_SAME_QUESTION if features.coverage < _HELD else _SURELY):
        law = titles.get(missing.document_id, missing.document_id)
        return Refusal(f"Das regelt {law} {missing.locator}; dieses Gesetz ist hier nicht eingelesen." if missing.document_id in titles else _NOTHING)
    matter = _told(analysis) if features.told else None
    ours = matter is None and features.elsewhere < _MOSTLY
    if ours and features.coverage >= _ALL_HELD and features.dense >= _NEAR:  # every word of the question stands there: a term of our own
        return None
    bar = confidence.threshold if analysis.language == GERMAN else min(confidence.threshold, _ACROSS_LANGUAGES)
    if confidence.of(features) >= bar:
        return None
    if matter is None and not ours and found.elsewhere is not None:
        matter = load_elsewhere().by_id[found.elsewhere.locator]
    return Refusal(matter.says, matter.ask) if matter is not None else Refusal(_NOTHING)


def nothing_then(day: date | None, oldest: date | None) -> Refusal:
    """The refusal where no indexed version held on the day that was asked for, or no source passed the filters."""
    if day is not None and oldest is not None and day < oldest:
        return Refusal(f"Für den {german_date(day)} ist keine Fassung eingelesen; die älteste hat den Stand {german_date(oldest)}.")
    return Refusal(_NOTHING)


def looked_for(analysis: Analysis, titles: Mapping[str, str]) -> str:
    """What was searched, in words: the laws it named, its own words and the legal terms for them; "" if there is nothing to say."""
    own = [word for word in re.findall(r"[^\W\d_][\w-]*", analysis.matter) if word.lower() not in STOP_WORDS and len(word) > 2]  # noqa: PLR2004
    named = [titles[law] for law in analysis.laws if law in titles]
    said = list(dict.fromkeys([*named, *own, *analysis.legal_terms]))
    return f"Gesucht habe ich nach: {', '.join(said[:_SAID])}." if said else ""


def refusal_text(refusal: Refusal, hits: Sequence[Hit], gone: Sequence[tuple[str, str]], looked: str = "") -> str:
    """The German text of a refusal: what is not here, what was looked for, the nearest places, whom to ask."""
    named = [f"{title} {locator}" for title, locator in gone]
    opening = f"{named[0]} ist weggefallen; daraus kann ich nicht antworten." if named else refusal.says
    lines = [opening] if opening == _NOTHING or named else [_NOTHING, "", opening]
    if looked:
        lines += ["", looked]
    if hits:
        lines += ["", "Am nächsten kommen:"] + [f"- {place_label(hit.passage)}" for hit in hits]
    return "\n".join([*lines, "", f"Bitte fragen Sie {refusal.ask or _ASK}."])
