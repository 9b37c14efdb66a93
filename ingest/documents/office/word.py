"""Reader for Word documents (python-docx): headings as locators, lists numbered as shown,
tables by tab and line.

Word keeps no page numbers, so a place is told by its heading. Chosen over markitdown, which
loses the nesting of bullets, merged cells, raised figures, outline levels and footers: 6 of 11 things against
11 (benchmarks/office.py).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from ingest.documents.as_of import find_stand
from ingest.documents.blocks import RAISED, Block, Cell, Heading, sections_of, table_text
from ingest.documents.list_marks import BULLET, INDENT
from ingest.documents.office.list_numbers import ListNumbers
from ingest.documents.office.package import check_package, damaged
from ingest.documents.office.properties import properties_of
from ingest.documents.raw import RawFile
from ingest.documents.titles import usable_title
from knowledge.errors import UnreadableSource
from knowledge.model.document import Document

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# the same text once more, for old programs
_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_NEVER_WORDS = frozenset(
    f"{_W}{name}" for name in ("pict", "drawing", "object", "pPr", "rPr", "del", "moveFrom")
)
_FAKE_HEADING = 90  # characters of a bold line that heads
_DEEPEST = 9
# "List Bullet 2" is one level deeper by its style
_NESTED = re.compile(r"\b(?:List|Liste|Aufz\w+).{0,100} ([2-5])$")


def parse_docx(raw: RawFile) -> Document:
    """Read the bytes of one Word document.

    Raises:
        UnreadableSource: damaged, unsafe, or without text.
    """
    check_package(raw.data, raw.name)
    import docx

    try:
        word = docx.Document(io.BytesIO(raw.data))
        parts = list(_Walk(word).parts())
        properties = properties_of(raw.data)
        stand, note = _stand(word, parts, properties.changed)
    # python-docx raises KeyError, ValueError, lxml's and its own errors on damaged parts
    except Exception as error:
        raise damaged(raw.name, error) from error
    sections = sections_of(parts, lambda _: raw.url)
    if not sections:
        raise UnreadableSource(
            f"{raw.name}: Das Dokument hat keinen Text. Bilder von Text werden nicht gelesen."
        )
    first = next((part.text for part in parts if isinstance(part, Heading)), "")
    return Document(
        id=raw.document_id,
        kind="document",
        title=properties.title or usable_title(first) or raw.stem,
        sections=sections,
        stand=stand,
        stand_note=note,
        url=raw.url,
    )


def _stand(word: WordDocument, parts: list[Heading | Block], changed: date | None) -> tuple[date | None, str]:
    """The state that text, headers or footers tell, else the date of the last change."""
    margins = [
        p.text
        for s in word.sections
        for area in (s.header, s.footer, s.first_page_header, s.first_page_footer)
        for p in area.paragraphs
    ]
    said = find_stand("\n".join([*margins, *(part.text for part in parts)]))
    if said:
        return said
    return (changed, "laut Datei zuletzt bearbeitet") if changed else (None, "")


class _Walk:
    """One walk over the document's body."""

    def __init__(self, word: WordDocument) -> None:
        self._word = word
        self._styles = {style.style_id: style for style in word.styles}
        self._numbers = ListNumbers(_part_root(word, "/numbering"))
        self._footnotes = _footnotes(word, self._styles)
        self._items: list[str] = []
        self._notes: list[str] = []

    def parts(self) -> Iterator[Heading | Block]:
        """Headings and blocks in order; bold lines count as headings in a document without real ones."""
        body = list(_flat(self._word.element.body))
        real = any(self._level(p) for p in body if p.tag == f"{_W}p")
        for element in body:
            if element.tag == f"{_W}tbl":
                yield from self._end_list()
                yield Block(self._table(element), self._taken_notes())
                continue
            yield from self._paragraph(element, bold_heads=not real)
            for box in element.iter(f"{_W}txbxContent"):
                if not any(a.tag == _ALTERNATE for a in box.iterancestors()):
                    yield from self._end_list()
                    yield from (Block(text) for p in box.iter(f"{_W}p") if (text := self._text(p)))
        yield from self._end_list()

    def _paragraph(self, p: Any, *, bold_heads: bool) -> Iterator[Heading | Block]:
        text = self._text(p)
        level = self._level(p)
        mark, depth = self._mark(p)
        if not text:
            return
        if level or (
            bold_heads
            and not mark
            and len(text) <= _FAKE_HEADING
            and not text.endswith((".", ",", ";"))
            and _is_bold(p)
        ):
            yield from self._end_list()
            yield Heading(min(level or 2, _DEEPEST), f"{mark} {text}" if mark and mark != "-" else text)
        elif mark:
            self._items.append(f"{INDENT * depth}{mark} {text}")
        else:
            yield from self._end_list()
            yield Block(text, self._taken_notes())

    def _end_list(self) -> Iterator[Block]:
        if self._items:
            yield Block("\n".join(self._items), self._taken_notes())
            self._items = []

    def _taken_notes(self) -> str:
        note = "\n".join(self._notes)
        self._notes = []
        return note

    def _text(self, p: Any) -> str:
        """Wording of a paragraph: insertions taken, deletions left out, line breaks kept,
        footnotes by their number.
        """
        parts: list[str] = []
        style = self._styles.get(_value(p.find(f"{_W}pPr/{_W}pStyle")))
        for element in _own(p, self._styles, style):
            match element.tag.removeprefix(_W):
                case "t":
                    raised = (
                        element.getparent().find(f"{_W}rPr/{_W}vertAlign[@{_W}val='superscript']") is not None
                    )
                    parts.append((element.text or "").translate(RAISED) if raised else element.text or "")
                case "tab":
                    parts.append(" ")
                case "br" | "cr":
                    parts.append("\n")
                case "noBreakHyphen":
                    parts.append("-")
                case "footnoteReference":
                    number = element.get(f"{_W}id") or ""
                    if number in self._footnotes:
                        shown = str(list(self._footnotes).index(number) + 1).translate(RAISED)
                        parts.append(shown)
                        self._notes.append(f"{shown} {self._footnotes[number]}")
        lines = (" ".join(line.split()) for line in "".join(parts).replace("\u00ad", "").split("\n"))
        return "\n".join(line for line in lines if line)

    def _level(self, p: Any) -> int:
        """Heading level by the paragraph's or its style's outline level; 0 for running text."""
        own = p.find(f"{_W}pPr/{_W}outlineLvl")
        if own is not None:
            return _outline_level(own)
        style_id = _value(p.find(f"{_W}pPr/{_W}pStyle"))
        for _ in range(10):  # styles rest on styles
            style = self._styles.get(style_id)
            if style is None:
                return 0
            name = (style.name or "").lower()
            if name in {"title", "titel"}:
                return 1
            level = style.element.find(f"{_W}pPr/{_W}outlineLvl")
            if level is not None:
                return _outline_level(level)
            head, _, digit = name.rpartition(" ")
            if head in {"heading", "überschrift"} and digit.isdecimal():
                return int(digit)
            style_id = _value(style.element.find(f"{_W}basedOn"))
        return 0

    def _mark(self, p: Any) -> tuple[str | None, int]:
        """(mark as shown, nesting from 0) of a list paragraph; the style may say that it is one."""
        numbering = p.find(f"{_W}pPr/{_W}numPr")
        style = self._styles.get(_value(p.find(f"{_W}pPr/{_W}pStyle")))
        if numbering is None and style is not None:
            numbering = style.element.find(f"{_W}pPr/{_W}numPr")
        if numbering is None:
            return None, 0
        depth = _value(numbering.find(f"{_W}ilvl"))
        level = int(depth) if depth.isdecimal() and len(depth) == 1 else 0
        nested = _NESTED.search(style.name or "") if style is not None and not level else None
        list_id = _value(numbering.find(f"{_W}numId"))
        shown = int(nested[1]) - 1 if nested else level
        return (self._numbers.mark(list_id, level), shown) if list_id and list_id != "0" else (None, 0)

    def _cell(self, tc: Any) -> str:
        """The paragraphs of a cell, each with the number that Word shows before it ("§ 3")."""
        parts: list[str] = []
        for p in tc.iter(f"{_W}p"):
            text, mark = self._text(p), self._mark(p)[0]
            shown = mark and (text or mark.strip("-•")) and mark != BULLET
            parts.append(f"{mark} {text}".strip() if shown else text)
        return " ".join(filter(None, parts))

    def _table(self, table: Any) -> str:
        """Rows of cells; merged cells as ingest/documents/blocks.py writes them."""
        rows: list[list[Cell]] = []
        above: dict[int, tuple[int, int]] = {}  # column -> place of the cell that may go on below
        for tr in (
            tr
            for child in table
            for tr in (
                [child]
                if child.tag == f"{_W}tr"
                else child.iter(f"{_W}tr")
                if child.tag == f"{_W}sdt"
                else []
            )
        ):
            head = tr.find(f"{_W}trPr/{_W}tblHeader") is not None
            row: list[Cell] = []
            column = 0
            for tc in tr.iter(f"{_W}tc"):
                if next(tc.iterancestors(f"{_W}tr")) is not tr:
                    continue  # of a table in a cell, whose text the cell has
                span = _value(tc.find(f"{_W}tcPr/{_W}gridSpan"))
                width = int(span) if span.isdecimal() and len(span) < 4 else 1  # noqa: PLR2004 - absurd spans count as one
                merge = tc.find(f"{_W}tcPr/{_W}vMerge")
                if merge is not None and _value(merge) != "restart" and column in above:
                    y, x = above[column]
                    cell = rows[y][x]
                    rows[y][x] = Cell(cell.text, cell.columns, cell.rows + 1, cell.head)
                else:
                    row.append(Cell(self._cell(tc), width, 1, head))
                    above[column] = (len(rows), len(row) - 1)
                column += width
            rows.append(row)
        return table_text(rows, None)


