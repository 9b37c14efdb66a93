"""Pieces of text to lines in reading order: base lines, cells of a row, columns of a page."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from ingest.documents.pdf.page_text import ShownText

_SAME_LINE = 0.35  # of the font size: base lines closer than that are one
_SMALL = 0.85  # of the line's font size: raised and lowered print is smaller
_NO_GAP = 0.14  # of the font size: a narrower gap is none
_PART = 0.9  # a gap that may be a column's edge
_CELL = 1.55  # a gap that no word space reaches, even in justified lines
_AROUND = 3  # rows before and after, whose cells tell where a table's columns begin
_EDGE = 1.0  # points that cells of one column differ at most
_COLUMN_ROWS = 4  # rows that a column has at least
_COLUMN_CHARS = 16  # median length of a text column's lines; cells of tables are shorter
_APART = 1.6  # times the font size: rows that do not belong to one paragraph
_MOST_STRETCHES = 12
_LOOSE = 0.55  # share of a column's width that the cells of tables leave unfilled as a rule
_FULL = 0.75  # share of a column's width that a full line takes
_FULL_LINES = 0.45  # share of a text column's lines that fill it
_RAISED = str.maketrans("0123456789*", "⁰¹²³⁴⁵⁶⁷⁸⁹*")


@dataclass(frozen=True, slots=True)
class TextRun:
    """A run of text on a line: a cell, or the whole line; `pieces` are what it was put together from."""

    text: str
    x0: float
    x1: float
    size: float
    bold: bool
    pieces: tuple[ShownText, ...]

    @classmethod
    def of(cls, pieces: Sequence[ShownText]) -> TextRun:
        """Join pieces that stand side by side."""
        text = ""
        from_right = _reads_from_right(pieces)
        read = pieces[::-1] if from_right else pieces
        for before, piece in zip((None, *read), read, strict=False):
            space = (before.x0 - piece.x1 if from_right else piece.x0 - before.x1) if before else 0.0
            gap = space / max(piece.size, before.size) if before else 0.0
            text += piece.text if gap < _NO_GAP else f" {piece.text}"
        longest = max(pieces, key=lambda p: len(p.text))
        return cls(
            " ".join(text.split()),
            pieces[0].x0,
            max(p.x1 for p in pieces),
            longest.size,
            all(p.bold for p in pieces),
            tuple(pieces),
        )


def _reads_from_right(pieces: Sequence[ShownText]) -> bool:
    """Whether most letters are of a script that is read from right to left (Arabic, Hebrew)."""
    letters = [c for piece in pieces for c in piece.text if c.isalpha()]
    return 2 * sum(unicodedata.bidirectional(c) in {"R", "AL"} for c in letters) > len(letters)


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line: its parts from left to right; `y` is its base line in points from below."""

    y: float
    parts: tuple[TextRun, ...]

    @property
    def text(self) -> str:
        """Cells by tabs."""
        return "\t".join(part.text for part in self.parts)

    @property
    def size(self) -> float:
        """Font size of most of the line's characters."""
        return max(self.parts, key=lambda part: len(part.text)).size

    @property
    def bold(self) -> bool:
        """Whether the whole line is bold."""
        return all(part.bold for part in self.parts)

    @property
    def x0(self) -> float:
        """Left end."""
        return self.parts[0].x0

    @property
    def x1(self) -> float:
        """Right end."""
        return self.parts[-1].x1


def rows_of(pieces: Sequence[ShownText]) -> list[TextLine]:
    """Lines from top to bottom; raised and lowered small print belongs to the line it stands at."""
    if not pieces:
        return []
    lines: list[list[ShownText]] = []
    for piece in sorted(pieces, key=lambda p: (-p.y, p.x0)):
        home = next((line for line in reversed(lines[-3:]) if _belongs(piece, line)), None)
        if home is None:
            lines.append([piece])
        else:
            home.append(piece)
    return [row for line in lines if (row := _row(line)).parts]


def _belongs(piece: ShownText, line: Sequence[ShownText]) -> bool:
    main = max(line, key=lambda p: (p.size, len(p.text)))
    distance = abs(main.y - piece.y)
    if distance < _SAME_LINE * min(main.size, piece.size):
        return True
    small, large = sorted((main.size, piece.size))
    beside = any(abs(piece.x0 - p.x1) < 0.6 * large or abs(p.x0 - piece.x1) < 0.6 * large for p in line)
    return small < _SMALL * large and distance < 0.6 * large and beside


