"""HTML tables: data tables as lines with tabs; tables that only arrange the page are not tables."""

from __future__ import annotations

from lxml import etree

from ingest.documents.blocks import RAISED, Cell, table_text
from ingest.documents.html.tree import BLOCKS, tidy, words_of

_LAYOUT_CELL = 600  # characters: a cell that holds a page's text arranges it
_MOST_ROWS = 20_000


def data_table(table: etree._Element) -> str | None:
    """The table's text with its caption before it; None if it is there for layout."""
    rows = [row for row in table.iter("tr") if _owner(row) is table][:_MOST_ROWS]
    if table.get("role") in {"presentation", "none"} or not rows or _arranges(table, rows):
        return None
    cells = [[_cell(cell) for cell in row if cell.tag in {"td", "th"}] for row in rows]
    heads = sum(1 for row in rows if (parent := row.getparent()) is not None and parent.tag == "thead")
    caption = next((words_of(c) for c in table.iter("caption") if _owner(c) is table), "")
    return "\n".join(filter(None, (caption, table_text(cells, heads or None)))) or None


def _owner(element: etree._Element) -> etree._Element | None:
    return next(element.iterancestors("table"), None)


def _arranges(table: etree._Element, rows: list[etree._Element]) -> bool:
    """A nested table, headings or long texts in it, or never two cells in a row: it places things, it does
    not tabulate them.
    """
    if (
        any(e is not table for e in table.iter("table"))
        or next(table.iter("h1", "h2", "h3", "h4"), None) is not None
    ):
        return True
    if max(sum(1 for c in row if c.tag in {"td", "th"}) for row in rows) < 2:  # noqa: PLR2004
        return True
    return next(table.iter("th"), None) is None and any(
        len(words_of(c)) > _LAYOUT_CELL for c in table.iter("td")
    )


def _cell(cell: etree._Element) -> Cell:
    parts: list[str] = []
    raised = 0
    for event, element in etree.iterwalk(cell, events=("start", "end")):
        raised += (event == "start") - (event == "end") if element.tag == "sup" else 0
        if element.tag in BLOCKS or element.tag == "br":
            parts.append(" ")
        text = (element.text if event == "start" else element.tail if element is not cell else "") or ""
        parts.append(text.translate(RAISED) if raised else text)
    return Cell(
        tidy("".join(parts)), _span(cell.get("colspan")), _span(cell.get("rowspan")), cell.tag == "th"
    )


def _span(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 5 else 1  # noqa: PLR2004 - absurd spans count as one
