"""Reader for plain tables, XLSX (openpyxl) and CSV: groups of rows as sections, the header row
repeated in each.

Course lists with a column mapping are the catalogue readers' business.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

from ingest.documents.decode import decode
from ingest.documents.office.package import check_package, damaged
from ingest.documents.office.properties import properties_of
from ingest.documents.office.sheet_layout import FilledRows, layout_of
from ingest.documents.raw import RawFile
from ingest.documents.table_head import Numbered, find_head
from knowledge.errors import UnreadableSource
from knowledge.model.document import Document, Section

GROUP = 20  # rows of one section
_MOST_ROWS = 50_000  # of one sheet
_MOST_COLUMNS = 200
_WITH_TITLE, _LONGEST_TITLE = 2, 120  # sections of a sheet with something above its table; characters
_DELIMITERS = ";,\t|"
_SAMPLE = 8_192  # characters that the delimiter is guessed from; the guess takes the square of it


def parse_xlsx(raw: RawFile) -> Document:
    """Read the bytes of one workbook: figures as shown, results of formulas as last calculated; hidden sheets
    are named in the notes.

    Raises:
        UnreadableSource: damaged, unsafe, or without a filled cell.
    """
    check_package(raw.data, raw.name)
    import openpyxl

    sections: list[Section] = []
    notes: list[str] = []
    try:
        book = openpyxl.load_workbook(io.BytesIO(raw.data), read_only=True, data_only=True)
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                notes.append(f"Tabelle „{sheet.title}“ ist ausgeblendet und wurde nicht gelesen.")
                continue
            sheet.reset_dimensions()  # the stored extent may be absurd
            shown = ([_cell(cell) for cell in row] for row in sheet.iter_rows())
            rows = FilledRows(shown, layout_of(raw.data, sheet))
            sections += _sections(rows, f"Tabelle {sheet.title}", sheet.title, raw.url, notes)
            if rows.left_out:
                hidden = (
                    "1 ausgeblendete Zeile" if rows.left_out == 1 else f"{rows.left_out} ausgeblendete Zeilen"
                )
                notes.append(f"Tabelle „{sheet.title}“: {hidden} nicht gelesen.")
        book.close()
        properties = properties_of(raw.data)
    except Exception as error:  # openpyxl raises KeyError, ValueError, zip and XML errors on damaged parts
        raise damaged(raw.name, error) from error
    return _document(raw, sections, notes, properties.title or _title_above(sections), properties.changed)


def parse_csv(raw: RawFile) -> Document:
    """Read the bytes of one CSV file; the delimiter is found by looking.

    Raises:
        UnreadableSource: no rows, or no CSV.
    """
    decoded = decode(raw.data, raw.charset)
    notes = [decoded.note] if decoded.note else []
    try:
        dialect: type[csv.Dialect] | csv.Dialect = csv.Sniffer().sniff(decoded.text[:_SAMPLE], _DELIMITERS)
    except csv.Error:
        dialect = csv.excel
        dialect.delimiter = max(_DELIMITERS, key=decoded.text[:_SAMPLE].count)
    try:
        rows = (
            [" ".join(cell.split()) for cell in row]
            for row in csv.reader(io.StringIO(decoded.text, newline=""), dialect)
        )
        sections = list(_sections(enumerate(rows, 1), "", "", raw.url, notes))
    except csv.Error as error:
        raise UnreadableSource(
            f"{raw.name}: Die Datei ist kein lesbares CSV ({error}). Bitte als CSV (UTF-8) speichern."
        ) from error
    return _document(raw, sections, notes, "", None)


def _document(
    raw: RawFile, sections: Sequence[Section], notes: Sequence[str], title: str, changed: date | None
) -> Document:
    if not sections:
        raise UnreadableSource(
            f"{raw.name}: Die Tabelle ist leer." + (f" {' '.join(notes)}" if notes else "")
        )
    return Document(
        id=raw.document_id,
        kind="table",
        title=title or raw.stem,
        sections=tuple(sections),
        stand=changed,
        stand_note="laut Datei zuletzt bearbeitet" if changed else "",
        url=raw.url,
        notes=tuple(notes),
    )


def _sections(
    rows: Iterable[tuple[int, list[Any]]], name: str, sheet: str, url: str, notes: list[str]
) -> Iterator[Section]:
    """Sections of one sheet; row numbers are those that the table program shows."""
    filled: list[tuple[int, list[str]]] = []
    wide = False
    for number, row in rows:
        if len(filled) >= _MOST_ROWS:
            notes.append(
                f"{name or 'Die Tabelle'} ab Zeile {number} nicht gelesen: mehr als {_MOST_ROWS} Zeilen."
            )
            break
        if any(row):
            filled.append((number, [cell or "" for cell in row[:_MOST_COLUMNS]]))
            wide = wide or any(row[_MOST_COLUMNS:])
    if wide:
        notes.append(f"{name or 'Die Tabelle'} ab Spalte {_MOST_COLUMNS + 1} nicht gelesen: zu breit.")
    for table in _tables(filled):
        yield from _of_table(table, name, sheet, url)


def _tables(filled: Sequence[Numbered]) -> Iterator[list[Numbered]]:
    """The tables of one sheet: what stands below an empty row with a head of its own is another one; other
    rows below one are of the table above.
    """
    table: list[Numbered] = []
    for part in _parts(filled):
        own = find_head(part) if table else None
        if own is not None and own.first == 0 and len(part) > own.last + 1 and find_head(table) is not None:
            yield table
            table = []
        table += part
    if table:
        yield table


def _parts(filled: Sequence[Numbered]) -> Iterator[list[Numbered]]:
    part: list[Numbered] = []
    for number, row in filled:
        if part and number > part[-1][0] + 1:
            yield part
            part = []
        part.append((number, row))
    if part:
        yield part


def _of_table(filled: Sequence[Numbered], name: str, sheet: str, url: str) -> Iterator[Section]:
    head = find_head(filled)
    header = _line(head.names) if head is not None else ""
    before = filled[: head.first] if head is not None else []
    if before:
        yield _section(name, before, "", sheet, url)
    body = filled[head.last + 1 :] if head is not None else filled
    groups = [body[start : start + GROUP] for start in range(0, len(body), GROUP)]
    for group in groups:
        yield _section(name, group, header, sheet, url)
    if head is not None and not body:
        yield _section(name, filled[head.first : head.last + 1], "", sheet, url)


def _title_above(sections: Sequence[Section]) -> str:
    """The one line of words with which the first sheet begins, above its table; "" for none."""
    if len(sections) < _WITH_TITLE or sections[0].path != sections[1].path:
        return ""
    first = sections[0].text.splitlines()[0]
    is_title = "\t" not in first and len(first) <= _LONGEST_TITLE and any(map(str.isalpha, first))
    return first if is_title else ""


def _section(name: str, rows: Sequence[tuple[int, list[str]]], header: str, sheet: str, url: str) -> Section:
    first, last = rows[0][0], rows[-1][0]
    place = f"Zeile {first}" if first == last else f"Zeilen {first}–{last}"
    text = "\n".join(filter(None, (header, *(_line(row) for _, row in rows))))
    return Section(f"{name}, {place}" if name else place, text, path=(sheet,) if sheet else (), url=url)


def _cell(cell: Any) -> str:
    """A cell's text; "" for one that is struck out."""
    if cell.value is None:
        return ""
    font = getattr(cell, "font", None)
    return "" if font is not None and font.strike else _shown(cell.value, cell.number_format)


def _line(row: Sequence[str]) -> str:
    return "\t".join(row).rstrip("\t")


def _shown(value: object, number_format: str | None) -> str:  # noqa: PLR0911 - one line a kind of value
    """A cell as a German table program shows it: dates, percentages, amounts, decimal commas."""
    match value:
        case None:
            return ""
        case bool():
            return "ja" if value else "nein"
        case datetime() if value.time() == time():
            return f"{value:%d.%m.%Y}"
        case datetime():
            return f"{value:%d.%m.%Y %H:%M}"
        case date():
            return f"{value:%d.%m.%Y}"
        case time():
            return f"{value:%H:%M}"
        case int() | float():
            return _figure(float(value), number_format or "", whole=isinstance(value, int))
        case _:
            return " ".join(str(value).split())


def _figure(value: float, number_format: str, *, whole: bool) -> str:
    if "%" in number_format:
        return f"{round(value * 100, 4):g}".replace(".", ",") + " %"
    if "€" in number_format or "EUR" in number_format:
        return f"{value:,.2f}".translate(str.maketrans(",.", ".,")) + " €"
    return str(int(value)) if whole else f"{value:.10g}".replace(".", ",")