def _row(line: Sequence[ShownText]) -> TextLine:
    """Join pieces into parts; what overprints the same text (a bold look made by printing
    twice) counts once.
    """
    main = max(line, key=lambda p: (len(p.text), p.size))
    groups: list[list[ShownText]] = []
    for piece in sorted(line, key=lambda p: p.x0):
        last = groups[-1][-1] if groups else None
        if last and abs(last.x0 - piece.x0) < 1 and last.text.strip() == piece.text.strip():
            continue
        raised = piece.size < _SMALL * main.size and piece.y > main.y + 0.1 * main.size
        shown = replace(piece, text=piece.text.translate(_RAISED)) if raised else piece
        if last and (piece.x0 - last.x1) / max(piece.size, last.size) < _PART:
            groups[-1].append(shown)
        else:
            groups.append([shown])
    return TextLine(main.y, tuple(part for group in groups if (part := TextRun.of(group)).text))


def in_reading_order(rows: Sequence[TextLine]) -> list[list[TextLine]]:
    """Regions in the order they are read: a column before the next, what runs across all
    columns before and after them.
    """
    found = _columns(rows)
    if found is None:
        return [_split_at_columns([_merged(row) for row in rows])] if rows else []
    start, end, gutter = found
    band = rows[start:end]
    left = [
        TextLine(row.y, parts) for row in band if (parts := tuple(p for p in row.parts if p.x1 <= gutter))
    ]
    right = [
        TextLine(row.y, parts) for row in band if (parts := tuple(p for p in row.parts if p.x0 >= gutter))
    ]
    return [
        *in_reading_order(rows[:start]),
        *in_reading_order(left),
        *in_reading_order(right),
        *in_reading_order(rows[end:]),
    ]


def _columns(rows: Sequence[TextLine]) -> tuple[int, int, float] | None:
    """(first row, row after the last, x between) of the longest run of rows that stand in two text columns;
    None if none does.

    Tables are no columns: their cells are short or loosely filled.
    """
    best: tuple[int, int, float] | None = None
    for edge in sorted({round(part.x0) for row in rows for part in row.parts}):
        x = edge - 0.5
        start = 0
        for end in range(len(rows) + 1):
            if end < len(rows) and not any(part.x0 < x < part.x1 for part in rows[end].parts):
                continue
            if end - start > (best[1] - best[0] if best else 0):
                best = _best_band(rows, start, end, x, best[1] - best[0] if best else 0) or best
            start = end + 1
    return best


def _best_band(
    rows: Sequence[TextLine], start: int, end: int, x: float, beaten: int
) -> tuple[int, int, float] | None:
    """The longest stretch of a run that is columns; it may begin and end where rows stand apart, since a
    table can come before.
    """
    apart = [n for n in range(start + 1, end) if rows[n - 1].y - rows[n].y > _APART * rows[n].size][
        :_MOST_STRETCHES
    ]
    stretches = (
        (first, last) for first in (start, *apart) for last in (*apart, end) if last - first > beaten
    )
    for first, last in sorted(stretches, key=lambda stretch: stretch[0] - stretch[1]):
        found = _as_columns(rows, first, last, x)
        if found:
            return found
    return None


def _as_columns(rows: Sequence[TextLine], start: int, end: int, x: float) -> tuple[int, int, float] | None:
    """The run without the rows at its ends that one column alone has (a heading above, a paragraph below)."""
    lefts = [n for n in range(start, end) if any(part.x1 <= x for part in rows[n].parts)]
    rights = [n for n in range(start, end) if any(part.x0 >= x for part in rows[n].parts)]
    if not lefts or not rights:
        return None
    first, last = max(lefts[0], rights[0]), min(lefts[-1], rights[-1])
    if min(sum(first <= n <= last for n in side) for side in (lefts, rights)) < _COLUMN_ROWS - 1:
        return None
    last = _longer_column(rows, first, last, end, x)
    while first > start and rows[first - 1].y - rows[first].y < 2 * rows[first].size:
        first -= 1  # the lines that begin higher on one side, by a heading for example
    band = rows[first : last + 1]
    left_parts = [part for row in band for part in row.parts if part.x1 <= x]
    right_parts = [part for row in band for part in row.parts if part.x0 >= x]
    if (
        min(len(left_parts), len(right_parts)) < _COLUMN_ROWS
        or not (_is_column(left_parts) and _is_column(right_parts))
        or _holds_table(band, x)
    ):
        return None
    return first, last + 1, (max(part.x1 for part in left_parts) + min(part.x0 for part in right_parts)) / 2


