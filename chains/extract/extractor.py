"""Answering without a language model: the sentences that answer, verbatim, lists intact, each
block with its [n].
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from chains.answer import Citation
from chains.blocks.kinds import Block, Blocks, CitationMark, InlineText, LeadQuote, Quote
from chains.extract.answers import answers
from chains.extract.companions import with_sibling
from chains.extract.disagreement import AnsweringWords, Side, disagreement
from chains.extract.lead import LONGEST_LEAD, best_sentence, lead_of, shortly
from chains.extract.registers import SHAPES, Register, Shape
from chains.extract.standing import is_demand
from chains.extract.table_rows import row_in_words, row_with_units, table_lead
from chains.injection import without_instructions
from chains.quantities.conditions import fits
from chains.quantities.kinds import stated_kinds
from chains.quantities.tables import without_tables
from chains.question.asked import asked_of
from chains.question.language import GERMAN
from chains.question.word_matching import WordMatcher
from knowledge.german.heading_lines import under_headings
from knowledge.german.sentences import Statement, split_statements
from knowledge.german.words import terms
from knowledge.model.document import EDITED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from chains.question.analysis import Analysis
    from chains.question.asked import AskedFor
    from knowledge.german.words import Compounds
    from knowledge.model.document import Hit, Passage

_REFERS = (InlineText("Darauf verweist "), CitationMark(1), InlineText(":"))
_DEMANDED = "Gefordert, nicht geregelt"  # instead of what leads to a rule
_NAMED = 0.3  # of a question's word where the place is called by it: all its sentences are about that
_KIND = 2.0  # of a sentence with the kind of answer that is asked for: without it none leads (answers.py)
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
        is_added: Callable[[Passage], bool] = lambda passage: passage.document.kind not in EDITED,
    ) -> None:
        """`referred`: the places that a passage's quoted words refer to; `is_added`: whether editors keep no
        phrases for a place.
        """
        self._compounds, self._rarity = compounds, rarity
        self._referred, self._is_added = referred, is_added

    def extract(
        self,
        analysis: Analysis,
        hits: Sequence[Hit],
        register: Register = Register.NORMAL,
        siblings: Sequence[Hit] = (),
        sides: Sequence[Side] = (),
    ) -> Extract:
        """Quote the best place first, led by what answers, then what completes it and further
        places that come near.

        `siblings`: the other Absätze of the best place's §, best first; `sides`: places that say different
        things of what was asked: they come first, side by side.
        """
        shape = SHAPES[register]
        hits = _sides_first(sides, hits) if sides else with_sibling(hits, siblings, analysis.asks)
        weights = self._weights(analysis)
        blocks: list[Block] = []
        leads: list[Block] = []
        citations: list[Citation] = []
        room = shape.screen
        for hit in hits:
            beside = len(citations) < len(sides)
            if not beside and (len(citations) >= shape.blocks or hit.score < shape.near * hits[0].score):
                break
            if hit.passage.section.locator in {
                c.passage.section.locator
                for c in citations
                if c.passage.document.id == hit.passage.document.id
            }:
                continue
            quote = self._quote(hit.passage, weights, analysis, min(room, shape.whole))
            if not quote or (citations and not beside and len(quote) > room):
                continue
            first = not citations
            citations.append(Citation(len(citations) + 1, hit.passage, quote))
            if not beside:
                leads += self._leads(citations[-1], weights, analysis, first=first)
            blocks.append(quoted(citations[-1]))
            room -= len(quote)
            if first and not sides:
                room = self._complete(hit.passage, quote, shape, room, blocks, citations)
        if sides:
            leads.insert(0, disagreement(sides, citations))
        return Extract((*leads, *blocks), tuple(citations))

    def answering(self, passage: Passage, analysis: Analysis) -> AnsweringWords | None:
        """What of a place answers best, a sentence or one row; None where nothing is short enough."""
        weights = self._weights(analysis)

        def score(statement: Statement) -> float:
            return self._score(statement, weights, analysis)

        spoken = without_instructions(passage.section.text)
        prose = without_tables(spoken)
        sentence = best_sentence(prose, score, LONGEST_LEAD)
        best = max(map(score, split_statements(prose)), default=0.0) if sentence else 0.0
        rows = table_lead(spoken, "", 1, analysis.case, score)
        if rows is not None and len(rows[0].rows) == 1 and rows[1] > best:
            heads, row = rows[0].heads, rows[0].rows[0]
            return AnsweringWords(row_in_words(heads, row), row_with_units(heads, row))
        return AnsweringWords(sentence, sentence) if sentence else None

    def _leads(
        self, citation: Citation, weights: dict[str, float], analysis: Analysis, *, first: bool
    ) -> list[Block]:
        """What of a place is said before it is quoted: of the first what answers, of others what they add."""
        text, passage = citation.passage.section.text, citation.passage
        named = self._named(passage)
        if named:
            text = "\n".join(line for _, lines in under_headings(text.splitlines()) for line in lines)
        asked = asked_of(analysis, self._rarity) if named and analysis.language == GERMAN else None
        if not named.issuperset(weights):  # what the name says already, no sentence need say again
            weights = {term: weight * (_NAMED if term in named else 1) for term, weight in weights.items()}

        def score(statement: Statement) -> float:
            return self._score(statement, weights, analysis, asked)

        lead = (
            lead_of(text, analysis.case, citation.n, score)
            if first
            else shortly(text, citation.label, citation.n, analysis.case, score)
        )
        held = WordMatcher(analysis, self._compounds, self._rarity)
        if lead is None or (asked is not None and not answers(lead, passage, asked, held)):
            return []
        if isinstance(lead, LeadQuote) and first and is_demand(passage, lead.said):
            lead = replace(lead, how=_DEMANDED)
        return [lead]

    def _named(self, passage: Passage) -> frozenset[str]:
        """The words by which a document and its place are called; () for what editors keep phrases for: they
        say its matter in words of their own, so that the words of a sentence tell less.
        """
        document, section = passage.document, passage.section
        if not self._is_added(passage):
            return frozenset()
        name = f"{document.title} {document.long_title} {section.heading} {section.locator}"
        return frozenset(terms(name, self._compounds))

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

    def _score(
        self,
        statement: Statement,
        weights: dict[str, float],
        analysis: Analysis,
        asked: AskedFor | None = None,
    ) -> float:
        """How well a statement answers; of one with a list, its lead together with the best item."""
        return max(
            self._part_score(f"{statement.lead}\n{item}", weights, analysis, asked)
            for item in statement.items or ("",)
        )

    def _part_score(
        self, text: str, weights: dict[str, float], analysis: Analysis, asked: AskedFor | None = None
    ) -> float:
        """`asked`: of a place that was added, what kind of answer is wanted."""
        found = set(terms(text, self._compounds))
        overlap = sum(weight for term, weight in weights.items() if term in found)
        if asked is not None:
            amount = _KIND if asked.tells_kind and asked.is_answered_by(text) else 0.0
        else:
            amount = 0.5 if analysis.asks and analysis.asks & stated_kinds(text) else 0.0
        fitting = 1.0 if any(fits(part, analysis.case) for part in text.split("\n")) else 0.0
        return overlap / (1 + len(found) / 60) + amount + fitting


def _sides_first(sides: Sequence[Side], hits: Sequence[Hit]) -> list[Hit]:
    first = [side.hit for side in sides]
    return [*first, *(hit for hit in hits if hit not in first)]


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
