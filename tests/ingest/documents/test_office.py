from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time

import docx
import openpyxl
import pptx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from ingest.documents.formats import parse_bytes
from knowledge.errors import UnreadableSource
from knowledge.model.document import Document
from tests.ingest.paper import saved


def read(data: bytes, name: str) -> Document:
    return parse_bytes(data, name=name, url=f"https://amt.example/{name}")


@pytest.fixture(scope="module")
def word() -> Document:
    file = docx.Document()
    file.core_properties.title = "Modulhandbuch"
    file.sections[0].footer.paragraphs[0].text = "Stand: 1. Oktober 2025"
    file.add_paragraph("Ein Satz vor der ersten Überschrift.")
    file.add_heading("1 Rolle", 1)
    for text, style in (
        ("Zuhören", "List Bullet"),
        ("im Team", "List Bullet 2"),
        ("Erstens", "List Number"),
        ("Zweitens", "List Number"),
    ):
        file.add_paragraph(text, style=style)
    file.add_heading("1.1 Umfang", 2)
    table = file.add_table(rows=3, cols=3)
    for row, cells in zip(
        table.rows,
        (("Modul", "Stunden", "Prüfung"), ("Recht", "16", "schriftlich"), ("", "24", "mündlich")),
        strict=True,
    ):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0)).text = "Recht"
    summe = table.add_row().cells
    summe[0].merge(summe[1]).text = "Summe 40 Stunden"
    file.add_heading("1.1 Umfang", 2)
    changed = file.add_paragraph("Die Frist beträgt ")
    for tag, text_tag, words in (("w:ins", "w:t", "vier"), ("w:del", "w:delText", "zwei")):
        mark, run, text = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(text_tag)
        text.text = words
        run.append(text)
        mark.append(run)
        changed._p.append(mark)
    changed.add_run(" Wochen")
    changed.add_run("1").font.superscript = True
    control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    content.append(file.add_paragraph("Text in einem Steuerelement.")._p)
    control.append(content)
    file.element.body.insert(len(file.element.body) - 1, control)
    return read(saved(file), "modul.docx")


def test_word_headings_are_places(word: Document) -> None:
    assert [(s.locator, s.path) for s in word.sections] == [
        ("Anfang", ()),
        ("1 Rolle", ()),
        ("1.1 Umfang", ("1 Rolle",)),
        ("1.1 Umfang (2)", ("1 Rolle",)),
    ]
    assert (word.title, word.stand, word.stand_note) == (
        "Modulhandbuch",
        date(2025, 10, 1),
        "Stand: 1. Oktober 2025",
    )


def test_word_lists_are_numbered_as_shown(word: Document) -> None:
    assert word.sections[1].text.splitlines() == ["- Zuhören", "   - im Team", "1. Erstens", "2. Zweitens"]


def test_word_tables_repeat_merged_cells_so_that_rows_can_be_read_alone(word: Document) -> None:
    assert word.sections[2].text.splitlines() == [
        "Modul\tStunden\tPrüfung",
        "Recht\t16\tschriftlich",
        "Recht\t24\tmündlich",
        "Summe 40 Stunden",
    ]


def test_word_insertions_count_deletions_do_not_and_controls_are_opened(word: Document) -> None:
    assert word.sections[3].text == "Die Frist beträgt vier Wochen¹\nText in einem Steuerelement."


def test_word_numbers_of_several_levels_and_a_list_that_starts_anew() -> None:
    file = docx.Document()
    numbering = file.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "900")
    for level, kind, pattern in (
        (0, "decimal", "%1."),
        (1, "lowerLetter", "%1.%2)"),
        (2, "upperRoman", "%3"),
    ):
        lvl = OxmlElement("w:lvl")
        lvl.set(qn("w:ilvl"), str(level))
        for tag, value in (("w:start", "1"), ("w:numFmt", kind), ("w:lvlText", pattern)):
            element = OxmlElement(tag)
            element.set(qn("w:val"), value)
            lvl.append(element)
        abstract.append(lvl)
    numbering.insert(0, abstract)
    for number, restart in (("901", False), ("902", True)):
        num, link = OxmlElement("w:num"), OxmlElement("w:abstractNumId")
        num.set(qn("w:numId"), number)
        link.set(qn("w:val"), "900")
        num.append(link)
        if restart:
            override, start = OxmlElement("w:lvlOverride"), OxmlElement("w:startOverride")
            override.set(qn("w:ilvl"), "0")
            start.set(qn("w:val"), "5")
            override.append(start)
            num.append(override)
        numbering.append(num)

    def item(text: str, number: str, level: int) -> None:
        properties = file.add_paragraph(text)._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_numId().val = int(number)
        properties.get_or_add_ilvl().val = level

    for text, number, level in (
        ("a", "901", 0),
        ("b", "901", 1),
        ("c", "901", 1),
        ("d", "901", 2),
        ("e", "901", 0),
        ("f", "901", 1),
        ("g", "902", 0),
    ):
        item(text, number, level)
    lines = read(saved(file), "liste.docx").sections[0].text.splitlines()
    assert lines == ["1. a", "   1.a) b", "   1.b) c", "      I d", "2. e", "   2.a) f", "5. g"]


