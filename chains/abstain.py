"""When not to answer: nothing in the sources comes near. Says so, shows the nearest places, names where to ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chains.answer import place_label
from knowledge.german import terms

if TYPE_CHECKING:
    from chains.question import Analysis
    from knowledge.lexical_index import LexicalIndex
    from knowledge.model import Hit

# Thresholds on the share of the question's rare words that the best places hold; see evals/ for how they were found.
MIN_COVERAGE = 0.3
_LOOKED_AT = 3


@dataclass(frozen=True, slots=True)
class Nearest:
    """The places that come nearest to an unanswered question."""

    hits: tuple[Hit, ...]


def coverage(analysis: Analysis, hits: list[Hit], lexical: LexicalIndex) -> float:
    """Share (by rarity) of the question's content words that the best three places hold; unknown words count as missing."""
    wanted: dict[str, float] = {}
    for term in terms(analysis.text):
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


def is_off_topic(analysis: Analysis, hits: list[Hit], lexical: LexicalIndex) -> bool:
    """Whether to refuse: no hit, or the hits speak of something else. A place that is named and exists is always shown."""
    if not hits:
        return True
    if any("reference" in hit.ranks for hit in hits):
        return False
    if any(reference.law for reference in analysis.references):
        return True
    return coverage(analysis, hits, lexical) < MIN_COVERAGE


def refusal(nearest: Nearest, gone: list[tuple[str, str]]) -> str:
    """The German text of a refusal."""
    named = [f"{title} {locator}" for title, locator in gone]
    opening = f"{named[0]} ist weggefallen; daraus kann ich nicht antworten." if named else "Dazu steht nichts in meinen Quellen."
    lines = [opening]
    if nearest.hits:
        lines += ["", "Am nächsten kommen:"] + [f"- {place_label(hit.passage)}" for hit in nearest.hits]
    lines += ["", "Bitte fragen Sie nach: bei Förderung die Agentur für Arbeit (Arbeitgeber-Service) oder das Jobcenter, bei Abschlüssen die zuständige Kammer, "
              "bei Landesprogrammen die Weiterbildungsberatung in Nordrhein-Westfalen."]  # fmt: skip
    return "\n".join(lines)