def _longer_column(rows: Sequence[TextLine], first: int, last: int, end: int, x: float) -> int:
    """The last row of the column that is longer: its lines go on closely, or after a gap (a heading's) with
    one that fills the column's width.
    """
    parts = [part for row in rows[first : last + 1] for part in row.parts]
    widths = {
        left: max(p.x1 for p in side) - min(p.x0 for p in side)
        for left in (True, False)
        if (side := [p for p in parts if (p.x1 <= x) == left])
    }

    def fills(row: TextLine) -> bool:
        return row.x1 - row.x0 > _FULL * widths.get(row.x1 <= x, row.x1)

    full = max((n for n in range(last + 1, end) if fills(rows[n])), default=last)
    while full + 1 < end and rows[full].y - rows[full + 1].y < 2 * rows[full].size:
        full += 1
    return full


def _holds_table(band: Sequence[TextLine], x: float) -> bool:
    """Whether two rows one after the other fill both columns loosely: cells, since paragraphs hardly end side
    by side twice.
    """
    reach = max(part.x1 for row in band for part in row.parts) - x
    width = x - min(row.x0 for row in band)
    loose = [
        any(p.x1 <= x for p in row.parts)
        and any(p.x0 >= x for p in row.parts)
        and _is_loose(row, x, width, reach)
        for row in band
    ]
    return any(a and b for a, b in pairwise(loose))


def _is_loose(row: TextLine, x: float, width: float, reach: float) -> bool:
    left = sum(p.x1 - p.x0 for p in row.parts if p.x1 <= x)
    right = sum(p.x1 - p.x0 for p in row.parts if p.x0 >= x)
    return left < _LOOSE * width and right < _LOOSE * reach


def _is_column(parts: Sequence[TextRun]) -> bool:
    """Running text, or several columns of it: what lies beside a page's first gutter may be parted again."""
    if _is_running_text(parts):
        return True
    columns = _side_by_side(parts)
    return len(columns) > 1 and all(
        len(column) >= _COLUMN_ROWS and _is_running_text(column) for column in columns
    )


def _side_by_side(parts: Sequence[TextRun]) -> list[list[TextRun]]:
    """Parts by the upright stripes of the page that they fill, no two of which touch."""
    columns: list[list[TextRun]] = []
    reach = float("-inf")
    for part in sorted(parts, key=lambda p: p.x0):
        if part.x0 > reach:
            columns.append([])
        columns[-1].append(part)
        reach = max(reach, part.x1)
    return columns


def _is_running_text(parts: Sequence[TextRun]) -> bool:
    """Lines of some length, most of which fill the width."""
    width = max(p.x1 for p in parts) - min(p.x0 for p in parts)
    full = sum(p.x1 - p.x0 > _FULL * width for p in parts)
    return median(len(p.text) for p in parts) >= _COLUMN_CHARS and full >= _FULL_LINES * len(parts)


def _merged(row: TextLine) -> TextLine:
    """Parts whose gap is only a wide word space, joined again; list marks stay with their text."""
    parts = [row.parts[0]]
    for part in row.parts[1:]:
        last = parts[-1]
        gap = (part.x0 - last.x1) / max(part.size, last.size)
        if gap < _CELL or (len(parts) == 1 and is_mark(last.text)):
            parts[-1] = TextRun.of((*last.pieces, *part.pieces))
        else:
            parts.append(part)
    return TextLine(row.y, tuple(parts))


def _split_at_columns(rows: Sequence[TextLine]) -> list[TextLine]:
    """A cell that reaches up to the next one is parted from it where the rows around have that
    column's edge.
    """
    split = []
    for number, row in enumerate(rows):
        around = rows[max(0, number - _AROUND) : number + _AROUND + 1]
        edges = [part.x0 for other in around if other is not row for part in other.parts[1:]]
        split.append(
            TextLine(row.y, tuple(cell for part in row.parts for cell in _cells(part, edges)))
            if edges
            else row
        )
    return split


def _cells(part: TextRun, edges: Sequence[float]) -> list[TextRun]:
    groups = [[part.pieces[0]]]
    for before, piece in zip(part.pieces, part.pieces[1:], strict=False):
        at_edge = any(abs(piece.x0 - edge) < _EDGE for edge in edges)
        # a cell's text that is too long may run into the next one
        if at_edge and abs(piece.x0 - before.x1) > _NO_GAP * piece.size:
            groups.append([piece])
        else:
            groups[-1].append(piece)
    return [TextRun.of(group) for group in groups] if len(groups) > 1 else [part]


def is_mark(text: str) -> bool:
    """Whether the text is nothing but a list mark or a heading's number ("•", "2.1", "a)")."""
    bare = text.strip().rstrip(".)").replace(".", "")
    return len(bare) <= 4 and (bare.isdigit() or (len(bare) == 1 and not bare.isupper()) or bare == "")  # noqa: PLR2004 - "2.1.3"