def test_bold_lines_head_a_word_document_without_headings() -> None:
    file = docx.Document()
    file.add_paragraph().add_run("Wer darf?").bold = True
    file.add_paragraph("Alle Beschäftigten.")
    assert [s.locator for s in read(saved(file), "a.docx").sections] == ["Wer darf?"]


@pytest.fixture(scope="module")
def slides() -> Document:
    deck = pptx.Presentation()
    first = deck.slides.add_slide(deck.slide_layouts[1])
    first.shapes.title.text = "Gesprächsführung"
    frame = first.placeholders[1].text_frame
    frame.text = "Zuhören"
    for text, level in (("Nachfragen", 0), ("offen", 1)):
        paragraph = frame.add_paragraph()
        paragraph.text, paragraph.level = text, level
    first.notes_slide.notes_text_frame.text = "Beispiel aus dem Betrieb erzählen."
    second = deck.slides.add_slide(deck.slide_layouts[5])
    second.shapes.title.text = "Zahlen"
    low = second.shapes.add_textbox(Inches(1), Inches(5), Inches(3), Inches(1))
    low.text_frame.text = "Unten"
    group = second.shapes.add_group_shape()
    for left, text in ((5, "rechts"), (1, "links")):
        group.shapes.add_textbox(Inches(left), Inches(2), Inches(2), Inches(1)).text_frame.text = text
    table = second.shapes.add_table(2, 2, Inches(1), Inches(3), Inches(5), Inches(1)).table
    for (y, x), text in {(0, 0): "Was", (0, 1): "Wie viel", (1, 0): "Kurs", (1, 1): "600 Euro"}.items():
        table.cell(y, x).text = text
    data = CategoryChartData()
    data.categories = ["2024", "2025"]
    data.add_series("Teilnahmen", (12, 17.5))
    second.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(1), Inches(6), Inches(4), Inches(1), data)
    deck.slides.add_slide(deck.slide_layouts[6])
    hidden = deck.slides.add_slide(deck.slide_layouts[5])
    hidden.shapes.title.text = "Nur für die Trainer*innen"
    hidden._element.set("show", "0")
    return read(saved(deck), "tag1.pptx")


def test_slides_and_their_notes_are_places(slides: Document) -> None:
    assert [(s.locator, s.heading) for s in slides.sections] == [
        ("Folie 1", "Gesprächsführung"),
        ("Folie 1, Notizen", "Gesprächsführung"),
        ("Folie 2", "Zahlen"),
        ("Folie 4", "Nur für die Trainer*innen"),
    ]
    assert slides.sections[0].text == "- Zuhören\n- Nachfragen\n   - offen"
    assert slides.sections[1].text == "Beispiel aus dem Betrieb erzählen."


def test_shapes_are_read_from_top_to_bottom_groups_tables_and_charts_too(slides: Document) -> None:
    assert (
        slides.sections[2].text
        == "links\nrechts\nWas\tWie viel\nKurs\t600 Euro\nUnten\n\tTeilnahmen\n2024\t12\n2025\t17,5"
    )


def test_empty_and_hidden_slides_are_named(slides: Document) -> None:
    assert slides.notes == ("Folie 3 ohne Text (nur Bild).", "Folie 4 ist in der Präsentation ausgeblendet.")


def test_sheets_are_groups_of_rows_under_their_header() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Sätze"
    sheet.append(["Fördersätze ab 2026"])
    sheet.append([])
    sheet.append(["Größe", "Anteil", "Höchstens", "Ab", "Uhr", "Offen"])
    for n in range(45):
        sheet.append([f"Klasse {n}", 0.255, 1234.5, datetime(2026, 1, 2), time(9, 30), True])
        sheet.cell(sheet.max_row, 2).number_format = "0.0%"
        sheet.cell(sheet.max_row, 3).number_format = '#,##0.00 "€"'
    book.create_sheet("Leer")
    book.create_sheet("Versteckt").append(["geheim", "x"])
    book["Versteckt"].sheet_state = "hidden"
    document = read(saved(book), "saetze.xlsx")
    assert [s.locator for s in document.sections] == [
        "Tabelle Sätze, Zeile 1",
        "Tabelle Sätze, Zeilen 4–23",
        "Tabelle Sätze, Zeilen 24–43",
        "Tabelle Sätze, Zeilen 44–48",
    ]
    assert document.sections[2].text.splitlines()[:2] == [
        "Größe\tAnteil\tHöchstens\tAb\tUhr\tOffen",
        "Klasse 20\t25,5 %\t1.234,50 €\t02.01.2026\t09:30\tja",
    ]
    assert document.notes == ("Tabelle „Versteckt“ ist ausgeblendet und wurde nicht gelesen.",)


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_csv_of_every_kind(delimiter: str, encoding: str) -> None:
    rows = [["Kurs", "Ort"], ["Schweißen", "Köln"], [f'Mit {delimiter} und "Zeichen"', "Düren"]]
    target = io.StringIO()
    import csv

    csv.writer(target, delimiter=delimiter).writerows(rows)
    section = read(target.getvalue().encode(encoding), "kurse.csv").sections[0]
    assert section.locator == "Zeilen 2–3"
    assert section.text.splitlines()[:2] == ["Kurs\tOrt", "Schweißen\tKöln"]
    assert section.text.splitlines()[2].endswith("\tDüren")


