"""A PDF page's text with its place: what each text operator shows, where, how large (ISO
32000-1, 9.4 "Text objects").

pypdf's own ways are not enough here: its plain mode joins table cells on a line with a single space, its
layout mode passes over form XObjects. Parsing, decoding and the widths of characters are pypdf's.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ingest.documents.pdf.fonts import Fonts, resolved
from ingest.documents.pdf.matrix import UNIT, Matrix, first_of, matrix_of, moved, number_of, pair_of, times
from ingest.documents.pdf.strikes import GlyphSpan, Path, Stroke, annotated, at_height, is_white, through

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader
    from pypdf.generic._font import Font

_WORD_GAP = 0.18  # of the font size: a wider gap inside one operator is a space
_CELL_GAP = 0.9  # of the font size: a wider gap begins a piece of its own
# by their place in TeX's old text fonts, and as Unicode characters; other control characters are no letters
_LIGATURES = str.maketrans(
    {chr(code): "\ufffd" for code in range(32) if code not in {9, 10}}
    | {"\x0b": "ff", "\x0c": "fi", "\x0d": "fl", "\x0e": "ffi", "\x0f": "ffl"}
    | {"\x7f": "•"}  # WinAnsi has its bullet at every unused code (ISO 32000-1, annex D.2, note 3)
    | {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
_TEX_BULLET = "•"  # alone, the sign that TeX's text fonts have as ffl is its bullet
_MOST_FORMS = 500  # form XObjects on one page, nested ones included
_RULE = 25.0  # points
_MOST_RULES = 2000
_DEEPEST = 12  # nesting of forms
_MOST_PIECES = 60_000  # on one page: a drawing made of letters is no text
# operator -> whether it fills the path, whether it strokes it (ISO 32000-1, table 60)
_PAINTS = {
    **dict.fromkeys((b"S", b"s"), (False, True)),
    **dict.fromkeys((b"f", b"F", b"f*"), (True, False)),
    **dict.fromkeys((b"B", b"B*", b"b", b"b*"), (True, True)),
}
_FILL_COLOURS, _STROKE_COLOURS = (b"g", b"rg", b"k", b"sc", b"scn"), (b"G", b"RG", b"K", b"SC", b"SCN")


@dataclass(frozen=True, slots=True)
class ShownText:
    """Text in one go. Points, from the lower left corner: `x0` and `x1` its ends, `y` its base
    line, `size` its height.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool = False


@dataclass(slots=True)
class _State:
    """The graphics state as far as text needs it; saved by q, restored by Q."""

    matrix: Matrix = UNIT
    font: Font | None = None
    bold: bool = False
    size: float = 0.0
    char_space: float = 0.0
    word_space: float = 0.0
    scale: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    line_width: float = 1.0
    fills_white: bool = False
    strokes_white: bool = False


@dataclass(slots=True)
class _Canvas:
    """What a page has shown so far, by direction of writing in degrees."""

    pieces: dict[int, list[ShownText]] = field(default_factory=dict)
    weight: Counter[int] = field(default_factory=Counter)
    # heights of drawn horizontal lines, in the page's upright coordinates
    rules: set[float] = field(default_factory=set)
    path: Path = field(default_factory=Path)
    # lines through text, from an earlier look at the page: what they go through is left out
    struck: Sequence[Stroke] = ()
    struck_along: int = 0  # degrees: the direction of writing that they are lines of
    left_out: int = 0  # characters
    count: int = 0
    forms: int = 0


@dataclass(frozen=True, slots=True)
class PageText:
    """The pieces of a page, the heights of the horizontal lines drawn on it (of tables, for
    the most part), and how many characters are struck out: they are in none of the pieces.
    """

    pieces: list[ShownText]
    rules: list[float]
    struck: int = 0


