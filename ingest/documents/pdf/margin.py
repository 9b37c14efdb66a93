"""The column of catchwords beside a text ("Förderzweck (82.1)"): apart from the lines that it stands beside,
or it would be read in the middle of their sentences.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median

from ingest.documents.pdf.lines import TextLine, TextRun

_SIDE = 0.3  # share of the page's width that a column of catchwords has at most
_LEAST_LINES = 5  # of the text beside it
_FULL = 0.7  # share of the text's width that its usual line takes
_SPARSE = 0.6  # catchwords for each line of text, at most: the first column of a table has one a row
_CROSSING = 0.35  # share of the lines that may run over both: headings, tables
_GAP = 4.0  # points between both
_WORDS = 34  # characters of a catchword's line
_CODE = re.compile(r"^\(?\d{1,3}[a-z]?(?:\.\d{1,3}[a-z]?)+\)?$|\(\d{1,3}[a-z]?(?:\.\d{1,3}[a-z]?)*\)$")
_AMOUNT = re.compile(r"[€%]|\d,\d|\b(?:Euro|EUR|Tage|Monate|Jahre|Std|Stunden|Wochen)\b", re.IGNORECASE)
_SMALLER = 0.93  # of the text's size


def apart_from_margin(rows: Sequence[TextLine]) -> tuple[list[TextLine], list[TextLine]]:
    """(lines of the text, catchwords from top to bottom); all are text where there is no column."""
    parts = [part for row in rows for part in row.parts]
    if len(rows) < _LEAST_LINES:
        return list(rows), []
    left, right = min(part.x0 for part in parts), max(part.x1 for part in parts)
    width = right - left
    rights = sorted({p.x0 for p in parts if p.x0 > right - _SIDE * width})
    lefts = sorted({p.x1 for p in parts if p.x1 < left + _SIDE * width}, reverse=True)
    edges = [*((edge, True) for edge in rights), *((edge, False) for edge in lefts)]
    for edge, on_right in edges:
        if _is_margin(rows, edge, on_right=on_right):
            return _parted(rows, edge, on_right=on_right)
    return list(rows), []


def _beyond(part: TextRun, edge: float, *, on_right: bool) -> bool:
    return part.x0 >= edge - 0.5 if on_right else part.x1 <= edge + 0.5


def _is_margin(rows: Sequence[TextLine], edge: float, *, on_right: bool) -> bool:
    margin = [p for row in rows for p in row.parts if _beyond(p, edge, on_right=on_right)]
    text = [p for row in rows for p in row.parts if p not in margin]
    crossing = [
        p
        for p in text
        if (p.x1 > edge - _GAP if on_right else p.x0 < edge + _GAP) and len(p.text) > 3  # noqa: PLR2004
    ]
    beside = [p for p in text if p not in crossing]
    if len(beside) < _LEAST_LINES or len(crossing) > _CROSSING * len(text):
        return False
    reach = max(p.x1 for p in beside) - min(p.x0 for p in beside)
    runs = median(p.x1 - p.x0 for p in beside) > _FULL * reach
    return (
        runs and len(margin) <= _SPARSE * len(beside) and _are_catchwords(margin, beside, on_right=on_right)
    )


def _are_catchwords(margin: Sequence[TextRun], beside: Sequence[TextRun], *, on_right: bool) -> bool:
    if any(len(p.text) > _WORDS for p in margin) or not any(c.isalpha() for p in margin for c in p.text):
        return False
    if sum(bool(_AMOUNT.search(p.text)) for p in margin) > len(margin) / 3:
        return False
    coded = any(_CODE.search(p.text) for p in margin)
    smaller = median(p.size for p in margin) < _SMALLER * median(p.size for p in beside)
    return coded or smaller or (on_right and len(margin) > 2)  # noqa: PLR2004 - two words may be a stray cell


def _parted(
    rows: Sequence[TextLine], edge: float, *, on_right: bool
) -> tuple[list[TextLine], list[TextLine]]:
    text: list[TextLine] = []
    margin: list[TextLine] = []
    for row in rows:
        words = tuple(p for p in row.parts if _beyond(p, edge, on_right=on_right))
        rest = tuple(p for p in row.parts if p not in words)
        if words:
            margin.append(TextLine(row.y, words))
        if rest:
            text.append(TextLine(row.y, rest))
    return text, margin


def catchwords(margin: Sequence[TextLine]) -> str:
    """The catchwords, one a line: lines that stand close are one."""
    found: list[str] = []
    for number, line in enumerate(margin):
        close = number > 0 and margin[number - 1].y - line.y < 1.6 * line.size
        goes_on = close and not _CODE.search(found[-1])
        said = line.text.replace("\t", " ")
        if goes_on:
            found[-1] = f"{found[-1]} {said}"
        else:
            found.append(said)
    return "\n".join(found)
