"""What is struck out, hidden, deleted or an old version is never read as valid."""

from __future__ import annotations

import docx
import pptx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from pptx.util import Inches

from ingest.documents.formats import parse_bytes
from knowledge.model.document import Document, Status
from tests.ingest.paper import saved


def page(body: str) -> Document:
    return parse_bytes(
        f"<html><body><main><h1>Zuschuss</h1>{body}</main></body></html>".encode(), name="s.html"
    )


@pytest.mark.parametrize(
    "old",
    [
        "<del>400</del>",
        "<s>400</s>",
        "<strike>400</strike>",
        '<span class="text-decoration-line-through">400</span>',
        '<span style="text-decoration: line-through">400</span>',
        '<span style="color:red;text-decoration-line:line-through red">400</span>',
        "<span hidden>400</span>",
    ],
)
def test_what_a_page_strikes_out_is_left_out(old: str) -> None:
    text = page(f"<p>Es gibt {old} <ins>500</ins> Euro im Monat.</p>").sections[0].text
    assert text == "Es gibt 500 Euro im Monat."


def test_word_leaves_out_what_is_struck_hidden_deleted_or_moved() -> None:
    file = docx.Document()
    p = file.add_paragraph("Es gibt ")
    p.add_run("400 ").font.strike = True
    p.add_run("410 ").font.double_strike = True
    p.add_run("420 ").font.hidden = True
    style = file.styles.add_style("Gestrichen", WD_STYLE_TYPE.CHARACTER)
    style.font.strike = True
    p.add_run("430 ", style="Gestrichen")
    moved, run, text = OxmlElement("w:moveFrom"), OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "440 "
    run.append(text)
    moved.append(run)
    p._p.append(moved)
    kept = p.add_run("500 ", style="Gestrichen")
    kept.font.strike = False
    p.add_run("Euro.")
    assert parse_bytes(saved(file), name="a.docx").sections[0].text == "Es gibt 500 Euro."


def test_a_paragraph_style_can_hide_a_paragraph() -> None:
    file = docx.Document()
    style = file.styles.add_style("Entwurf", WD_STYLE_TYPE.PARAGRAPH)
    style.font.hidden = True
    file.add_paragraph("Nur für uns: 400 Euro.", style="Entwurf")
    file.add_paragraph("Es gibt 500 Euro.")
    assert parse_bytes(saved(file), name="a.docx").sections[0].text == "Es gibt 500 Euro."


def test_slides_leave_out_what_is_struck() -> None:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "Zuschuss"
    paragraph = slide.shapes.add_textbox(Inches(1), Inches(2), Inches(4), Inches(1)).text_frame.paragraphs[0]
    for words, strike in (("Es gibt ", ""), ("400 ", "sngStrike"), ("500 Euro", "noStrike")):
        run = paragraph.add_run()
        run.text = words
        if strike:
            run._r.get_or_add_rPr().set("strike", strike)
    assert parse_bytes(saved(deck), name="a.pptx").sections[0].text == "Es gibt 500 Euro"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Alte Fassung", "Neue Fassung"),
        ("bisherige Fassung", "künftige Fassung"),
        ("Bisher", "Neu"),
        ("Fassung bis 31.12.2024", "Fassung ab 1.1.2025"),
        ("§ 3 a. F.", "§ 3 n. F."),
        ("Geltendes Recht", "Entwurf"),
    ],
)
def test_a_synopsis_gives_what_holds(old: str, new: str) -> None:
    text = (
        page(
            f"<table><tr><th>Regelung</th><th>{old}</th><th>{new}</th></tr>"
            "<tr><td>Zuschuss</td><td>400 Euro</td><td>500 Euro</td></tr></table>"
        )
        .sections[0]
        .text
    )
    assert text == f"Regelung\t{new}\nZuschuss\t500 Euro"


def test_a_table_with_one_version_or_with_years_is_whole() -> None:
    table = "<table><tr><th>Jahr</th><th>{}</th></tr><tr><td>2024</td><td>400 Euro</td></tr></table>"
    for head in ("Alte Fassung", "Bisherige Teilnahmen", "2023"):
        assert "400 Euro" in page(table.format(head)).sections[0].text


def test_a_part_that_holds_the_old_version_is_not_answered_from() -> None:
    document = page(
        "<p>500 Euro.</p><h2>Alte Fassung (bis 2024)</h2><p>400 Euro.</p><h2>Antrag</h2><p>Sofort.</p>"
    )
    assert [s.status for s in document.sections] == [Status.IN_FORCE, Status.APPARATUS, Status.IN_FORCE]


def test_numbers_that_word_writes_itself_stand_in_the_cells_of_a_table() -> None:
    file = docx.Document()
    numbering = file.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "77")
    level = OxmlElement("w:lvl")
    level.set(qn("w:ilvl"), "0")
    for tag, value in (("w:start", "1"), ("w:numFmt", "decimal"), ("w:lvlText", "§ %1")):
        element = OxmlElement(tag)
        element.set(qn("w:val"), value)
        level.append(element)
    abstract.append(level)
    numbering.insert(0, abstract)
    num = OxmlElement("w:num")
    num.set(qn("w:numId"), "77")
    link = OxmlElement("w:abstractNumId")
    link.set(qn("w:val"), "77")
    num.append(link)
    numbering.append(num)
    table = file.add_table(rows=3, cols=2)
    for row, (name, words) in enumerate((("Stelle", "Inhalt"), ("Dauer", "zwei Jahre"), ("", "500 Euro"))):
        table.cell(row, 0).text, table.cell(row, 1).text = name, words
    for row in (1, 2):
        properties = table.cell(row, 0).paragraphs[0]._p.get_or_add_pPr()
        number, which = OxmlElement("w:numPr"), OxmlElement("w:numId")
        which.set(qn("w:val"), "77")
        number.append(which)
        properties.append(number)
    text = parse_bytes(saved(file), name="a.docx").sections[0].text
    assert text.splitlines() == ["Stelle\tInhalt", "§ 1 Dauer\tzwei Jahre", "§ 2\t500 Euro"]