def _flat(body: Any) -> Iterator[Any]:
    """Paragraphs and tables, content controls opened."""
    for child in body:
        if child.tag in {f"{_W}p", f"{_W}tbl"}:
            yield child
        elif child.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml", f"{_W}smartTag"}:
            yield from _flat(child)


def _own(p: Any, styles: Mapping[str, Any], style: Any = None) -> Iterator[Any]:
    """The elements of a paragraph of this style without those of its text boxes, and without what is struck
    out, hidden or deleted.
    """
    for child in p:
        void = child.tag in _NEVER_WORDS or "AlternateContent" in str(child.tag)
        if void or (child.tag == f"{_W}r" and _is_void(child, styles, style)):
            continue
        yield child
        yield from _own(child, styles, style)


def _is_void(run: Any, styles: Mapping[str, Any], paragraph: Any = None) -> bool:
    """Whether a run is struck out or hidden: by itself, else by its style, else by its paragraph's style."""
    own = run.find(f"{_W}rPr")
    style = styles.get(_value(own.find(f"{_W}rStyle"))) if own is not None else None
    levels = [own, *(s.element.find(f"{_W}rPr") for s in (style, paragraph) if s is not None)]
    for name in ("strike", "dstrike", "vanish"):
        said = next(
            (e for at in levels if at is not None and (e := at.find(f"{_W}{name}")) is not None), None
        )
        if said is not None and _value(said) not in {"0", "false", "off"}:
            return True
    return False


