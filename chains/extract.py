"""Answering without a language model: the sentences that answer, verbatim, lists intact, each block with its [n]."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chains.answer import Citation
from chains.conditions import Case, bounds_of, fits
from chains.figures import quantities_in
from knowledge.german import terms
from knowledge.statements import Statement, split_statements

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from chains.question import Analysis
    from knowledge.german import Compounds
    from knowledge.model import Hit

_SCREEN = 2000  # characters of quoted text: what a phone shows with one scroll
_WHOLE = 1300  # an Absatz up to this length is shown whole: its exceptions stand with its rule
_BLOCKS = 3
_NEAR = 0.6  # share of the best hit's score from which on a further place is worth showing
_DATIVE = {"Beschäftigte": "Beschäftigten", "Jahre": "Jahren", "Monate": "Monaten", "Tage": "Tagen"}


@dataclass(frozen=True, slots=True)
class Extract:
    """An extractive answer: Markdown text with [n] and the citations behind them."""

    text: str
    citations: tuple[Citation, ...]


class Extractor:
    """Chooses what to quote; `rarity` weighs a search term by how few chunks hold it (0 to 1)."""

    def __init__(self, compounds: Compounds, rarity: Callable[[str], float]) -> None:
        self._compounds, self._rarity = compounds, rarity

    def extract(self, analysis: Analysis, hits: Sequence[Hit]) -> Extract:
        """Quote the best place first, then further ones that come near, up to a phone's screen."""
        weights = self._weights(analysis)
        wants_amount = analysis.asks_amount
        blocks: list[str] = []
        citations: list[Citation] = []
        room = _SCREEN
        for hit in hits:
            if len(citations) == _BLOCKS or hit.score < _NEAR * hits[0].score:
                break
            quote = self._quote(hit, weights, analysis.case, wants_amount, min(room, _WHOLE))
            if not quote or (citations and len(quote) > room):
                continue
            citation = Citation(len(citations) + 1, hit.passage, quote)
            lead = "" if citations else lead_for_case(hit.passage.section.text, analysis.case, citation.n)
            blocks.append(f"{lead}{_cited(quote, citation)}")
            citations.append(citation)
            room -= len(quote)
        return Extract("\n\n".join(blocks), tuple(citations))

    def _weights(self, analysis: Analysis) -> dict[str, float]:
        weights = {term: 0.4 * self._rarity(term) for term in terms(" ".join(analysis.legal_terms), self._compounds)}
        return weights | {term: self._rarity(term) for term in terms(analysis.text, self._compounds)}

    def _quote(self, hit: Hit, weights: dict[str, float], case: Case, wants_amount: bool, room: int) -> str:
        """The whole section if it is short, else its best statements in their own order, gaps marked."""
        text = hit.passage.section.text
        if len(text) <= room:
            return text
        statements = split_statements(text)
        scored = sorted(range(len(statements)), key=lambda i: -self._score(statements[i], weights, case, wants_amount))
        chosen: set[int] = set()
        used = 0
        for index in scored:
            size = len(statements[index].text)
            if chosen and used + size > room:
                continue
            chosen.add(index)
            used += size
            if used > room * 0.8:
                break
        return _joined(statements, chosen)

    def _score(self, statement: Statement, weights: dict[str, float], case: Case, wants_amount: bool) -> float:
        found = set(terms(statement.text, self._compounds))
        overlap = sum(weight for term, weight in weights.items() if term in found)
        amount = 0.5 if wants_amount and any(f.unit for f in quantities_in(statement.text)) else 0.0
        fitting = 1.0 if any(fits(part, case) for part in (statement.lead, *statement.items)) else 0.0
        return overlap / (1 + len(found) / 60) + amount + fitting


def _joined(statements: list[Statement], chosen: set[int]) -> str:
    parts: list[str] = []
    last = -1
    for index in sorted(chosen):
        if index > last + 1:
            parts.append("[…]")
        parts.append(statements[index].text)
        last = index
    if last < len(statements) - 1:
        parts.append("[…]")
    return "\n".join(parts)


def lead_for_case(text: str, case: Case, n: int) -> str:
    """The one list item whose condition fits the case's numbers, said before the whole rule; "" if none or several fit."""
    for statement in split_statements(text):
        fitting = [item for item in statement.items if fits(item, case)]
        others = [item for item in statement.items if fits(item, case) is False]
        if len(fitting) == 1 and others:
            item = re.sub(r"^\s*(?:\d+[a-z]?\.|[a-z]\)|[-*–•])\s*", "", fitting[0]).rstrip(" ,;.")
            item = re.sub(r"\s+(?:und|oder)$", "", item)
            facts = ", ".join(f"{value:g} {_DATIVE.get(unit, unit)}" for unit, value in case.values.items() if unit in _units(statement.items))
            tail = f" {statement.tail.rstrip('.')}" if statement.tail else ""
            return f"**Bei {facts}:** „{item}{' …' if tail else ''}{tail}“ [{n}]\n\n"
    return ""


def _units(items: Sequence[str]) -> set[str]:
    return {bound.unit for item in items for bound in bounds_of(item)}


def _cited(quote: str, citation: Citation) -> str:
    lines = [f"> {line}" if line.strip() else ">" for line in quote.splitlines()]
    return f"**{citation.label}** [{citation.n}]\n" + "\n".join(lines) + f" [{citation.n}]"
