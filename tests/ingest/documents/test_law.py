from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from ingest.documents.law.reader import read_law
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


def test_every_absatz_of_the_real_laws_comes_out_once_and_exactly(corpus: Path) -> None:
    files = sorted((corpus / "gesetze").glob("*.xml"))
    assert len(files) == 33
    for file in files:
        document = read_law(file)
        assert _squeezed("".join(s.text for s in document.sections)) == _squeezed(_wording(file)), file.name
        locators = [s.locator for s in document.sections]
        assert len(set(locators)) == len(locators), file.name


def _wording(file: Path) -> str:
    """All text below every norm's `text` as a plain XML parser sees it, footnotes apart."""
    parser = etree.XMLParser(
        load_dtd=False, no_network=True, resolve_entities=False, remove_comments=True, remove_pis=True
    )
    blocks = etree.parse(file, parser).getroot().iterfind("norm/textdaten/text/*")
    return "".join("".join(block.itertext()) for block in blocks if block.tag != "Footnotes")


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)
