from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from ingest.documents.law.reader import parse_law, read_law
from knowledge.errors import UnreadableSource
from knowledge.model.document import Document, Status
from tests.conftest import LAW


@pytest.fixture(scope="module")
def law() -> Document:
    return read_law(LAW)


def test_head_names_the_law_and_its_stand(law: Document) -> None:
    assert (law.id, law.title, law.long_title) == ("lernfg", "LernFG", "Lernfreudegesetz")
    assert law.stand == date(2025, 1, 15)
    assert law.stand_note == "Zuletzt geändert durch Art. 9 G v. 1.12.2024"


def test_each_absatz_is_a_section_in_order(law: Document) -> None:
    assert [s.locator for s in law.sections] == [
        "Inhaltsübersicht",
        "§ 1 Abs. 1",
        "§ 1 Abs. 2",
        "§ 2",
        "§ 3a",
        "Anlage 1",
    ]


def test_lists_keep_their_marks_depth_and_the_text_after_them(law: Document) -> None:
    assert (
        law.sections[1].text
        == "(1) Wer in einer Werkstatt arbeitet, kann Lernurlaub nehmen. Der Lernurlaub beträgt, wenn die"
        " Werkstatt\n1. weniger als 20 Beschäftigte hat, drei Tage,\n2. mindestens 20 Beschäftigte hat,\n "
        "  a) im ersten Jahr sieben Tage,\n   b) danach elf Tage,\nim Kalenderjahr. Er verfällt nicht."
    )


def test_a_paragraph_without_a_number_goes_on_with_the_absatz_before_it(law: Document) -> None:
    assert law.sections[2].text.endswith("\nEine Verlängerung nach Abs. 2 Satz 1 bedarf der Schriftform.")


def test_heading_path_closes_deeper_headings(law: Document) -> None:
    assert law.sections[1].path == ("Kapitel 1 Lernzeit", "Abschnitt 1 Ansprüche")
    assert law.sections[4].path == ("Kapitel 2 Beträge",)


def test_tables_keep_rows_and_cells(law: Document) -> None:
    assert "Stufe\tBetrag\nGrundstufe\t85 Euro\nSie wird <monatlich> gezahlt." in law.sections[4].text


def test_footnotes_stand_apart(law: Document) -> None:
    assert law.sections[1].footnotes == "(+++ § 1: Zur Anwendung vgl. § 4 +++)"
    assert "+++" not in law.sections[1].text


def test_repealed_norms_and_the_table_of_contents_are_marked(law: Document) -> None:
    assert [s.status for s in law.sections] == [
        Status.APPARATUS,
        Status.IN_FORCE,
        Status.IN_FORCE,
        Status.REPEALED,
        Status.IN_FORCE,
        Status.IN_FORCE,
    ]


def test_links_lead_to_the_paragraph(law: Document) -> None:
    assert law.sections[4].url == "https://www.gesetze-im-internet.de/lernfg/__3a.html"
    assert law.sections[5].url == "https://www.gesetze-im-internet.de/lernfg/anlage_1.html"


_BROKEN = {
    "empty": b"",
    "not xml": b"Guten Tag",
    "truncated": LAW.read_bytes()[:3000],
    "wrong encoding": LAW.read_text().encode("latin-1"),
    "other xml": b"<html><body/></html>",
    "entity bomb": (
        b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b'
        b' "&a;&a;&a;">]><dokumente><norm>&b;</norm></dokumente>'
    ),
}


@pytest.mark.parametrize("name", _BROKEN)
def test_broken_files_are_named_with_a_remedy(name: str, tmp_path: Path) -> None:
    file = tmp_path / "kaputt.xml"
    file.write_bytes(_BROKEN[name])
    with pytest.raises(UnreadableSource, match=r"kaputt\.xml: .+"):
        read_law(file)


def _law(*norms: str) -> Document:
    head = "<norm><metadaten><jurabk>ProbeG</jurabk></metadaten></norm>"
    xml = f'<dokumente builddate="20250301000000">{head}{"".join(norms)}</dokumente>'
    return parse_law(xml.encode(), document_id="probeg", name="probeg.xml")


def _norm(enbez: str, content: str, title: str = "") -> str:
    called = f"<enbez>{enbez}</enbez>" if enbez else ""
    return (
        f"<norm><metadaten>{called}<titel>{title}</titel></metadaten><textdaten><text>"
        f"<Content>{content}</Content></text></textdaten></norm>"
    )


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (
            '<P>(1) <SUP class="Rec">1</SUP>Der Satz gilt. <SUP class="Rec">2</SUP>er gilt auch klein.</P>',
            "(1) Der Satz gilt. er gilt auch klein.",
        ),
        ("<P>(1) <SUP>1</SUP>Wer lernt, übt.<SUP>2</SUP>Übt.</P>", "(1) Wer lernt, übt.Übt."),
        ("<P>Bis 30 m<SUP>2</SUP> Fläche</P>", "Bis 30 m² Fläche"),
        ("<P>Der Betrag<SUP>2</SUP> Euro</P>", "Der Betrag² Euro"),
    ],
)
def test_numbers_of_sentences_are_no_wording(content: str, text: str) -> None:
    assert _law(_norm("§ 1", content)).sections[0].text == text