def page_text(page: PageObject, reader: PdfReader) -> PageText:
    """The text of a page, turned upright; text across the page's main direction (margin notes,
    watermarks) is left out.
    """
    turn = _rotation(page)
    canvas = _painted(page, reader, turn)
    if not canvas.weight:
        return PageText([], [])
    main = canvas.weight.most_common(1)[0][0]
    drawn = [*canvas.path.drawn, *annotated(page, turn)]
    strokes = [each.along(lambda x, y: _along(x, y, main)) for each in drawn]
    spans = (GlyphSpan(piece.x0, piece.x1, piece.y, piece.size) for piece in canvas.pieces[main])
    struck = through([stroke for stroke in strokes if stroke is not None], spans)
    if struck:
        canvas = _painted(page, reader, turn, struck, main)
    if main not in canvas.pieces:
        return PageText([], [], canvas.left_out)
    return PageText(canvas.pieces[main], sorted(canvas.rules) if main == 0 else [], canvas.left_out)


def _painted(
    page: PageObject, reader: PdfReader, turn: Matrix, struck: Sequence[Stroke] = (), degrees: int = 0
) -> _Canvas:
    canvas = _Canvas(struck=struck, struck_along=degrees)
    _Painter(page, reader, _State(matrix=turn), canvas).run(resolved(page.get("/Contents")))
    return canvas


