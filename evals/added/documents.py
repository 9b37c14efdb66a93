"""Writes the documents of evals/suites/zusatz as the files that people add: pages, PDFs, tables, laws, notes,
Word; in pages, PDFs, laws and Word rows become tables, and what stands between ~~ and ~~ is struck out.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from datetime import date
from html import escape
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict

from evals.errors import SuiteError
from knowledge.editorial.checked_yaml import load_checked

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from fpdf import FPDF

FOLDER = Path(__file__).parent.parent / "suites" / "zusatz"
_STRUCK = re.compile(r"~~(.+?)~~")
_DELETED = r"<del>\1</del>"
_HEADING, _CELL = "# ", " | "
_PARAGRAPH = re.compile(r"(§ \w+) (.+)")


class AddedDocument(BaseModel):
    """One document: its id is the stem of its file; `text` as the head of the YAML file says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    form: Literal["page", "pdf", "table", "csv", "law", "note", "text", "word"]
    title: str
    long_title: str = ""
    stand: date
    text: str

    @property
    def parts(self) -> list[tuple[str, list[str]]]:
        """(heading, lines under it); the lines before any heading have "" for one."""
        parts: list[tuple[str, list[str]]] = []
        for line in self.text.splitlines():
            if line.startswith(_HEADING):
                parts.append((line.removeprefix(_HEADING), []))
            elif line.strip():
                if not parts:
                    parts.append(("", []))
                parts[-1][1].append(line.strip())
        return parts


