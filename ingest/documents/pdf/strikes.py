"""Lines drawn through glyphs: what a page's author struck out. Underlines, table rules and grids, frames and
highlights are none: they lie below or above the letters, reach far beyond them, or are as high as they.

PDF has no mark for struck text: programs draw a line (a stroked path, or a thin filled box), or the reader's
program adds an annotation (ISO 32000-1, 12.5.6.10, StrikeOut).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from ingest.documents.pdf.fonts import resolved
from ingest.documents.pdf.matrix import Matrix, moved, number_of

if TYPE_CHECKING:
    from pypdf import PageObject

# of the font size, above the base line: fonts put the line at 0.22 to 0.33, TeX's \\sout at 0.24, two lines
# around that; an underline lies below 0, an overline above 0.7
_LOWEST, _HIGHEST = 0.13, 0.5
_THICKEST = 0.15  # of the font size: what is thicker is a highlight or a bar that blackens
_SHORTEST = 0.4  # of the font size: a digit's width is 0.5
_COVERED = 0.6  # of the line's length that letters fill: a grid's line reaches far beyond a label
_LEVEL = 0.6  # points by which a line may rise
# a stroke across: it rises by no more than the letters are high, and by so much of its length; what no font
# size of running text reaches is not kept
_ACROSS, _STEEPEST, _ACROSS_POINTS = 1.2, 0.7, 30.0
_THICK_POINTS, _SHORT_POINTS = 6.0, 1.5  # what no font size of running text reaches is not kept
_MOST = 4000  # on one page
_MIDDLE = 0.45  # of an annotation's height, which reaches from descenders to ascenders


class GlyphSpan(NamedTuple):
    """Where a piece of text stands: its ends, its base line, its height, in points."""

    x0: float
    x1: float
    y: float
    size: float


@dataclass(frozen=True, slots=True, order=True)
class Stroke:
    """A drawn line in points, `y` its middle, `rise` how much higher one end lies."""

    y: float
    x0: float
    x1: float
    thickness: float
    rise: float = 0.0

    def goes_through(self, size: float) -> bool:
        """Whether it is thin and level enough to strike text of that size."""
        return self.thickness <= _THICKEST * size and self.rise <= _ACROSS * size


@dataclass(frozen=True, slots=True)
class Drawn:
    """A box on the page that is narrow one way, with the width of its stroke (0 for a filled one); `over`
    words, as an annotation is.
    """

    x0: float
    y0: float
    x1: float
    y1: float
    width: float = 0.0
    over: bool = False

    def along(self, turned: Callable[[float, float], tuple[float, float]]) -> Stroke | None:
        """The line that it is for writing whose coordinates `turned` gives; None where it is none."""
        (ax, ay), (bx, by) = turned(self.x0, self.y0), turned(self.x1, self.y1)
        low, height = min(ay, by), abs(ay - by)
        if self.over:
            return Stroke(low + _MIDDLE * height, min(ax, bx), max(ax, bx), 0.0)
        length = abs(ax - bx)
        if length < _SHORT_POINTS:
            return None
        if self.width and _LEVEL < height <= min(_ACROSS_POINTS, _STEEPEST * length):
            return Stroke(low + height / 2, min(ax, bx), max(ax, bx), self.width, height)
        if height > (_LEVEL if self.width else _THICK_POINTS):
            return None
        thickness = self.width or height
        return (
            Stroke(low + height / 2, min(ax, bx), max(ax, bx), thickness)
            if thickness <= _THICK_POINTS
            else None
        )


@dataclass(slots=True)
class Path:
    """The path that is being drawn, and what was painted so far; whether the colours are white, and the width
    of a stroke, belong to the graphics state.
    """

    drawn: list[Drawn] = field(default_factory=list)
    _parts: list[list[tuple[float, float]]] = field(default_factory=list)

    def begin(self, *points: tuple[float, float]) -> None:
        """A new part of the path."""
        self._parts.append(list(points))

    def add(self, point: tuple[float, float]) -> None:
        """A line or curve to a point."""
        if self._parts:
            self._parts[-1].append(point)

    def drop(self) -> None:
        """The path is not painted (it clips)."""
        self._parts.clear()

    def paint(self, *, fills: bool, width: float | None) -> None:
        """Paint it; `width` of its stroke, None where it has none that can be seen."""
        for part in self._parts:
            if fills:
                self._keep(part, 0.0)
            if width is not None:
                for ends in pairwise(part):
                    self._keep(ends, width)
        self._parts.clear()

    def _keep(self, points: Sequence[tuple[float, float]], width: float) -> None:
        xs, ys = [x for x, _ in points], [y for _, y in points]
        box = Drawn(min(xs), min(ys), max(xs), max(ys), width)
        most = _ACROSS_POINTS if width else _THICK_POINTS
        if min(box.x1 - box.x0, box.y1 - box.y0) <= most and len(self.drawn) < _MOST:
            self.drawn.append(box)


def through(strokes: Sequence[Stroke], pieces: Iterable[GlyphSpan]) -> list[Stroke]:
    """Those of the lines that go through text and end about where it ends."""
    by_height = sorted(set(strokes))
    heights = [stroke.y for stroke in by_height]
    covered = dict.fromkeys(range(len(by_height)), 0.0)
    for piece in pieces:
        at = bisect_left(heights, piece.y + _LOWEST * piece.size)
        while at < len(heights) and heights[at] <= piece.y + _HIGHEST * piece.size:
            stroke = by_height[at]
            long = stroke.x1 - stroke.x0 >= _SHORTEST * piece.size
            if long and stroke.goes_through(piece.size):
                covered[at] += max(0.0, min(piece.x1, stroke.x1) - max(piece.x0, stroke.x0))
            at += 1
    return [s for n, s in enumerate(by_height) if covered[n] >= _COVERED * (s.x1 - s.x0)]


def at_height(strokes: Sequence[Stroke], y: float, size: float) -> list[tuple[float, float]]:
    """Where lines go through text of that size on the base line `y`, from left to right; `strokes`: lowest
    first.
    """
    found: list[tuple[float, float]] = []
    first = bisect_left(strokes, y + _LOWEST * size, key=lambda stroke: stroke.y)
    last = bisect_right(strokes, y + _HIGHEST * size, key=lambda stroke: stroke.y)
    thin = (s for s in strokes[first:last] if s.goes_through(size))
    for x0, x1 in sorted((stroke.x0, stroke.x1) for stroke in thin):
        if found and x0 <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], x1))
        else:
            found.append((x0, x1))
    return found


def annotated(page: PageObject, turn: Matrix) -> list[Drawn]:
    """What StrikeOut annotations draw."""
    found = []
    for entry in resolved(page.get("/Annots")) or ():
        note = resolved(entry)
        if note.get("/Subtype") != "/StrikeOut":
            continue
        corners = [number_of(value) for value in resolved(note.get("/QuadPoints")) or ()]
        for start in range(0, len(corners) - 7, 8):
            quad = corners[start : start + 8]
            points = [moved((quad[n], quad[n + 1]), turn) for n in range(0, 8, 2)]
            xs, ys = [x for x, _ in points], [y for _, y in points]
            found.append(Drawn(min(xs), min(ys), max(xs), max(ys), over=True))
    return found


def is_white(operands: Sequence[Any]) -> bool:
    """Whether a colour in grey, RGB or CMYK is white: nobody sees a line of it."""
    values = [number_of(value) for value in operands if isinstance(value, (int, float))]
    return bool(values) and (not any(values) if len(values) == 4 else all(v >= 1 for v in values))  # noqa: PLR2004 - CMYK
