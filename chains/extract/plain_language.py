"""Answers in Einfache Sprache without a language model: the factsheets' own „Einfach gesagt“ for the place
that was found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from chains.answer import Citation
from chains.blocks.kinds import Block, CitationMark, InlineText, Notice, Paragraph, ParagraphLine, Quote
from chains.extract.extractor import Extract

if TYPE_CHECKING:
    from knowledge.model.document import DocumentHead, Hit, Passage
    from knowledge.store.library import Library

SIMPLE_SECTION = "Einfach gesagt"
NOTHING_SIMPLE = Notice(
    "Zu dieser Stelle gibt es noch keinen Text in einfacher Sprache. Hier steht der Wortlaut."
)
_LOOKED_AT = 3
_AS_GOOD = 0.85  # share of the best place's score; simple words on another matter would be a wrong answer


def simple_extract(
    hits: Sequence[Hit], heads: Mapping[str, DocumentHead], library: Library
) -> Extract | None:
    """The simple words for the best place that has some, with the place itself as the second citation; None
    if there are none.
    """
    for hit in (hit for hit in hits[:_LOOKED_AT] if hit.score >= _AS_GOOD * hits[0].score):
        sheet = _factsheet(hit, hits, heads)
        found = library.passages_at(sheet, [SIMPLE_SECTION]) if sheet else []
        if found:
            text = found[0].section.text
            citations = [Citation(1, found[0], text)]
            said: list[Block] = [Quote(1, text)]
            if hit.passage.document.id != sheet:
                citations.append(Citation(2, hit.passage, hit.passage.section.text))
                rule = (
                    InlineText(f"Die Regel steht in {citations[1].label} "),
                    CitationMark(2),
                    InlineText("."),
                )
                said.append(Paragraph((ParagraphLine(rule),)))
            return Extract(tuple(said), tuple(citations))
    return None


def _factsheet(hit: Hit, hits: Sequence[Hit], heads: Mapping[str, DocumentHead]) -> str:
    """The factsheet for a hit: itself, or the best found one that rests on this place, else any
    that does; "" if none.
    """
    passage = hit.passage
    if passage.document.kind == "factsheet":
        return passage.document.id
    rests = [head for head in heads.values() if head.kind == "factsheet" and _rests_on(head, passage)]
    order = {h.passage.document.id: rank for rank, h in reversed(list(enumerate(hits)))}
    return min(rests, key=lambda head: (order.get(head.id, len(hits)), head.id)).id if rests else ""


def _rests_on(head: DocumentHead, passage: Passage) -> bool:
    place = f"{passage.document.id} {passage.section.locator}"
    return any(place == basis or place.startswith(f"{basis} Abs. ") for basis in head.legal_basis)