class _Collection(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    documents: tuple[AddedDocument, ...]


def load_documents(*files: Path) -> tuple[AddedDocument, ...]:
    """The documents of these files, else of all.

    Raises:
        SuiteError: unreadable or of another shape; names the line.
    """
    return tuple(
        document
        for path in files or sorted(FOLDER.glob("*.yaml"))
        for document in load_checked(path, _Collection, f"Die Dokumente in {path.name}", SuiteError)[
            0
        ].documents
    )


def write_documents(folder: Path, documents: tuple[AddedDocument, ...] | None = None) -> list[Path]:
    """Write each document as a file of its form into a folder; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for document in load_documents() if documents is None else documents:
        ending, write = _WRITERS[document.form]
        files.append(folder / f"{document.id}.{ending}")
        write(document, files[-1])
    return files


def _page(document: AddedDocument, file: Path) -> None:
    """A page as content systems make them: menu, article, footer."""
    body = "".join(
        (f"<h2>{escape(heading)}</h2>" if heading else "")
        + "".join(_html_table(block) if rows else _html_paragraphs(block) for rows, block in _runs(lines))
        for heading, lines in document.parts
    )
    file.write_text(
        f'<!DOCTYPE html><html lang="de"><head><meta charset="utf-8"><title>{escape(document.title)}</title>'
        f'<meta name="date" content="{document.stand.isoformat()}"></head><body>'
        '<nav><ul><li><a href="/">Start</a></li><li><a href="/aktuelles">Aktuelles</a></li>'
        '<li><a href="/kontakt">Kontakt</a></li></ul></nav>'
        f"<main><h1>{escape(document.title)}</h1>{body}</main><footer><a href='/impressum'>Impressum</a>"
        "</footer></body></html>",
        encoding="utf-8",
    )


def _runs(lines: list[str]) -> list[tuple[bool, list[str]]]:
    """Runs of lines that are rows of one table, and of those that are not."""
    return [(rows, list(block)) for rows, block in groupby(lines, lambda line: _CELL in line)]


def _html_paragraphs(lines: list[str]) -> str:
    return "".join(f"<p>{_STRUCK.sub(_DELETED, escape(line))}</p>" for line in lines)


def _html_table(rows: list[str]) -> str:
    head, *body = ([escape(cell) for cell in row.split(_CELL)] for row in rows)
    return (
        f"<table><thead><tr>{''.join(f'<th>{cell}</th>' for cell in head)}</tr></thead><tbody>"
        + "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in body)
        + "</tbody></table>"
    )


def _pdf(document: AddedDocument, file: Path) -> None:
    from fpdf import FPDF

    paper = FPDF()
    paper.core_fonts_encoding = "windows-1252"
    paper.set_title(document.title)
    paper.add_page()
    for size, text in ((16, document.title), (9, f"Stand: {document.stand:%d.%m.%Y}")):
        paper.set_font("helvetica", "B" if size > 9 else "", size)  # noqa: PLR2004
        paper.multi_cell(0, size * 0.6, text, new_x="LMARGIN", new_y="NEXT")
        paper.ln(3)
    for heading, lines in document.parts:
        paper.set_font("helvetica", "B", 13)
        paper.multi_cell(0, 8, heading, new_x="LMARGIN", new_y="NEXT")
        paper.set_font("helvetica", size=11)
        for rows, block in _runs(lines):
            if rows:
                _pdf_table(paper, block)
            else:
                text = "\n".join(block)
                struck = bool(_STRUCK.search(text))  # fpdf's own marks are read only where they are meant
                paper.multi_cell(0, 6, text, new_x="LMARGIN", new_y="NEXT", markdown=struck)
        paper.ln(3)
    file.write_bytes(bytes(paper.output()))


def _pdf_table(paper: FPDF, rows: list[str]) -> None:
    with paper.table() as table:
        for row in rows:
            table.row(row.split(_CELL))


def _table(document: AddedDocument, file: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type] # a new workbook has one
    book.properties.title = document.title
    for heading, lines in document.parts:
        sheet = book.create_sheet(heading)
        for row in (document.title, "", *lines):
            sheet.append(row.split(_CELL))
    book.save(file)


def _csv(document: AddedDocument, file: Path) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, delimiter=";")
        for _, lines in document.parts:
            writer.writerows(line.split(_CELL) for line in lines)


def _law(document: AddedDocument, file: Path) -> None:
    """A law in the form of gesetze-im-internet.de (gii-norm)."""
    head = (
        f"<norm><metadaten><jurabk>{escape(document.title)}</jurabk>"
        f"<ausfertigung-datum manuell='ja'>{document.stand.isoformat()}</ausfertigung-datum>"
        f"<langue>{escape(document.long_title)}</langue></metadaten></norm>"
    )
    file.write_text(
        '<?xml version="1.0" encoding="UTF-8"?><dokumente builddate="'
        f'{document.stand:%Y%m%d}120000" doknr="{escape(document.id)}">{head}{"".join(_norms(document))}'
        "</dokumente>",
        encoding="utf-8",
    )


def _norms(document: AddedDocument) -> Iterator[str]:
    named, lines = "", list[str]()
    for line in [*document.text.splitlines(), "§ 0 Ende"]:
        match = _PARAGRAPH.fullmatch(line.strip())
        if match is None:
            lines.append(line.strip())
            continue
        if named:
            text = "".join(_law_table(block) if rows else _law_text(block) for rows, block in _runs(lines))
            yield (
                f"<norm><metadaten>{named}</metadaten><textdaten><text format='XML'><Content>"
                f"{text}</Content></text></textdaten></norm>"
            )
        named, lines = f"<enbez>{match[1]}</enbez><titel format='XML'>{escape(match[2])}</titel>", []


def _law_text(lines: list[str]) -> str:
    return "".join(f"<P>{escape(line)}</P>" for line in lines)


def _entry(column: int, cell: str) -> str:
    return f"<entry colname='col{column}'>{escape(cell)}</entry>"


def _law_table(rows: list[str]) -> str:
    """A table as gii-norm has it (CALS)."""
    head, *body = (
        "".join(_entry(column, cell) for column, cell in enumerate(row.split(_CELL), 1)) for row in rows
    )
    columns = rows[0].count(_CELL) + 1
    return (
        f"<P><table frame='all'><tgroup cols='{columns}'>"
        + "".join(f"<colspec colname='col{n}'/>" for n in range(1, columns + 1))
        + f"<thead><row>{head}</row></thead><tbody>{''.join(f'<row>{row}</row>' for row in body)}</tbody>"
        "</tgroup></table></P>"
    )


def _note(document: AddedDocument, file: Path) -> None:
    body = "\n\n".join(
        "\n\n".join([f"## {heading}", *lines] if heading else lines) for heading, lines in document.parts
    )
    file.write_text(
        f"---\ntitle: {document.title}\nstand: {document.stand.isoformat()}\n---\n\n{body}\n",
        encoding="utf-8",
    )


def _text(document: AddedDocument, file: Path) -> None:
    file.write_text(
        "\n\n".join(line for _, lines in document.parts for line in lines) + "\n", encoding="utf-8"
    )


def _word(document: AddedDocument, file: Path) -> None:
    from docx import Document

    paper = Document()
    paper.core_properties.title = document.title
    paper.add_heading(document.title, 0)
    for heading, lines in document.parts:
        paper.add_heading(heading, 1)
        for rows, block in _runs(lines):
            if rows:
                _word_table(paper, block)
            for line in () if rows else block:
                paper.add_paragraph(line)
    paper.save(str(file))


def _word_table(paper: WordDocument, rows: list[str]) -> None:
    table = paper.add_table(rows=0, cols=rows[0].count(_CELL) + 1)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row.split(_CELL), strict=True):
            cell.text = text


_WRITERS: dict[str, tuple[str, Callable[[AddedDocument, Path], None]]] = {
    "page": ("html", _page),
    "pdf": ("pdf", _pdf),
    "table": ("xlsx", _table),
    "csv": ("csv", _csv),
    "law": ("xml", _law),
    "note": ("md", _note),
    "text": ("txt", _text),
    "word": ("docx", _word),
}
