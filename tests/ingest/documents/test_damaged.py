"""A folder of forty damaged and hostile files: nothing hangs, nothing is lost, each is reported."""

from __future__ import annotations

import io
import time
import zipfile
import zlib
from pathlib import Path

import docx
import openpyxl
import pptx
import pytest

from ingest.chunk import chunk_document
from ingest.sources.read import Outcome, read_path
from tests.conftest import LAW
from tests.ingest.paper import one_page, page_pdf, raw_pdf, saved, scan

GOOD = "lesbar"


def flipped(data: bytes) -> bytes:
    """The bytes with every 97th of them turned over, the first thousand aside."""
    return bytes(byte ^ 0x55 if n > 1000 and n % 97 == 0 else byte for n, byte in enumerate(data))


def repacked(data: bytes, part: str, content: bytes) -> bytes:
    """An Office file with one part replaced."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, content if info.filename == part else old.read(info.filename))
    return target.getvalue()


def damaged_files() -> dict[str, bytes]:
    """name -> content; files that hold text all the same have "lesbar" in their name."""
    pdf, law = one_page(), LAW.read_bytes()
    file = docx.Document()
    file.add_paragraph("Ein Satz, der zu lesen wäre.")
    word = saved(file)
    deck = pptx.Presentation()
    deck.slides.add_slide(deck.slide_layouts[5]).shapes.title.text = "Titel"
    slides = saved(deck)
    book = openpyxl.Workbook()
    book.active.append(["Kurs", "Ort"])
    sheet = saved(book)
    tree = b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"
    return {
        "leer.pdf": b"",
        "nullen.pdf": b"\x00" * 5000,
        "abgeschnitten.pdf": pdf[: len(pdf) // 2],
        "nur-kopf.pdf": b"%PDF-1.7\n",
        "webseite.pdf": b"<!doctype html><html><body>Bitte anmelden</body></html>",
        "kreis.pdf": raw_pdf(b"<< /Type /Catalog /Pages 2 0 R >>", tree),
        "ohne-seiten.pdf": raw_pdf(
            b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>"
        ),
        "ohne-katalog.pdf": raw_pdf(b"<< /Type /Nichts >>"),
        "tief.pdf": page_pdf(b"BT " + b"[" * 50_000 + b"] TJ ET"),
        "packbombe.pdf": page_pdf(
            zlib.compress(b"\x00" * 300_000_000, 9), b"/Filter [/FlateDecode /FlateDecode] "
        ),
        "endlose-formen.pdf": page_pdf(b"/X Do " * 2000, b"/XObject << /X 3 0 R >>"),
        "gescannt.pdf": scan(),
        "ohne-text.pdf": page_pdf(b"0 0 100 100 re f"),
        "muell-davor-lesbar.pdf": b"HTTP/1.1 200 OK\r\n\r\n" + pdf,
        "ohne-verzeichnis.pdf": pdf.replace(b"startxref", b"startxxxx"),
        "leer.docx": b"",
        "abgeschnitten.docx": word[: len(word) // 2],
        "umgedreht.docx": flipped(word),
        "kein-xml.docx": repacked(word, "word/document.xml", b"<w:document"),
        "falsche-wurzel.docx": repacked(word, "word/document.xml", b"<x/>"),
        "entitaeten.docx": repacked(
            word, "word/document.xml", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
        ),
        "bombe.docx": repacked(word, "word/document.xml", b" " * 80_000_000),
        "altes-format.docx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 2000,
        "abgeschnitten.pptx": slides[:3000],
        "ohne-folien.pptx": saved(pptx.Presentation()),
        "kaputte-folie.pptx": repacked(slides, "ppt/slides/slide1.xml", b"<p:sld"),
        "abgeschnitten.xlsx": sheet[:-200],
        "leer.xlsx": saved(openpyxl.Workbook()),
        "kein-blatt.xlsx": repacked(sheet, "xl/workbook.xml", b"<workbook/>"),
        "endlose-zeilen-lesbar.xlsx": repacked(
            sheet,
            "xl/worksheets/sheet1.xml",
            b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension'
            b' ref="A1:XFD1048576"/><sheetData><row r="1048576"><c r="A1048576"'
            b' t="inlineStr"><is><t>unten</t></is></c></row></sheetData></worksheet>',
        ),
        "leer.csv": b"\r\n\r\n",
        "nullzeichen-lesbar.csv": b"Kurs;Ort\r\nSchwei\x00\xdfen;K\xf6ln\r\n",
        "anfuehrung.csv": b'Kurs;Ort\r\n"nie geschlossen;' + b"x" * 200_000,
        "abgeschnitten.xml": law[: len(law) // 2],
        "entitaeten.xml": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "a">]><dokumente>&a;</dokumente>',
        "kein-gesetz.xml": b"<?xml version='1.0'?><OPENQCAT/>",
        "umgedreht-lesbar.html": flipped(
            b"<html><body><main><h1>Seite</h1>" + b"<p>Ein Satz im Text.</p>" * 200
        ),
        "nur-skript.html": b"<html><body><script>alles()</script></body></html>",
        "latein-lesbar.md": "größer".encode("latin-1"),
        "offener-kopf.md": b"---\ntitle: x\n",
        "binaer-lesbar.txt": b"Ein Satz.\x00\x01\x02 Noch einer.",
        "alt.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 2000,
    }


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Outcome], set[str], float]:
    """(file name -> outcome, names of all files, seconds)."""
    folder = tmp_path_factory.mktemp("beschaedigt")
    files = damaged_files()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    begun = time.monotonic()
    read = list(read_path(folder, "ordner"))
    seconds = time.monotonic() - begun
    names = {Path(name).stem: name for name in files} | {name: name for name in files}
    return {names[outcome.document_id]: outcome for outcome in read}, set(files), seconds


def test_nothing_hangs(outcomes: tuple[dict[str, Outcome], set[str], float]) -> None:
    assert outcomes[2] < 90


def test_each_file_has_its_outcome(outcomes: tuple[dict[str, Outcome], set[str], float]) -> None:
    found, names, _ = outcomes
    assert len(names) >= 40
    assert set(found) == names


def test_what_has_text_is_read_and_all_else_is_named_with_its_file_and_a_reason(
    outcomes: tuple[dict[str, Outcome], set[str], float],
) -> None:
    found, _, _ = outcomes
    assert {name for name, outcome in found.items() if outcome.document is not None} == {
        name for name in found if GOOD in name
    }
    for name, outcome in found.items():
        if outcome.document is None:
            assert name in outcome.failure
            assert "Traceback" not in outcome.failure
            assert len(outcome.failure) < 700
        else:
            assert chunk_document(outcome.document)
