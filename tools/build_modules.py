"""Makes the DOCX, PPTX and PDF files of the starter course from the Markdown texts beside them.

    python tools/build_modules.py            # writes knowledge/modules/*/tag-*.{docx,pptx,pdf}
    python tools/build_modules.py --check    # writes nothing; ends with 1 if a file does not
    say what its text says

`texte/NAME-folien.md` becomes slides (one a heading), `…-leitfaden.md` a Word document, `…-handout.md` a PDF
("---" begins a page). Built twice, a file is the same to the byte: no times, no random ids. The built files
are kept in the repository, so that a first sync reads real formats without building; they are compared part
by part, since packing differs between versions of zlib.
"""

from __future__ import annotations

import io
import sys
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it.token import Token

MODULES = Path(__file__).resolve().parent.parent / "knowledge" / "modules"
_DAY = datetime(2025, 1, 1, tzinfo=UTC)
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)
_WIDE = 4 / 3  # from the template's 4:3 to 16:9


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a text: "h1", "h2", "text", "list" (rows of one cell), "table" (rows of cells), "page"."""

    kind: str
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def text(self) -> str:
        """The only cell of a heading or paragraph."""
        return self.rows[0][0]


def parse(markdown: str) -> list[Block]:
    """The blocks of a text: headings of two levels, paragraphs, flat lists, tables, page breaks.

    Raises:
        ValueError: the text holds something else, which no file would show.
    """
    blocks: list[Block] = []
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    rows: list[tuple[str, ...]] = []
    cells: list[str] = []
    opened: list[str] = []
    for token in tokens:
        kind = token.type
        if kind == "hr":
            blocks.append(Block("page"))
        elif kind in {"bullet_list_open", "table_open"}:
            opened.append("list" if kind == "bullet_list_open" else "table")
            rows = []
        elif kind in {"bullet_list_close", "table_close"}:
            blocks.append(Block(opened.pop(), tuple(rows)))
        elif kind == "tr_close":
            rows.append(tuple(cells))
            cells = []
        elif kind == "inline":
            _take(token, tokens, blocks, rows, cells, opened[-1] if opened else "")
        elif not _known(token):
            raise ValueError(
                f"{kind} in Zeile {token.map[0] + 1 if token.map else '?'} kommt in den Dateien nicht vor."
            )
    return blocks


def _take(
    token: Token,
    tokens: list[Token],
    blocks: list[Block],
    rows: list[tuple[str, ...]],
    cells: list[str],
    inside: str,
) -> None:
    if inside == "table":
        cells.append(token.content)
    elif inside == "list":
        rows.append((token.content,))
    else:
        tag = tokens[tokens.index(token) - 1].tag
        blocks.append(Block({"h1": "h1", "h2": "h2"}.get(tag, "text"), ((" ".join(token.content.split()),),)))


def _known(token: Token) -> bool:
    return token.type.removesuffix("_open").removesuffix("_close") in {
        "heading",
        "paragraph",
        "list_item",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    }


def slides(blocks: list[Block]) -> bytes:
    """PPTX: a title slide, then a slide a heading."""
    from pptx import Presentation
    from pptx.util import Emu, Pt

    deck = Presentation()
    deck.slide_width = Emu(int(deck.slide_width * _WIDE))
    shapes = [
        *deck.slide_master.placeholders,
        *(s for layout in deck.slide_layouts for s in layout.placeholders),
    ]
    # read all first: layouts inherit from the master
    for shape, left, top, width, height in [(s, s.left, s.top, s.width, s.height) for s in shapes]:
        shape.left, shape.top, shape.width, shape.height = int(left * _WIDE), top, int(width * _WIDE), height
    for unused in [
        layout
        for layout in deck.slide_layouts
        if layout.name not in {"Title Slide", "Title and Content", "Title Only"}
    ]:
        deck.slide_layouts.remove(unused)
    named = {layout.name: layout for layout in deck.slide_layouts}
    _properties(deck.core_properties, blocks[0].text)
    opening = deck.slides.add_slide(named["Title Slide"])
    opening.shapes.title.text = blocks[0].text
    opening.placeholders[1].text = blocks[1].text
    for title, body in _chapters(blocks[2:]):
        tables = [block for block in body if block.kind == "table"]
        points = [row[0] for block in body if block.kind != "table" for row in block.rows]
        slide = deck.slides.add_slide(named["Title and Content" if points else "Title Only"])
        slide.shapes.title.text = title
        for table in tables:
            _slide_table(slide, table, deck.slide_width, Pt(20))
        if points:
            frame = slide.placeholders[1]
            if tables:
                frame.left, frame.width, frame.top, frame.height = (
                    int(frame.left),
                    int(frame.width),
                    Emu(4_500_000),
                    Emu(1_900_000),
                )
            frame.text_frame.text = points[0]
            for point in points[1:]:
                frame.text_frame.add_paragraph().text = point
            for paragraph in frame.text_frame.paragraphs:
                paragraph.font.size = Pt(24)
    out = io.BytesIO()
    deck.save(out)
    return _packed(out.getvalue(), {"docProps/thumbnail.jpeg"})


def _slide_table(slide: Any, table: Block, width: int, size: Any) -> None:
    margin = width // 20
    grid = slide.shapes.add_table(
        len(table.rows), len(table.rows[0]), margin, 1_600_000, width - 2 * margin, 400_000 * len(table.rows)
    ).table
    for r, row in enumerate(table.rows):
        for c, text in enumerate(row):
            grid.cell(r, c).text = text
            grid.cell(r, c).text_frame.paragraphs[0].font.size = size


def document(blocks: list[Block]) -> bytes:
    """DOCX: headings, paragraphs, lists, tables with a heading row."""
    import docx

    paper = docx.Document()
    _properties(paper.core_properties, blocks[0].text)
    for block in blocks:
        if block.kind in {"h1", "h2"}:
            paper.add_heading(block.text, int(block.kind[1]))
        elif block.kind == "text":
            paper.add_paragraph(block.text)
        elif block.kind == "list":
            for (point,) in block.rows:
                paper.add_paragraph(point, style="List Bullet")
        elif block.kind == "table":
            grid = paper.add_table(0, len(block.rows[0]), style="Light Grid Accent 1")
            for row in block.rows:
                for cell, text in zip(grid.add_row().cells, row, strict=True):
                    cell.text = text
    out = io.BytesIO()
    paper.save(out)
    return _packed(out.getvalue(), {"docProps/thumbnail.jpeg"})


def pages(blocks: list[Block]) -> bytes:
    """PDF: A4, in a built-in font (its character set, Windows-1252, has all that German needs)."""
    from fpdf import FPDF

    paper = FPDF()
    paper.core_fonts_encoding = "windows-1252"
    paper.set_creation_date(_DAY)
    paper.set_producer("tools/build_modules.py")
    paper.set_title(blocks[0].text)
    paper.set_lang("de")
    paper.set_compression(False)
    paper.set_margins(22, 20)
    paper.add_page()
    for block in blocks:
        if block.kind == "page":
            paper.add_page()
        elif block.kind in {"h1", "h2"}:
            paper.set_font("Helvetica", "B", 18 if block.kind == "h1" else 13)
            paper.multi_cell(0, 9, block.text, new_x="LMARGIN", new_y="NEXT")
        else:
            paper.set_font("Helvetica", "", 11)
            for (text,) in block.rows:
                if block.kind == "list":
                    paper.cell(6, 6, "•")
                paper.multi_cell(0, 6, text, new_x="LMARGIN", new_y="NEXT")
            paper.ln(3)
    return bytes(paper.output())


def _chapters(blocks: list[Block]) -> list[tuple[str, list[Block]]]:
    chapters: list[tuple[str, list[Block]]] = []
    for block in blocks:
        if block.kind == "h2":
            chapters.append((block.text, []))
        else:
            chapters[-1][1].append(block)
    return chapters


def _properties(properties: Any, title: str) -> None:
    properties.title, properties.author, properties.last_modified_by = title, "WBM-Assistent", "WBM-Assistent"
    properties.created = properties.modified = _DAY.replace(tzinfo=None)
    properties.language, properties.comments, properties.keywords = "de-DE", "", ""


def _packed(data: bytes, without: set[str]) -> bytes:
    """A ZIP anew, its entries with one fixed time and without the template's preview picture."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new,
    ):
        for name in old.namelist():
            if name in without:
                continue
            content = old.read(name)
            if name == "_rels/.rels":
                content = _without_thumbnail(content)
            new.writestr(zipfile.ZipInfo(name, _ZIP_DAY), content, zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()


def _without_thumbnail(relations: bytes) -> bytes:
    from lxml import etree

    root = etree.fromstring(relations)
    for relation in list(root):
        if relation.get("Type", "").endswith("/thumbnail"):
            root.remove(relation)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


BUILDERS: dict[str, tuple[str, Callable[[list[Block]], bytes]]] = {
    "folien": (".pptx", slides),
    "leitfaden": (".docx", document),
    "handout": (".pdf", pages),
}


def built(modules: Path = MODULES) -> dict[Path, bytes]:
    """File -> what it is to hold, of all texts below the folder.

    Raises:
        ValueError: a text has a name or a content that no file is made of.
    """
    files: dict[Path, bytes] = {}
    for text in sorted(modules.glob("*/texte/*.md")):
        kind = text.stem.rpartition("-")[2]
        if kind not in BUILDERS:
            raise ValueError(f"{text}: Der Name endet auf keines von: {', '.join(BUILDERS)}.")
        suffix, build = BUILDERS[kind]
        try:
            files[text.parent.parent / (text.stem + suffix)] = build(parse(text.read_text(encoding="utf-8")))
        except ValueError as error:
            raise ValueError(f"{text}: {error}") from error
    return files


def parts(data: bytes) -> dict[str, bytes]:
    """What a file is compared by: the unpacked entries of an Office file, else its bytes."""
    if not data.startswith(b"PK"):
        return {"": data}
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def stale(files: dict[Path, bytes]) -> list[Path]:
    """Files that are missing or differ from their text."""
    return [
        file for file, data in files.items() if not file.is_file() or parts(file.read_bytes()) != parts(data)
    ]


def main(arguments: list[str]) -> int:
    """Build or check; the exit code."""
    files = built()
    old = stale(files)
    if "--check" in arguments:
        for file in old:
            print(
                f"Weicht von seinem Text ab: {file}. Bitte `python tools/build_modules.py` ausführen.",
                file=sys.stderr,
            )
        return 1 if old else 0
    for file in old:
        file.write_bytes(files[file])
        print(file.relative_to(MODULES))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
