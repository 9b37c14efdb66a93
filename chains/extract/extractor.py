"""Answering without a language model: the sentences that answer, verbatim, lists intact, each
block with its [n].
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from chains.answer import Citation
from chains.blocks.kinds import Block, Blocks, CitationMark, InlineText, Quote
from chains.extract.companions import with_sibling
from chains.extract.lead import lead_of, shortly
from chains.extract.registers import SHAPES, Register, Shape
from chains.quantities.conditions import fits
from chains.quantities.kinds import stated_kinds
from knowledge.german.sentences import Statement, split_statements
from knowledge.german.words import terms

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from chains.question.analysis import Analysis
    from knowledge.german.words import Compounds
    from knowledge.model.document import Hit, Passage

_REFERS = (InlineText("Darauf verweist "), CitationMark(1), InlineText(":"))
_LONG_LIST = 4  # items from which on a list that does not fit is shown in part


@dataclass(frozen=True, slots=True)
class Extract:
    """An extractive answer: what is said, and the citations behind its marks."""

    said: Blocks
    citations: tuple[Citation, ...]


class Extractor:
    """Chooses what to quote; `rarity` weighs a search term by how few chunks hold it (0 to 1)."""

    def __init__(
        self,
        compounds: Compounds,
        rarity: Callable[[str], float],
        referred: Callable[[Passage, str], Sequence[Passage]] | None = None,
    ) -> None:
        """`referred`: the places that a passage's quoted words refer to."""
        self._compounds, self._rarity, self._referred = compounds, rarity, referred

    def extract(
        self,
        analysis: Analysis,
        hits: Sequence[Hit],
        register: Register = Register.NORMAL,
        siblings: Sequence[Hit] = (),
    ) -> Extract:
        """Quote the best place first, led by what answers, then what completes it and further
        places that come near.

        `siblings`: the other Absätze of the best place's §, best first.
        """
        shape = SHAPES[register]
        hits = with_sibling(hits, siblings, analysis.asks)
        weights = self._weights(analysis)
        blocks: list[Block] = []
        leads: list[Block] = []
        citations: list[Citation] = []
        room = shape.screen
        for hit in hits:
            if len(citations) >= shape.blocks or hit.score < shape.near * hits[0].score:
                break
            if hit.passage.section.locator in {
                c.passage.section.locator
                for c in citations
                if c.passage.document.id == hit.passage.document.id
            }:
                continue
            quote = self._quote(hit.passage, weights, analysis, min(room, shape.whole))
            if not quote or (citations and len(quote) > room):
                continue
            first = not citations
            citations.append(Citation(len(citations) + 1, hit.passage, quote))
            leads += self._leads(citations[-1], weights, analysis, first=first)
            blocks.append(quoted(citations[-1]))
            room -= len(quote)
            if first:
                room = self._complete(hit.passage, quote, shape, room, blocks, citations)
        return Extract((*leads, *blocks), tuple(citations))

    def _leads(
        self, citation: Citation, weights: dict[str, float], analysis: Analysis, *, first: bool
    ) -> list[Block]:
        """What of a place is said before it is quoted: of the first what answers, of others what they add."""
        text = citation.passage.section.text

        def score(statement: Statement) -> float:
            return self._score(statement, weights, analysis)

        lead = (
            lead_of(text, analysis.case, citation.n, score)
            if first
            else shortly(text, citation.label, citation.n, score)
        )
        return [lead] if lead else []

    def quote(self, passage: Passage, analysis: Analysis, room: int) -> str:
        """What of a passage is quoted for a question, verbatim: at most about `room`
        characters, gaps marked "[…]".
        """
        return self._quote(passage, self._weights(analysis), analysis, room)

    def _complete(
        self,
        passage: Passage,
        quote: str,
        shape: Shape,
        room: int,
        blocks: list[Block],
        citations: list[Citation],
    ) -> int:
        """Add the places that the best one refers to, if they fit; returns what room is left."""
        if self._referred is None or not shape.references:
            return room
        for place in list(self._referred(passage, quote))[: shape.references]:
            text = place.section.text
            if len(text) <= room // 2:
                citations.append(Citation(len(citations) + 1, place, text))
                blocks.append(replace(quoted(citations[-1]), leads_in=_REFERS))
                room -= len(text)
        return room

    def _weights(self, analysis: Analysis) -> dict[str, float]:
        weights = {
            term: 0.4 * self._rarity(term) for term in terms(" ".join(analysis.legal_terms), self._compounds)
        }
        return weights | {term: self._rarity(term) for term in terms(analysis.text, self._compounds)}

    def _quote(self, passage: Passage, weights: dict[str, float], analysis: Analysis, room: int) -> str:
        """The whole section if it is short, else its best statements in their own order, gaps marked."""
        text = passage.section.text
        if len(text) <= room:
            return text
        statements = split_statements(text)
        scored = sorted(range(len(statements)), key=lambda i: -self._score(statements[i], weights, analysis))
        chosen: dict[int, str] = {}
        used = 0
        for index in scored:
            said = statements[index].text
            if len(said) > room - used and len(statements[index].items) >= _LONG_LIST:
                said = self._part_of_list(statements[index], weights, analysis, room - used)
            if chosen and used + len(said) > room:
                continue
            chosen[index] = said
            used += len(said)
            if used > room * 0.8:
                break
        return _joined(len(statements), chosen)

    def _part_of_list(
        self, statement: Statement, weights: dict[str, float], analysis: Analysis, room: int
    ) -> str:
        """A list that does not fit: its lead, the items that answer best, gaps marked, its
        tail; at least one item.
        """
        items = statement.items
        room -= len(statement.lead) + len(statement.tail)
        kept: set[int] = set()
        for index in sorted(range(len(items)), key=lambda i: -self._part_score(items[i], weights, analysis)):
            if not kept or len(items[index]) <= room:
                kept.add(index)
                room -= len(items[index])
        parts = [
            part
            for part in (statement.lead, _joined(len(items), {i: items[i] for i in kept}), statement.tail)
            if part
        ]
        return "\n".join(parts)

    def _score(self, statement: Statement, weights: dict[str, float], analysis: Analysis) -> float:
        """How well a statement answers; of one with a list, its lead together with the best item."""
        return max(
            self._part_score(f"{statement.lead}\n{item}", weights, analysis)
            for item in statement.items or ("",)
        )

    def _part_score(self, text: str, weights: dict[str, float], analysis: Analysis) -> float:
        found = set(terms(text, self._compounds))
        overlap = sum(weight for term, weight in weights.items() if term in found)
        amount = 0.5 if analysis.asks & stated_kinds(text) else 0.0
        fitting = 1.0 if any(fits(part, analysis.case) for part in text.split("\n")) else 0.0
        return overlap / (1 + len(found) / 60) + amount + fitting


def _joined(count: int, chosen: dict[int, str]) -> str:
    """The chosen of `count` parts in order, gaps marked."""
    parts: list[str] = []
    last = -1
    for index in sorted(chosen):
        if index > last + 1:
            parts.append("[…]")
        parts.append(chosen[index])
        last = index
    if last < count - 1:
        parts.append("[…]")
    return "\n".join(parts)


def quoted(citation: Citation) -> Quote:
    """A citation as a block, under the name of its place."""
    return Quote(citation.n, citation.quote, citation.label)
