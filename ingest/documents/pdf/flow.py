"""Lines of a PDF region to headings and blocks: paragraphs with words joined over line ends,
lists, tables.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.documents.blocks import Block, Heading
from ingest.documents.list_marks import INDENT
from ingest.documents.pdf.lines import TextLine, is_mark
from ingest.documents.titles import is_code

_BULLETS = "•●○◦▪■□▶►▸➢➤✓✔–—‣⁃*-\uf0b7\uf0a7\uf0d8\uf02d\uf0fc\uf0e0"
_BULLET = re.compile(rf"^[{re.escape(_BULLETS)}]\s+")
_ITEM = re.compile(r"^(?:\d{1,2}\.|\(?[a-z]\)|\d{1,2}\)|[ivx]{1,4}\))\s+\S")
_PARAGRAPH_GAP = 1.32  # times the usual distance of lines
_LARGER = 1.13  # times the body's font size: a heading
_HEADING_CHARS = 130
_BOLD_CHARS = 90
_TABLE_GAP = 4.0  # times the font size: rows of a table are nearer
_WRAPPED = 4  # lines of a cell between two rows with several cells
_ROW_GAP = 1.15  # times the distance of a cell's lines: rows stand further apart
_FILLED = 20  # characters of a cell's line that may have been too long for the cell
_EARLY = 0.6  # of the width: a line that ends before has not run out of room
_HANGING = 0.8  # of the font size: wider than a word space
_INDENT_STEP = 6.0  # points that set a nested list off
# "Aus- und Weiterbildung" keeps its dash
_CARRIED = ("und", "oder", "bzw", "beziehungsweise", "sowie", "noch", "als", "wie", "statt", "bis")


@dataclass(frozen=True, slots=True)
class Style:
    """What a document's text looks like: `body` the font size of most of it, `levels` heading sizes to
    levels, `bold_heads` whether bold lines head.
    """

    body: float
    levels: Mapping[float, int]
    bold_heads: bool

    def level_of(self, row: TextLine) -> int:
        """The heading level of a line's looks; 0 for running text."""
        text = row.text
        if "\t" in text or not any(c.isalpha() for c in text) or len(text) > _HEADING_CHARS:
            return 0
        if is_code(text) or (text[0].islower() and len(text.split()) == 1):
            return 0  # a catchword's number, the rest of a divided word
        size = half_points(row.size)
        if size >= self.body * _LARGER:
            return self.levels.get(size, len(self.levels) or 1)
        bold = self.bold_heads and row.bold and len(text) <= _BOLD_CHARS and size >= self.body * 0.95
        return (
            len(self.levels) + 1
            if bold and not text.endswith((".", ",", ";")) and not _BULLET.match(text)
            else 0
        )


def half_points(size: float) -> float:
    """Font size rounded to half points."""
    return round(size * 2) / 2


def flow(
    rows: Sequence[TextLine], style: Style, outline: Mapping[str, int], rules: Sequence[float] = ()
) -> list[Heading | Block]:
    """Headings and blocks of one region.

    `outline` gives the levels of headings by their wording as `folded` has it, `rules` the heights of drawn
    horizontal lines.
    """
    parts: list[Heading | Block] = []
    pitch = _pitch(rows)
    position = 0
    while position < len(rows):
        heading, used = _heading(rows, position, style, outline, pitch)
        if heading:
            parts.append(heading)
            position += used
            continue
        used = _table_length(rows, position, style, outline)
        if used:
            parts.append(Block(_table(rows[position : position + used], rules)))
            position += used
            continue
        end = position + 1
        while (
            end < len(rows)
            and not _heading(rows, end, style, outline, pitch)[0]
            and not _table_length(rows, end, style, outline)
        ):
            end += 1
        parts += _paragraphs(rows[position:end], pitch)
        position = end
    return parts


def folded(text: str) -> str:
    """Wording without white space, case and dots, to compare a line with an entry of the outline."""
    return re.sub(r"[\W_]+", "", text).casefold()


