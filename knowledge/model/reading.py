"""What was read of a document, counted: for editors, who compare it with the original."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from knowledge.model.document import Status

_PAGE, _SLIDE = re.compile(r"S\. (\d+)"), re.compile(r"Folie (\d+)")
_CELLS = "\t"  # cells of a row are separated by tabs, whichever reader it was (Section.text)
_ROWS = 2  # lines with cells that make a table


@dataclass(frozen=True, slots=True)
class DocumentReading:
    """Counts of one document; `left_out`: what its reader could not take in, in German, None where it was
    read before that was recorded. `unanswered`: sections that are kept and shown, but not answered from.
    """

    sections: int = 0
    unanswered: int = 0
    pages: int = 0
    slides: int = 0
    tables: int = 0
    left_out: tuple[str, ...] | None = None


def count_reading(
    sections: Iterable[tuple[str, str, Status]], left_out: tuple[str, ...] | None = None
) -> DocumentReading:
    """Count (locator, text, status) of a document's sections, in order; a text without tables may be ""."""
    rows = list(sections)
    pages, slides = (
        len({found[1] for locator, *_ in rows if (found := kind.match(locator))}) for kind in (_PAGE, _SLIDE)
    )
    unanswered = sum(status is not Status.IN_FORCE for *_, status in rows)
    return DocumentReading(
        len(rows), unanswered, pages, slides, _tables(text for _, text, _ in rows), left_out
    )


def _tables(texts: Iterable[str]) -> int:
    """Runs of rows; one that begins with the header of the section before goes on with its table."""
    count, header = 0, ""
    for text in texts:
        runs = list(_runs(text.splitlines())) if _CELLS in text else []
        count += len(runs) - (bool(runs) and runs[0] == header)
        header = runs[-1] if runs else ""
    return count


def _runs(lines: Iterable[str]) -> Iterator[str]:
    """The first line of every run of rows."""
    first, length = "", 0
    for line in (*lines, ""):
        if _CELLS in line:
            first, length = first or line, length + 1
            continue
        if length >= _ROWS:
            yield first
        first, length = "", 0