def _rotation(page: PageObject) -> Matrix:
    """The turn that /Rotate asks for."""
    quarter = (page.rotation // 90) % 4
    return (
        UNIT,
        (0.0, -1.0, 1.0, 0.0, 0.0, 0.0),
        (-1.0, 0.0, 0.0, -1.0, 0.0, 0.0),
        (0.0, 1.0, -1.0, 0.0, 0.0, 0.0),
    )[quarter]


class _Painter:
    """Carries out the operators of a page or form; what it shows goes to the canvas."""

    def __init__(self, owner: Any, reader: PdfReader, state: _State, canvas: _Canvas, depth: int = 0) -> None:
        self._owner = owner
        self._reader = reader
        self._state = state
        self._canvas = canvas
        self._depth = depth
        self._fonts = Fonts(owner)
        self._saved: list[_State] = []
        self._text = self._line = UNIT
        self._pen = (0.0, 0.0)
        self._does: dict[bytes, Callable[[list[Any]], None]] = {
            b"q": lambda _: self._saved.append(replace(self._state)),
            b"Q": self._restore,
            b"cm": self._transform,
            b"BT": lambda _: self._set_line(UNIT),
            b"Tf": self._select_font,
            b"Td": lambda operands: self._move(*pair_of(operands)),
            b"TD": self._move_and_lead,
            b"Tm": lambda operands: self._set_line(matrix_of(operands)),
            b"T*": lambda _: self._next_line(),
            b"Tj": self._show,
            b"TJ": lambda operands: self._show(operands[:1]),
            b"'": self._show_on_next_line,
            b'"': self._show_spaced,
            b"Do": self._paint_form,
            b"m": self._begin_path,
            b"l": self._draw_line,
            b"re": self._draw_box,
            **dict.fromkeys((b"c", b"v", b"y"), self._draw_curve),
            b"n": lambda _: self._canvas.path.drop(),
            **{operator: self._paint(*how) for operator, how in _PAINTS.items()},
            b"w": lambda operands: setattr(self._state, "line_width", first_of(operands)),
            **dict.fromkeys(
                _FILL_COLOURS, lambda operands: setattr(self._state, "fills_white", is_white(operands))
            ),
            **dict.fromkeys(
                _STROKE_COLOURS, lambda operands: setattr(self._state, "strokes_white", is_white(operands))
            ),
            b"Tc": lambda operands: setattr(self._state, "char_space", first_of(operands)),
            b"Tw": lambda operands: setattr(self._state, "word_space", first_of(operands)),
            b"Tz": lambda operands: setattr(self._state, "scale", first_of(operands) / 100),
            b"TL": lambda operands: setattr(self._state, "leading", first_of(operands)),
            b"Ts": lambda operands: setattr(self._state, "rise", first_of(operands)),
        }

    def run(self, contents: Any) -> None:
        """Carry out a content stream."""
        from pypdf.generic import ContentStream

        if contents is None:
            return
        # strings as bytes: their meaning is the font's
        for operands, operator in ContentStream(contents, self._reader, "bytes").operations:
            if self._canvas.count > _MOST_PIECES:
                return
            do = self._does.get(operator)
            if do:
                do(operands)

    def _restore(self, _: list[Any]) -> None:
        self._state = self._saved.pop() if self._saved else self._state

    def _transform(self, operands: list[Any]) -> None:
        self._state.matrix = times(matrix_of(operands), self._state.matrix)

    def _select_font(self, operands: list[Any]) -> None:
        if len(operands) > 1:
            self._state.font, self._state.bold = self._fonts.named(operands[0])
            self._state.size = number_of(operands[1])

    def _set_line(self, matrix: Matrix) -> None:
        self._text = self._line = matrix

    def _move(self, x: float, y: float) -> None:
        self._set_line(times((1.0, 0.0, 0.0, 1.0, x, y), self._line))

    def _move_and_lead(self, operands: list[Any]) -> None:
        x, y = pair_of(operands)
        self._state.leading = -y
        self._move(x, y)

    def _next_line(self) -> None:
        self._move(0.0, -self._state.leading)

    def _show(self, operands: list[Any]) -> None:
        if operands:
            self._text = _show(operands[-1], self._state, self._text, self._canvas)

    def _show_on_next_line(self, operands: list[Any]) -> None:
        self._next_line()
        self._show(operands)

    def _show_spaced(self, operands: list[Any]) -> None:
        if len(operands) > 2:  # noqa: PLR2004 - word space, character space, text
            self._state.word_space, self._state.char_space = number_of(operands[0]), number_of(operands[1])
        self._show_on_next_line(operands)

    def _begin_path(self, operands: list[Any]) -> None:
        self._pen = pair_of(operands)
        self._canvas.path.begin(moved(self._pen, self._state.matrix))

    def _draw_line(self, operands: list[Any]) -> None:
        end = pair_of(operands)
        self._rule(self._pen, end)
        self._pen = end
        self._canvas.path.add(moved(end, self._state.matrix))

    def _draw_curve(self, operands: list[Any]) -> None:
        self._canvas.path.add(moved(pair_of(operands[-2:]), self._state.matrix))

    def _paint(self, fills: bool, strokes: bool) -> Callable[[list[Any]], None]:
        def paint(_: list[Any]) -> None:
            state = self._state
            width = state.line_width * math.hypot(state.matrix[2], state.matrix[3])
            self._canvas.path.paint(
                fills=fills and not state.fills_white,
                width=width if strokes and not state.strokes_white else None,
            )

        return paint

    def _draw_box(self, operands: list[Any]) -> None:
        if len(operands) == 4:  # noqa: PLR2004 - x, y, width, height
            x, y, width, height = (number_of(value) for value in operands)
            self._rule((x, y), (x + width, y))
            self._rule((x, y + height), (x + width, y + height))
            corners = (x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)
            self._canvas.path.begin(*(moved(corner, self._state.matrix) for corner in corners))

    def _rule(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Keep a line's height if it is horizontal and longer than a stroke under a word."""
        (x0, y0), (x1, y1) = (moved(point, self._state.matrix) for point in (start, end))
        if abs(y1 - y0) < 1 and abs(x1 - x0) > _RULE and len(self._canvas.rules) < _MOST_RULES:
            self._canvas.rules.add(round(y0, 1))

    def _paint_form(self, operands: list[Any]) -> None:
        """Text inside a form XObject; images, and forms that hold themselves, end here."""
        resources = resolved(self._owner.get("/Resources"))
        forms = resolved(resources.get("/XObject")) if resources else None
        form = resolved(forms.get(operands[0])) if forms and operands else None
        self._canvas.forms += 1
        if (
            form is None
            or form.get("/Subtype") != "/Form"
            or self._depth >= _DEEPEST
            or self._canvas.forms > _MOST_FORMS
        ):
            return
        inner = replace(
            self._state, matrix=times(matrix_of(list(form.get("/Matrix") or ())), self._state.matrix)
        )
        _Painter(
            form if form.get("/Resources") else self._owner,
            self._reader,
            inner,
            self._canvas,
            self._depth + 1,
        ).run(form)


def _show(shown: Any, state: _State, text: Matrix, canvas: _Canvas) -> Matrix:
    """Show a string, or strings with moves between them; returns the text matrix after it."""
    font = state.font
    if font is None or not font.interpretable:
        return text
    parts: list[str] = []
    start = text
    lines = _lines_through(text, state, canvas) if canvas.struck else []
    for item in shown if isinstance(shown, list) else [shown]:
        if isinstance(item, (int, float)):
            move = -float(item) / 1000 * state.size * state.scale
            gap = -float(item) / 1000
            if gap > _CELL_GAP and parts:
                _put("".join(parts), start, text, state, canvas)
                parts.clear()
            elif gap > _WORD_GAP and parts and not parts[-1].endswith(" "):
                parts.append(" ")
            text = times((1.0, 0.0, 0.0, 1.0, move, 0.0), text)
            if not parts:
                start = text
        elif isinstance(item, (bytes, str)):
            for decoded, width in _decoded(item, font, state, glyphs=bool(lines)):
                after = times((1.0, 0.0, 0.0, 1.0, width, 0.0), text)
                if lines and _is_struck(text, after, state, lines, canvas.struck_along):
                    _put("".join(parts), start, text, state, canvas)
                    parts.clear()
                    canvas.left_out += len(decoded.strip())
                    start = after
                else:
                    parts.append(decoded)
                text = after
    _put("".join(parts), start, text, state, canvas)
    return text


def _lines_through(text: Matrix, state: _State, canvas: _Canvas) -> list[tuple[float, float]]:
    """Where lines go through what is shown next."""
    at = times(text, state.matrix)
    if _degrees(at) != canvas.struck_along:
        return []
    scale = math.hypot(at[2], at[3])
    _, y = _along(at[4], at[5], canvas.struck_along)
    return at_height(canvas.struck, y + state.rise * scale, abs(state.size) * scale)


def _is_struck(
    before: Matrix, after: Matrix, state: _State, lines: Sequence[tuple[float, float]], degrees: int
) -> bool:
    """Whether a line goes through the middle of a glyph."""
    ends = (times(matrix, state.matrix) for matrix in (before, after))
    middle = sum(_along(end[4], end[5], degrees)[0] for end in ends) / 2
    return any(x0 <= middle <= x1 for x0, x1 in lines)


def _put(text: str, start: Matrix, end: Matrix, state: _State, canvas: _Canvas) -> None:
    """Keep a piece under its direction of writing, its coordinates along that direction."""
    text = _TEX_BULLET if text == "\x0f" else text.translate(_LIGATURES)
    if not text.strip():
        return
    first, last = times(start, state.matrix), times(end, state.matrix)
    size = abs(state.size) * math.hypot(first[2], first[3])
    degrees = _degrees(first)
    (x0, y0), (x1, _) = (_along(m[4], m[5], degrees) for m in (first, last))
    lift = state.rise * math.hypot(first[2], first[3])
    canvas.pieces.setdefault(degrees, []).append(
        ShownText(text, min(x0, x1), max(x0, x1), y0 + lift, size or 1.0, state.bold)
    )
    canvas.weight[degrees] += len(text)
    canvas.count += 1


def _degrees(at: Matrix) -> int:
    """The direction of writing, in quarters."""
    return round(math.degrees(math.atan2(at[1], at[0])) / 90) % 4 * 90


def _along(x: float, y: float, degrees: int) -> tuple[float, float]:
    """Coordinates on a page turned so that the writing runs from left to right."""
    return {0: (x, y), 90: (y, -x), 180: (-x, -y), 270: (-y, x)}[degrees]


def _decoded(raw: bytes | str, font: Font, state: _State, *, glyphs: bool) -> list[tuple[str, float]]:
    """(text, width in text space) of a shown string, or of each of its glyphs."""
    if isinstance(raw, str):
        codes, read = raw, list(raw)
    elif isinstance(font.encoding, str):
        codes = raw.decode(font.encoding, "replace")
        read = [font.character_map.get(c, c) for c in codes]
    else:
        encoding = font.encoding
        codes = "".join(chr(byte) for byte in raw)
        read = [font.character_map.get(c, c) for c in (encoding.get(byte, chr(byte)) for byte in raw)]
    if glyphs:
        return [(text, _width(code, font, state)) for code, text in zip(codes, read, strict=True)]
    return [("".join(read), _width(codes, font, state))]


def _width(codes: str, font: Font, state: _State) -> float:
    units = sum(font.space_width if c == font.space_char else font.get_text_width(c) for c in codes)
    spaces = state.word_space * codes.count(" ")
    return (units / 1000 * state.size + state.char_space * len(codes) + spaces) * state.scale