def join_lines(lines: Sequence[str]) -> str:
    """Lines of a paragraph as one; a word divided at a line end is whole again."""
    text = ""
    for line in lines:
        text = join_two(text, line)
    return text


def join_two(before: str, after: str) -> str:
    """Two lines as one text: soft hyphens and dividing hyphens go, dashes that belong to the word stay."""
    if not before or not after:
        return before or after
    if before.endswith("\u00ad"):
        return before[:-1] + after
    if before.endswith(("-", "‐")) and len(before) > 1 and before[-2].isalnum():
        stem = re.split(r"[\s(/]", before[:-1])[-1]
        if after[0].islower() and not re.match(rf"(?:{'|'.join(_CARRIED)})\b", after):
            keeps = (stem.isupper() and len(stem) > 1) or before[-2].isdigit()  # "IT-gestützt", "3-jährig"
            return before + after if keeps else before[:-1] + after
        return before + after if after[0].isupper() or after[0].isdigit() else f"{before} {after}"
    if before.endswith("/") and before[-2:-1].isalpha():
        return before + after
    return f"{before} {after}"


def _pitch(rows: Sequence[TextLine]) -> float:
    """Usual distance of two lines' base lines, in points."""
    gaps = sorted(a.y - b.y for a, b in pairwise(rows) if 0 < a.y - b.y < 4 * max(a.size, b.size))
    return gaps[len(gaps) // 4] if gaps else 12.0


def _heading(
    rows: Sequence[TextLine], position: int, style: Style, outline: Mapping[str, int], pitch: float
) -> tuple[Heading | None, int]:
    """A heading of one to three lines that look alike, and how many lines it takes."""
    row = rows[position]
    level = style.level_of(row)
    listed = outline.get(folded(row.text), 0)
    if not level and not listed:
        return None, 0
    lines, wanted = [row.text.replace("\t", " ")], listed
    for following in rows[position + 1 : position + 3]:
        together = outline.get(folded("".join([*lines, following.text])), 0)
        close = rows[position + len(lines) - 1].y - following.y <= max(1.45 * row.size, pitch * 1.05)
        alike = (
            level
            and style.level_of(following) == level
            and half_points(following.size) == half_points(row.size)
            and close
        )
        if not (together or (alike and not listed and not outline.get(folded(following.text)))):
            break
        lines.append(following.text)
        wanted = together or wanted
    text = join_lines(lines)
    return (Heading(wanted or level, text), len(lines)) if len(text) <= 2 * _HEADING_CHARS else (None, 0)


def _table_length(rows: Sequence[TextLine], start: int, style: Style, outline: Mapping[str, int]) -> int:
    """How many rows from here are a table: at least two rows of cells, with the wrapped lines of their cells
    between; 0 for none.
    """
    if len(rows[start].parts) < 2:  # noqa: PLR2004
        return 0
    edges = [part.x0 for part in rows[start].parts]
    # of the rows that are surely the table's: up to the last one with several cells, and what goes on with it
    end = start
    for position in range(start, len(rows)):
        row = rows[position]
        far = position > start and rows[position - 1].y - row.y > _TABLE_GAP * row.size
        if far or outline.get(folded(row.text)) or (style.level_of(row) and row.size > style.body * _LARGER):
            break
        if len(row.parts) > 1:
            if position - end > 1 and not any(
                abs(p.x0 - edge) < 2 * row.size for p in row.parts[1:] for edge in edges[1:]
            ):
                break  # other columns after a line between: the next table
            edges = sorted(
                edges + [p.x0 for p in row.parts if not any(abs(p.x0 - edge) < row.size for edge in edges)]
            )
            end = position
        elif position - end > _WRAPPED or not _fits_cell(row, edges):
            break
    if end == start:
        return 0
    while (
        end + 1 < len(rows)
        and len(rows[end + 1].parts) == 1
        and rows[end + 1].x0 > edges[0] + rows[end + 1].size
        and _fits_cell(rows[end + 1], edges)
    ):
        end += 1  # the last row's cells go on, beside the first column
    return end - start + 1


def _fits_cell(row: TextLine, edges: Sequence[float]) -> bool:
    """Whether a line stands in one column of the table."""
    part = row.parts[0]
    column = min(range(len(edges)), key=lambda i: abs(edges[i] - part.x0))
    return abs(edges[column] - part.x0) < part.size and (
        column == len(edges) - 1 or part.x1 < edges[column + 1]
    )


def _table(rows: Sequence[TextLine], rules: Sequence[float]) -> str:
    """Rows as lines, cells by tabs; a line that goes on in some cells only is put to the row above."""
    edges = _edges(rows)
    gaps = [a.y - b.y for a, b in pairwise(rows)]
    leading = min(gaps, default=0.0)
    told = max(gaps, default=0.0) > _ROW_GAP * leading  # lines of a cell stand closer than rows
    ruled = [any(b.y < rule < a.y for rule in rules) for a, b in pairwise(rows)]
    table: list[list[str]] = []
    for number, row in enumerate(rows):
        cells = [""] * len(edges)
        for part in row.parts:
            column = min(range(len(edges)), key=lambda i: abs(edges[i] - part.x0))
            cells[column] = f"{cells[column]} {part.text}".strip()
        if number == 0:
            goes_on = False
        elif sum(ruled) > 1:
            goes_on = not ruled[number - 1]
        else:
            near = gaps[number - 1] <= 1.08 * leading
            goes_on = near and not (all(table[-1]) and all(cells)) and (told or _goes_on(table[-1], cells))
        if goes_on:
            table[-1] = [join_two(above, below) for above, below in zip(table[-1], cells, strict=True)]
        else:
            table.append(cells)
    return "\n".join("\t".join(cells).rstrip() for cells in table)


def _goes_on(above: Sequence[str], below: Sequence[str]) -> bool:
    """Whether a line's cells can be one text with those above it, where neither lines nor
    distances tell rows apart.
    """
    both = [(a, b) for a, b in zip(above, below, strict=True) if a and b]
    if below[0]:
        open_ended = all(b[0].islower() or a.endswith("-") for a, b in both)
        # a short line above a full row heads a group of rows
        return bool(both) and open_ended and (not all(below) or len(above[0]) >= _FILLED)
    return not any(b[0].isdigit() for _, b in both)  # a second figure in a column is a row of its own


def _edges(rows: Sequence[TextLine]) -> list[float]:
    """Left edges of the columns: where parts begin, those closer than a letter or two taken together."""
    starts = sorted(part.x0 for row in rows for part in row.parts)
    widest = max(len(row.parts) for row in rows)
    step = max(rows[0].size, 6.0)
    edges: list[float] = []
    for x in starts:
        if not edges or x - edges[-1] > step:
            edges.append(x)
    if len(edges) <= widest:
        return edges
    # centred or right-aligned cells: the fullest row's cells are the columns
    fullest = next(row for row in rows if len(row.parts) == widest)
    return [part.x0 for part in fullest.parts]


def _paragraphs(rows: Sequence[TextLine], pitch: float) -> list[Block]:
    """Paragraphs and lists of rows without headings and tables."""
    left = min(row.x0 for row in rows)
    right = max(row.x1 for row in rows)
    # how far lines that begin there go
    reach = {row.x0: max(other.x1 for other in rows if abs(other.x0 - row.x0) < row.size) for row in rows}
    # a footnote to a star in the text, no list
    lone_star = sum(row.text.startswith("* ") for row in rows) == 1

    def mark_of(row: TextLine) -> str:
        return "" if lone_star and row.text.startswith("* ") else _mark(row)

    groups: list[list[TextLine]] = []
    for row in rows:
        before = groups[-1][-1] if groups else None
        apart = before is not None and before.y - row.y > pitch * _PARAGRAPH_GAP
        indented = (
            before is not None
            and row.x0 - left > row.size
            and before.x0 - left < 1
            and not mark_of(groups[-1][0])
        )
        short = before is not None and (
            before.x1 < left + _EARLY * (right - left) or _would_fit(before, row, reach[before.x0])
        )
        ended = before is not None and short and before.text.endswith((".", ":", "!", "?"))
        # points: small print is no part of the text above or below
        resized = before is not None and abs(before.size - row.size) >= 1
        in_item = before is not None and bool(mark_of(groups[-1][0]))
        back = in_item and (
            row.x0 < groups[-1][0].x0 - 1
            or (
                row.x0 < _text_x0(groups[-1][0]) - 1
                and _would_fit(groups[-1][-1], row, reach[groups[-1][-1].x0])
            )
        )
        if (
            before is None
            or apart
            or resized
            or indented
            or ended
            or back
            or mark_of(row)
            or (lone_star and row.text.startswith("* "))
        ):
            groups.append([row])
        else:
            groups[-1].append(row)
    blocks: list[Block] = []
    items: list[tuple[float, str]] = []
    for group in groups:
        text = _joined(group, reach)
        mark = mark_of(group[0])
        if mark:
            items.append((group[0].x0, text if mark == "number" else f"- {_BULLET.sub('', text)}"))
            continue
        if items:
            blocks.append(Block(_list(items)))
            items = []
        blocks.append(Block(text))
    return [*blocks, Block(_list(items))] if items else blocks


def _joined(group: Sequence[TextLine], reach: Mapping[float, float]) -> str:
    """A paragraph's lines as one text; lines that end early on purpose, as those of an address,
    stay lines.
    """
    lines = [row.text.replace("\t", " ") for row in group]
    text = lines[0]
    for (before, row), line in zip(pairwise(group), lines[1:], strict=True):
        right = reach[before.x0]
        early = before.x1 < before.x0 + _EARLY * (right - before.x0) and _would_fit(before, row, right)
        kept = early and not line[0].islower() and not text.endswith(("-", "\u00ad", ","))
        text = f"{text}\n{line}" if kept else join_two(text, line)
    return text


def _would_fit(before: TextLine, row: TextLine, right: float) -> bool:
    """Whether the line's first word had room at the end of the line before: then that line
    ended on purpose.
    """
    word = row.text.split(maxsplit=1)[0]
    return before.x1 + 0.4 * before.size + (row.x1 - row.x0) * len(word) / len(row.text) < right


def _text_x0(row: TextLine) -> float:
    """Where a list item's text begins, behind its mark."""
    pieces = row.parts[0].pieces
    return pieces[1].x0 if len(pieces) > 1 else row.x0


def _mark(row: TextLine) -> str:
    """ "bullet" or "number" for the first line of a list item, else ""."""
    text = row.text.replace("\t", " ")
    if _BULLET.match(text):
        return "bullet"
    return "number" if (_ITEM.match(text) and not is_mark(text)) or _hangs(row) else ""


def _hangs(row: TextLine) -> bool:
    """Whether the line begins with a bare number that stands apart, as in a list numbered without dots."""
    first, *rest = row.parts[0].pieces
    return (
        bool(rest)
        and first.text.strip().isdigit()
        and len(first.text.strip()) < 3  # noqa: PLR2004
        and rest[0].x0 - first.x1 > _HANGING * first.size
    )


def _list(items: Sequence[tuple[float, str]]) -> str:
    """Items with the nesting that their left ends show."""
    steps: list[float] = []
    for x in sorted(x for x, _ in items):
        if not steps or x - steps[-1] > _INDENT_STEP:
            steps.append(x)
    return "\n".join(
        INDENT * max(i for i, step in enumerate(steps) if step <= x + 0.01) + text for x, text in items
    )
