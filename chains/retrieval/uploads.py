"""A person's own document beside the library: its passages among the hits of a question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from knowledge.german.words import terms
from knowledge.model.document import Hit, HitOrigin

if TYPE_CHECKING:
    from chains.question.analysis import Analysis
    from chains.retrieval.searcher import SearchResult
    from knowledge.index.scale import CosineScale

UPLOAD = "upload"  # kind of such a document
_SPOKEN_OF = re.compile(
    r"(?i)\b(?:dokument|datei|pdf|anlage|anhang|angebots?|(?:[a-zäöü]+)?vereinbarung"
    r"|[a-zäöü]*vertrags?|bescheids?|schreibens?|unterlagen?|hochgeladen\w*|zeugnis\w*|rechnung"
    r"|entwurfs?)\b"
)
# nearness from which a passage of a document that is spoken of means anything (knowledge/index/scale.py)
_LEAST = -0.1
_NEARER = 0.05  # what a passage may be farther off than the library's nearest and still come before it
_HELD = 0.5  # share of the question's words that a passage holds which nobody spoke of
_AT_MOST = 3


def with_own(
    found: SearchResult, own: Sequence[Hit], analysis: Analysis, scale: CosineScale, *, first: bool = False
) -> SearchResult:
    """The hits with those of the person's document: before the library's where the question speaks of the
    document or comes nearer to it, else behind its first.

    `own`: each with its cosine as score, nearest first; `scale`: what such a cosine means. What neither is
    spoken of nor holds the question's words is left out. `first`: the document came with this message, which
    is about it then.
    """
    spoken = first or speaks_of(analysis.text, {hit.passage.document.title for hit in own})
    fitting = [
        hit
        for hit in (replace(hit, score=scale.nearness(hit.score)) for hit in own)
        if (first or hit.score >= _LEAST)
        and (spoken or (hit.score >= found.dense - _NEARER and share_of_words(analysis.matter, hit) >= _HELD))
    ][:_AT_MOST]
    if not fitting:
        return found
    top = found.hits[0].score if found.hits else 1.0
    leads = spoken or fitting[0].score > found.dense
    shares = [1.1 if leads else 0.95] * len(fitting)
    placed = [
        Hit(hit.passage, top * share * (1 - 0.01 * place), origin=HitOrigin.OWN)
        for place, (hit, share) in enumerate(zip(fitting, shares, strict=True))
    ]
    hits = sorted([*placed, *found.hits], key=lambda hit: -hit.score)
    return replace(found, hits=tuple(hits), dense=max(found.dense, fitting[0].score))


def has_own(hits: Sequence[Hit]) -> bool:
    """Whether passages of the person's document are among the hits."""
    return any(hit.origin is HitOrigin.OWN for hit in hits)


def speaks_of(question: str, names: set[str]) -> bool:
    """Whether a question speaks of the document: of "das Angebot", "die Betriebsvereinbarung", or by its
    file's name.
    """
    stems = {re.escape(name.rpartition(".")[0] or name) for name in names}
    return bool(_SPOKEN_OF.search(question)) or any(re.search(rf"(?i)\b{stem}\b", question) for stem in stems)


def share_of_words(question: str, hit: Hit) -> float:
    """Share of a question's content words (stems) that a passage holds; 0.0 for a question without any."""
    wanted = set(terms(question))
    return (
        len(wanted & set(terms(f"{hit.passage.section.heading} {hit.passage.section.text}"))) / len(wanted)
        if wanted
        else 0.0
    )
