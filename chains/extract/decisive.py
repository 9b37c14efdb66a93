"""What of a cited section decides: the sentence or list item that was said, and in it the figures and the
question's words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from chains.blocks.kinds import CitationMark, Disagreement, LeadQuote, TableRows
from chains.blocks.layout import LineRole, lines_of, plain_words
from chains.quantities.figures import figure_spans
from knowledge.german.sentences import ITEM, split_sentences
from knowledge.german.words import terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from chains.answer import Answer, Citation

_GAP = re.compile(r"\[…\]|…|\n")
_WORD = re.compile(r"\w+")
_LONG = 5  # letters from which a word may stand inside a compound ("Kosten" in "Lehrgangskosten")
_SHARED = 2  # terms that a written sentence must share with the place that backs it


class Mark(IntEnum):
    """How a part of a passage is shown."""

    PLAIN = 0
    DECISIVE = 1
    WORD = 2  # a figure or a word of the question, inside what decides


@dataclass(frozen=True, slots=True)
class LineSegment:
    """A piece of a line."""

    text: str
    mark: Mark


def marked_lines(citation: Citation, answer: Answer) -> list[list[LineSegment]]:
    """The section's lines, each as parts whose texts joined are the line."""
    text = citation.passage.section.text
    spans = _decisive(text, citation, answer)
    wanted = set(terms(answer.question))
    lines: list[list[LineSegment]] = []
    start = 0
    for line in text.split("\n"):
        inside = [
            (max(a, start) - start, min(b, start + len(line)) - start)
            for a, b in spans
            if a < start + len(line) and b > start
        ]
        lines.append(list(_parts(line, inside, wanted)))
        start += len(line) + 1
    return lines


def plain_lines(text: str) -> list[list[LineSegment]]:
    """A section's lines without any mark."""
    return [[LineSegment(line, Mark.PLAIN)] if line else [] for line in text.split("\n")]


def _decisive(text: str, citation: Citation, answer: Answer) -> list[tuple[int, int]]:
    """Spans of the units that decide: said word for word, else what backs the written sentence, else what was
    quoted, else what comes nearest to the question.
    """
    units = list(_units(text))
    said = [block.said for block in answer.blocks if isinstance(block, LeadQuote) and block.n == citation.n]
    for block in answer.blocks:
        if isinstance(block, TableRows) and block.n == citation.n:
            said += [" ".join(row) for row in block.rows]
        if isinstance(block, Disagreement):
            said += [place.said for place in block.places if place.n == citation.n]
    if found := _covering(units, _found(text, said)):
        return found
    if answer.mode == "model":
        lines = _lines_citing(citation.n, answer)
        backing = {_nearest(text, units, set(terms(line)), _SHARED) for line in lines}
        if found := [unit for unit in units if unit in backing]:
            return found
    if len(citation.quote) < len(text) and (found := _covering(units, _found(text, [citation.quote]))):
        return found
    nearest = _nearest(text, units, set(terms(answer.question)), 1)
    return [nearest] if nearest else []


def _lines_citing(n: int, answer: Answer) -> Iterator[str]:
    """The answer's own lines that cite a place."""
    for block in answer.said:
        for line in lines_of(block):
            if line.role is LineRole.OWN and CitationMark(n) in line.text:
                yield plain_words(line.text)


def _units(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each sentence; a list item or a table row is one whole."""
    start = 0
    for line in text.split("\n"):
        pieces = [line.strip()] if ITEM.match(line) or "\t" in line else split_sentences(line)
        at = start
        for piece in pieces:
            begin = text.find(piece, at) if piece else -1
            if begin >= 0:
                yield begin, begin + len(piece)
                at = begin + len(piece)
        start += len(line) + 1


def _found(text: str, phrases: Iterable[str]) -> list[tuple[int, int]]:
    """Where verbatim phrases stand, whatever their white space; their gaps ("…") part them."""
    spans = []
    for phrase in phrases:
        for piece in _GAP.split(phrase):
            words = piece.strip(" ,;.").split()
            match = re.search(r"\s+".join(map(re.escape, words)), text) if words else None
            if match:
                spans.append(match.span())
    return spans


def _covering(units: Sequence[tuple[int, int]], spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    return [unit for unit in units if any(start < unit[1] and unit[0] < end for start, end in spans)]


def _nearest(
    text: str, units: Sequence[tuple[int, int]], wanted: set[str], least: int
) -> tuple[int, int] | None:
    """The unit with the most of the wanted terms, the first of equals; None if none has `least`."""
    scored = [(len(wanted & set(terms(text[start:end]))), -start, (start, end)) for start, end in units]
    best = max(scored, default=None)
    return best[2] if best and best[0] >= least else None


def _parts(line: str, spans: Sequence[tuple[int, int]], wanted: set[str]) -> Iterator[LineSegment]:
    at = 0
    for start, end in spans:
        if start > at:
            yield LineSegment(line[at:start], Mark.PLAIN)
        yield from _words(line[start:end], wanted)
        at = end
    if at < len(line):
        yield LineSegment(line[at:], Mark.PLAIN)


def _words(text: str, wanted: set[str]) -> Iterator[LineSegment]:
    spans = figure_spans(text)
    spans += [
        m.span()
        for m in _WORD.finditer(text)
        if _asked(m[0], wanted) and not any(a < m.end() and m.start() < b for a, b in spans)
    ]
    at = 0
    for start, end in sorted(spans):
        if start > at:
            yield LineSegment(text[at:start], Mark.DECISIVE)
        yield LineSegment(text[start:end], Mark.WORD)
        at = end
    if at < len(text):
        yield LineSegment(text[at:], Mark.DECISIVE)


def _asked(word: str, wanted: set[str]) -> bool:
    stems = set(terms(word))
    return bool(stems & wanted) or any(
        len(term) >= _LONG and term in stem for stem in stems for term in wanted if term.isalpha()
    )