def package(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b'
    b' "&a;&a;&a;&a;&a;&a;&a;&a;">]><w:document>&b;</w:document>'
)


@pytest.mark.parametrize(
    ("parts", "name", "said"),
    [
        ({"word/document.xml": b" " * 60_000_000}, "a.docx", "ZIP-Bomben"),
        (
            {"xl/workbook.xml": b"<x/>", **{f"xl/{n}.xml": b"<x/>" for n in range(10_001)}},
            "a.xlsx",
            "ZIP-Bomben",
        ),
        ({"word/document.xml": BOMB}, "a.docx", "Entitäten"),
        ({"ppt/presentation.xml": BOMB.decode().encode("utf-16")}, "a.pptx", "Entitäten"),
        ({"xl/workbook.xml": BOMB}, "a.xlsx", "Entitäten"),
        ({"word/anderes.xml": b"<x/>"}, "a.docx", "lässt sich nicht lesen"),
    ],
)
def test_bombs_are_refused_before_anything_is_unpacked(parts: dict[str, bytes], name: str, said: str) -> None:
    with pytest.raises(UnreadableSource, match=said):
        read(package(parts), name)


def _book(*rows: list[object], merged: tuple[str, ...] = (), hidden: tuple[int, ...] = ()) -> Document:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for area in merged:
        sheet.merge_cells(area)
    for number in hidden:
        sheet.row_dimensions[number].hidden = True
    return read(saved(book), "liste.xlsx")


def test_merged_cells_of_a_sheet_are_said_in_each_row_and_two_heads_are_one() -> None:
    document = _book(
        ["Kurse im Herbst"],
        ["Kurs", "Termin", None, "Preis"],
        [None, "Beginn", "Ende", "Euro"],
        ["Schweißen", "1.9.2026", "5.9.2026", 400],
        [None, "1.10.2026", "5.10.2026", 420],
        merged=("A1:D1", "A2:A3", "B2:C2", "A4:A5"),
    )
    assert [s.text for s in document.sections] == [
        "Kurse im Herbst",
        "Kurs\tTermin Beginn\tTermin Ende\tPreis Euro\nSchweißen\t1.9.2026\t5.9.2026\t400\n"
        "Schweißen\t1.10.2026\t5.10.2026\t420",
    ]


def test_hidden_rows_and_struck_cells_are_left_out_and_said() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["Kurs", "Preis"], ["Schweißen", 400], ["Löten", 300], ["Fräsen", 200]):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    sheet["B4"].font = openpyxl.styles.Font(strike=True)
    document = read(saved(book), "liste.xlsx")
    assert document.sections[0].text == "Kurs\tPreis\nSchweißen\t400\nFräsen"
    assert document.notes == ("Tabelle „Sheet“: 1 ausgeblendete Zeile nicht gelesen.",)


def test_heads_of_two_lines_in_csv_and_tables_of_words_with_one() -> None:
    two = read(b"Kurs;Termin;;Preis\n;Beginn;Ende;Euro\nA;1.9.;5.9.;400\nB;2.9.;6.9.;500\n", "l.csv")
    assert two.sections[0].text.splitlines()[0] == "Kurs\tTermin Beginn\tTermin Ende\tPreis Euro"
    one = read("Name;;Ort\nAnna;Schmidt;Köln\nOlga;Braun;Bonn\n".encode(), "l.csv")
    assert one.sections[0].text.splitlines()[1] == "Anna\tSchmidt\tKöln"


@pytest.mark.parametrize("make", [docx.Document, pptx.Presentation])
def test_a_file_that_says_no_date_has_none(make: type) -> None:
    """The libraries' own template is of 2013."""
    file = make()
    if hasattr(file, "add_paragraph"):
        file.add_paragraph("Ein Satz ohne Datum.")
        assert read(saved(file), "a.docx").stand is None
    else:
        file.slides.add_slide(file.slide_layouts[5]).shapes.title.text = "Ein Satz"
        assert read(saved(file), "a.pptx").stand is None


def _without(data: bytes, part: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
    return out.getvalue()


def test_a_workbook_without_properties_is_not_of_today() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Kurs", "Preis"])
    book.active.append(["A", 5])
    assert read(_without(saved(book), "docProps/core.xml"), "a.xlsx").stand is None


@pytest.mark.parametrize(
    "title", ["Word Document", "Layout 1", "3ITT", "preise.xlsx", "Dokument2", "Der Arbeitgeber und"]
)
def test_names_of_programs_and_files_are_no_titles(title: str) -> None:
    file = docx.Document()
    file.core_properties.title = title
    file.add_heading("Zuschuss zum Lohn", 1)
    file.add_paragraph("500 Euro.")
    assert read(saved(file), "a.docx").title == "Zuschuss zum Lohn"
