"""Sheets as people keep them: a title above the table, further tables below an empty row."""

from __future__ import annotations

import io

from openpyxl import Workbook

from ingest.documents.raw import RawFile
from ingest.documents.tables import parse_xlsx
from knowledge.model.document import Document


def read(*rows: list[object]) -> Document:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Preise"
    for row in rows:
        sheet.append(row)
    if len(rows[0]) == 1:
        sheet.merge_cells("A1:C1")
    out = io.BytesIO()
    book.save(out)
    return parse_xlsx(RawFile(out.getvalue(), "datei.xlsx", "datei"))


LIST: list[list[object]] = [
    ["Preisliste der Akademie Lindau"],
    ["gültig ab 01.02.2026"],
    ["Kurs", "Tage", "Preis"],
    ["Fräsen", 5, 1250],
    [],
    ["Drehen", 3, 980],
    ["* Mitglieder zahlen 10 % weniger."],
]


def test_the_line_above_the_table_is_the_title() -> None:
    assert read(*LIST).title == "Preisliste der Akademie Lindau"
    assert read(["Kurs", "Tage"], ["Fräsen", 5]).title == "datei"


def test_a_table_below_an_empty_row_has_its_own_head() -> None:
    document = read(*LIST, [], ["Raum", "Miete je Tag"], ["Blauer Saal", "150 Euro"])
    assert document.sections[-1].text == "Raum\tMiete je Tag\nBlauer Saal\t150 Euro"
    assert document.sections[-1].locator == "Tabelle Preise, Zeile 10"
    assert "Miete" not in document.sections[-2].text


def test_rows_below_an_empty_row_are_of_the_table_above() -> None:
    text = read(*LIST).sections[-1].text
    assert text == "Kurs\tTage\tPreis\nFräsen\t5\t1250\nDrehen\t3\t980\n* Mitglieder zahlen 10 % weniger."
