"""Running headers, footers, page numbers and tables of contents of a PDF.

Running is what stands at the same height on many pages, figures aside, or what counts the pages
at one height.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ingest.documents.pdf.lines import TextLine

_EDGE_ROWS = 4  # rows from the top and from the bottom that can be running ones
_ZONE = 0.14  # of the page's height
_SHARE = 0.3  # of the pages (each side of a double page has its own)
_LEAST = 3  # pages
_LARGER = 1.13  # times the body's font size: a heading
_STEP = 6.0  # points: rows of equal height differ by less
# "Antrag ........ 12"
_LEADER = re.compile(r"(?<![.·:…_])(?<![.·:…_]\s)(?:[.·:…_]\s?+){4,}+\s*+\d{0,4}$|…\s*+\d{1,4}$")
_NUMBER = re.compile(
    r"^[-–|\s]*+(?:Seite|S\.|Page)?\s*+\d{1,4}(?:\s*+(?:/|von|of|\|)\s*+\d{1,4})?[-–|\s.]*+$|^[ivxl]{1,6}$",
    re.IGNORECASE,
)


def without_furniture(pages: Sequence[list[TextLine]], heights: Sequence[float]) -> list[list[TextLine]]:
    """The pages' rows without what runs through them; `heights` in points."""
    numbered = list(enumerate(zip(pages, heights, strict=True)))
    sizes = Counter(size for rows in pages for row in rows for size in [round(row.size, 1)] * len(row.text))
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    seen = Counter(
        key for _, (rows, height) in numbered for key in {_key(row, height) for row in _edges(rows, height)}
    )
    counting = Counter(
        count
        for number, (rows, height) in numbered
        for count in {c for row in _edges(rows, height) for c in _counts(row, height, number)}
    )
    filled = sum(1 for rows in pages if rows)
    enough = max(_LEAST, _SHARE * filled) if filled > 2 else 2  # noqa: PLR2004 - of two pages both must have it

    def is_running(row: TextLine, height: float, number: int) -> bool:
        again = filled > 1 and seen[_key(row, height)] >= enough
        # a chapter's number may be its page's
        counts = row.size < body * _LARGER and any(
            counting[count] >= enough for count in _counts(row, height, number)
        )
        return bool(_NUMBER.match(row.text)) or again or counts

    kept = []
    for number, (rows, height) in numbered:
        edges = _edges(rows, height)
        rest = [row for row in rows if row not in edges or not is_running(row, height, number)]
        leaders = sum(bool(_LEADER.search(row.text)) for row in rest)
        kept.append([row for row in rest if not _LEADER.search(row.text)] if leaders >= _LEAST else rest)
    return kept


def _edges(rows: Sequence[TextLine], height: float) -> list[TextLine]:
    zone = _ZONE * height
    return [row for row in rows[:_EDGE_ROWS] if row.y > height - zone] + [
        row for row in rows[-_EDGE_ROWS:] if row.y < zone
    ]


def _counts(row: TextLine, height: float, number: int) -> set[tuple[int, int, int]]:
    """(what a figure at the row's end or start is ahead of the page, height, side): equal on all pages if it
    is the page's number.
    """
    words = row.text.split()
    found = {
        (int(words[i]) - number, _key(row, height)[1], i)
        for i in (0, -1)
        if words and words[i].isdecimal() and len(words[i]) < 5  # noqa: PLR2004
    }
    return found if len(words) > 1 else set()


def _key(row: TextLine, height: float) -> tuple[str, int]:
    """Wording with figures levelled, and the height: counted from the nearer edge, since pages
    differ in size.
    """
    from_edge = row.y if row.y < height / 2 else row.y - height
    return re.sub(r"\d+", "#", " ".join(row.text.split()).casefold()), round(from_edge / _STEP)