def test_a_star_note_stands_apart_from_its_absatz() -> None:
    law = _law(
        _norm(
            "§ 4 *)",
            "<P>(1) Die Frist*) beträgt drei Wochen.<BR/>-----"
            "<DL><DT>*)</DT><DD><LA>Gilt ab 2026.</LA></DD></DL></P>"
            "<P>(2) Sie beginnt am Montag.</P><P>**) Neu gefasst.</P>",
            "Fristen **)",
        )
    )
    assert [(s.locator, s.heading, s.text, s.footnotes) for s in law.sections] == [
        ("§ 4 Abs. 1", "Fristen", "(1) Die Frist beträgt drei Wochen.", "*) Gilt ab 2026."),
        ("§ 4 Abs. 2", "Fristen", "(2) Sie beginnt am Montag.", "**) Neu gefasst."),
    ]


_TABLE = (
    '<table><tgroup cols="3"><colspec colname="a"/><colspec colname="b"/><colspec colname="c"/><thead>'
    '<row><entry colname="a" morerows="1">Beginn</entry><entry namest="b" nameend="c">Vergütung</entry></row>'
    '<row><entry colname="b">1. Jahr</entry><entry colname="c">2. Jahr</entry></row></thead><tbody>'
    '<row><entry colname="a" morerows="1">2025</entry><entry>682</entry><entry>805</entry></row>'
    "<row><entry>690</entry><entry>810</entry></row></tbody></tgroup></table>"
)


def test_spans_of_a_table_are_told_in_each_row() -> None:
    assert _law(_norm("Anlage", f"<P>{_TABLE}</P>")).sections[0].text == (
        "Beginn\tVergütung 1. Jahr\tVergütung 2. Jahr\n2025\t682\t805\n2025\t690\t810"
    )


def test_an_announcement_without_paragraphs_can_be_cited() -> None:
    law = _law(_norm("", f"<P>Bekannt gemacht wird:</P><P>{_TABLE}</P><P>Dies gilt bundesweit.</P>"))
    assert [(s.locator, s.status) for s in law.sections] == [
        ("Absatz 1", Status.IN_FORCE),
        ("Absatz 2", Status.IN_FORCE),
    ]
    assert "2025\t682\t805" in law.sections[0].text
    before_a_law = _law(_norm("", "<P>Der Bundestag hat beschlossen:</P>"), _norm("§ 1", "<P>Ziel.</P>"))
    assert before_a_law.sections[0].status is Status.APPARATUS


def test_two_annexes_of_one_name_are_told_apart() -> None:
    law = _law(_norm("Anlage", "<P>Muster A</P>"), _norm("Anlage", "<P>Muster B</P>"))
    assert [s.locator for s in law.sections] == ["Anlage", "Anlage (2)"]


def test_every_absatz_of_the_real_laws_comes_out_once_and_exactly(corpus: Path) -> None:
    files = sorted((corpus / "gesetze").glob("*.xml"))
    assert len(files) == 33
    for file in files:
        tables = [_squeezed(cell) for cell in _cells(file)]
        data = _without_tables(file)
        document = parse_law(data, document_id=file.stem, name=file.name)
        written = _squeezed("".join(f"{s.text}{_star_notes(s.footnotes)}" for s in document.sections))
        assert written == _squeezed(_wording(data)).replace("-----", ""), file.name
        whole = _squeezed("".join(s.text for s in read_law(file).sections)) if tables else ""
        assert [cell for cell in tables if cell not in whole] == [], file.name
        locators = [s.locator for s in document.sections]
        assert len(set(locators)) == len(locators), file.name


_SAFE = etree.XMLParser(
    load_dtd=False, no_network=True, resolve_entities=False, remove_comments=True, remove_pis=True
)


def _star_notes(footnotes: str) -> str:
    return "".join(line for line in footnotes.split("\n") if line.startswith(("*", "+)")))


def _cells(file: Path) -> list[str]:
    entries = etree.parse(file, _SAFE).getroot().iterfind("norm/textdaten/text//entry")
    return ["".join(entry.itertext()) for entry in entries]


def _without_tables(file: Path) -> bytes:
    """The law without its tables, whose spanned cells are said in each row: their cells are looked for."""
    root = etree.parse(file, _SAFE).getroot()
    etree.strip_elements(root, "table", with_tail=False)
    return etree.tostring(root, encoding="utf-8")


def _wording(data: bytes) -> str:
    """All text below every norm's `text` as a plain XML parser sees it, footnotes apart."""
    blocks = etree.fromstring(data, _SAFE).iterfind("norm/textdaten/text/*")
    return "".join("".join(block.itertext()) for block in blocks if block.tag != "Footnotes")


def _squeezed(text: str) -> str:
    return re.sub(r"[\s\u00ad]", "", text)