def _is_bold(p: Any) -> bool:
    runs = [r for r in p.iter(f"{_W}r") if "".join(t.text or "" for t in r.iter(f"{_W}t")).strip()]
    bold = [r.find(f"{_W}rPr/{_W}b") for r in runs]
    return bool(runs) and all(b is not None and _value(b) not in {"0", "false"} for b in bold)


def _outline_level(element: Any) -> int:
    value = _value(element)
    return int(value) + 1 if value.isdecimal() and int(value) < _DEEPEST else 0


def _value(element: Any) -> str:
    return (element.get(f"{_W}val") or "") if element is not None else ""


def _part_root(word: WordDocument, kind: str) -> Any | None:
    """Root of a part that the document is related to; None if there is none."""
    from lxml import etree

    for relation in word.part.rels.values():
        if not relation.is_external and relation.reltype.endswith(kind):
            return etree.fromstring(
                relation.target_part.blob,
                etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False),
            )
    return None


def _footnotes(word: WordDocument, styles: Mapping[str, Any]) -> dict[str, str]:
    """id -> text of the footnotes in order."""
    root = _part_root(word, "/footnotes")
    if root is None:
        return {}
    notes = {
        note.get(f"{_W}id"): " ".join(
            "".join(t.text or "" for t in _own(note, styles) if t.tag == f"{_W}t").split()
        )
        for note in root.iter(f"{_W}footnote")
        if not note.get(f"{_W}type")
    }
    return {number: text for number, text in notes.items() if text}
