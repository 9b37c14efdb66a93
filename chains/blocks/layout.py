"""Blocks laid out in lines: what is said in which order, still as data, for all written forms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import singledispatch

from chains.blocks.course_kinds import CourseList
from chains.blocks.kinds import (
    ApplicationPapers,
    AskBack,
    Block,
    Calculation,
    CitationMark,
    Conditions,
    Disagreement,
    Ended,
    FoundPlaces,
    Inline,
    InlineText,
    Lead,
    LeadQuote,
    LookedFor,
    NamedPlace,
    NearPlaces,
    NextStep,
    NoAnswer,
    Notice,
    OldSources,
    Paragraph,
    Programmes,
    Quote,
    Reasons,
    TableRows,
    WhoKnows,
    words,
)
from knowledge.german.sentences import ITEM, split_sentences

_GAP = "…"
_CELL, _BETWEEN_CELLS, _EMPTY = "\t", " | ", "–"
_DISAGREE = "Die Quellen sagen dazu Verschiedenes; voran steht, was selbst Vorschrift ist, dann die neuere:"
OLD = "Älter als vorgesehen, bitte die aktuelle Fassung prüfen: "


class LineRole(Enum):
    """Whose words a line holds."""

    OWN = "own"
    ASIDE = "aside"  # own words about the sources themselves: they claim nothing that a place could prove
    HEADING = "heading"  # the name of the place that is quoted below
    QUOTED = "quoted"  # word for word from a source


@dataclass(frozen=True, slots=True)
class LaidOutLine:
    """One line; empty `text`: an empty line of what is quoted."""

    text: Inline
    role: LineRole = LineRole.OWN
    bullet: str = ""


@dataclass(frozen=True, slots=True)
class CitedWords:
    """A sentence without its marks, and the numbers that it cites."""

    text: str
    numbers: tuple[int, ...]


@singledispatch
def lines_of(block: Block) -> tuple[LaidOutLine, ...]:
    """The lines of a block; none for a notice or a question back, which stand beside what is said."""
    raise TypeError(f"no block: {type(block).__name__}")


@lines_of.register
def _(_block: Notice | AskBack) -> tuple[LaidOutLine, ...]:
    return ()


@lines_of.register
def _(block: Lead | NextStep) -> tuple[LaidOutLine, ...]:
    return (LaidOutLine(block.text),)


@lines_of.register
def _(block: LeadQuote) -> tuple[LaidOutLine, ...]:
    said = (InlineText(f"{block.how}:", bold=True), InlineText(f" „{block.said}“ "), CitationMark(block.n))
    return (LaidOutLine(said),)


@lines_of.register
def _(block: TableRows) -> tuple[LaidOutLine, ...]:
    how = InlineText(f"{block.how}:", bold=True)
    if len(block.rows) == 1:
        return (
            LaidOutLine((how, InlineText(f" {_row_words(block, block.rows[0])} "), CitationMark(block.n))),
        )
    heads = f" {_BETWEEN_CELLS.join(block.heads)} " if block.heads else " "
    return (
        LaidOutLine((how, InlineText(heads), CitationMark(block.n))),
        *(LaidOutLine(words(_cells(row), block.n), bullet="-") for row in block.rows),
    )


def _cells(row: Sequence[str]) -> str:
    return _BETWEEN_CELLS.join(cell or _EMPTY for cell in row)


def _row_words(block: TableRows, row: Sequence[str]) -> str:
    """The cells of a row, each with its head; a head with a gap is completed ("mindestens … Monaten")."""
    heads = (*block.heads, *("",) * len(row))
    said = [
        head.replace(_GAP, cell) if _GAP in head else f"{head}: {cell}" if head else cell
        for head, cell in zip(heads, row, strict=False)
        if cell
    ]
    return "; ".join(said)


@lines_of.register
def _(block: Disagreement) -> tuple[LaidOutLine, ...]:
    lines = [LaidOutLine((InlineText(_DISAGREE, bold=True),), LineRole.ASIDE)]
    for place in block.places:
        stand = f"Stand {place.stand:%d.%m.%Y}" if place.stand else "ohne Stand"
        lines += [
            LaidOutLine(words(f"{place.label} ({stand}):"), LineRole.ASIDE, bullet="-"),
            LaidOutLine(words(f"„{place.said}“", place.n)),
        ]
    return tuple(lines)


@lines_of.register
def _(block: Ended) -> tuple[LaidOutLine, ...]:
    return (
        LaidOutLine(
            (InlineText(f"Galt bis {block.day:%d.%m.%Y}", bold=True), InlineText(" "), CitationMark(block.n))
        ),
    )


@lines_of.register
def _(block: Paragraph) -> tuple[LaidOutLine, ...]:
    return tuple(LaidOutLine(line.text, bullet=line.bullet) for line in block.lines)


@lines_of.register
def _(block: Reasons) -> tuple[LaidOutLine, ...]:
    return _listed("Warum:", block.items)


@lines_of.register
def _(block: Programmes) -> tuple[LaidOutLine, ...]:
    return _listed("", block.rows)


@lines_of.register
def _(block: Calculation) -> tuple[LaidOutLine, ...]:
    return _listed("Rechnung:", map(words, block.lines))


@lines_of.register
def _(block: Conditions) -> tuple[LaidOutLine, ...]:
    inline: list[InlineText | CitationMark] = [InlineText("Vorausgesetzt:")]
    for line in block.lines:
        inline += [InlineText(" "), *line]
    return (LaidOutLine(tuple(inline)),)


@lines_of.register
def _(block: ApplicationPapers) -> tuple[LaidOutLine, ...]:
    return _listed("Dazu gehören:", map(words, block.items))


@lines_of.register
def _(block: Quote) -> tuple[LaidOutLine, ...]:
    lines = [LaidOutLine(block.leads_in)] if block.leads_in else []
    if block.heading:
        named = (InlineText(block.heading, bold=True), InlineText(" "), CitationMark(block.n))
        lines.append(LaidOutLine(named, LineRole.HEADING))
    if block.goal:
        lines.append(LaidOutLine(words(f"Lernziel: „{block.goal.said}“", block.goal.n)))
    return (*lines, *_quoted(block))


@lines_of.register
def _(block: FoundPlaces) -> tuple[LaidOutLine, ...]:
    return _listed("", map(_named, block.places))


@lines_of.register
def _(block: NearPlaces) -> tuple[LaidOutLine, ...]:
    return _listed("Am nächsten kommen:", map(_named, block.places))


@lines_of.register
def _(block: NoAnswer) -> tuple[LaidOutLine, ...]:
    return (LaidOutLine(words(block.says)),)


@lines_of.register
def _(block: LookedFor) -> tuple[LaidOutLine, ...]:
    return (LaidOutLine(words(f"Gesucht habe ich nach: {', '.join(block.words)}.")),)


@lines_of.register
def _(block: WhoKnows) -> tuple[LaidOutLine, ...]:
    return (LaidOutLine(words(f"Bitte fragen Sie {block.ask}.")),)


@lines_of.register
def _(block: OldSources) -> tuple[LaidOutLine, ...]:
    inline: list[InlineText | CitationMark] = []
    for number, document in enumerate(block.documents):
        inline += [InlineText(", " if number else OLD), *_named(document)]
    return (LaidOutLine(tuple(inline), LineRole.ASIDE),)


@lines_of.register
def _(block: CourseList) -> tuple[LaidOutLine, ...]:
    return (
        *(LaidOutLine(words(said)) for said in block.says),
        *(
            LaidOutLine(words(line), bullet=f"{rank}." if first else "-")
            for rank, card in enumerate(block.courses, 1)
            for first, line in card.lines
        ),
    )


def _listed(heading: str, items: Iterable[Inline]) -> tuple[LaidOutLine, ...]:
    first = (LaidOutLine(words(heading)),) if heading else ()
    return (*first, *(LaidOutLine(item, bullet="-") for item in items))


def _named(place: NamedPlace) -> Inline:
    return words(place.label, *((place.n,) if place.n else ()))


def _quoted(block: Quote) -> Iterator[LaidOutLine]:
    lines = _lists_ended(block.words.splitlines())
    for number, line in enumerate(lines, 1):
        own: list[InlineText | CitationMark] = (
            [InlineText(line.replace(_CELL, _BETWEEN_CELLS))] if line.strip() else []
        )
        if number == len(lines):
            own += [*([InlineText(" ")] if own else []), CitationMark(block.n)]
        yield LaidOutLine(tuple(own), LineRole.QUOTED)


_NUMBERED = re.compile(r"^\s*(?:\d{1,2}[a-z]?\.|[a-z]{1,2}\))\s")


def _lists_ended(lines: list[str]) -> list[str]:
    """An empty line where a list ends and its sentence goes on ("… trägt."): written as Markdown, the closing
    words would else belong to the last item, and the next list go on counting.
    """
    said: list[str] = []
    for line in lines:
        if said and _NUMBERED.match(said[-1]) and line.strip() and not ITEM.match(line):
            said.append("")
        said.append(line)
    return said


def numbers_of(blocks: Iterable[Block]) -> tuple[int, ...]:
    """The numbers that blocks cite, once each, in order."""
    return tuple(dict.fromkeys(n for block in blocks for n in _numbers(block)))


def _numbers(block: Block) -> Iterator[int]:
    if isinstance(block, Notice) and block.n:
        yield block.n
    for line in lines_of(block):
        yield from (part.n for part in line.text if isinstance(part, CitationMark))


def plain_words(line: Inline) -> str:
    """A line without marks and emphasis."""
    return _with_places(line)[0]


def sentences_of(line: Inline) -> list[CitedWords]:
    """The sentences of a line; a mark behind a full stop belongs to the sentence before it."""
    text, marks = _with_places(tuple(part for part in line if not _names_place(part)))
    found: list[CitedWords] = []
    at = 0
    spans: list[tuple[str, int]] = []
    for sentence in split_sentences(text) if text.strip() else []:
        begin = text.find(sentence, at)
        at = (begin if begin >= 0 else at) + len(sentence)
        spans.append((sentence, at))
    start = 0
    for number, (sentence, end) in enumerate(spans):
        last = number == len(spans) - 1
        cited = [n for place, n in marks if start < place and (place <= end or last)]
        cited += [n for place, n in marks if place == 0 == start]
        found.append(CitedWords(sentence, tuple(dict.fromkeys(cited))))
        start = end
    return found


def _names_place(part: InlineText | CitationMark) -> bool:
    return isinstance(part, InlineText) and part.names_place


def _with_places(line: Inline) -> tuple[str, Sequence[tuple[int, int]]]:
    """The words of a line as one text, and (place in it, number) of each mark."""
    text, marks = "", []
    for part in line:
        if isinstance(part, CitationMark):
            text = text.rstrip(" ")
            marks.append((len(text), part.n))
        else:
            text += part.text
    return text.rstrip(), marks
