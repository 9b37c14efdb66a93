# ruff: noqa: PT017 - an error is one of two right ends here, and has to say something
"""Every reader: a mutated file gives a document that can be stored, or an UnreadableSource in German, in
bounded time.
"""

from __future__ import annotations

import io
import json
import time
from functools import cache
from pathlib import Path

import docx
import openpyxl
import pptx
import pytest
from hypothesis import given

from ingest.catalogues.read import read_catalogue
from ingest.chunk import chunk_document
from ingest.crawl.rules import FetchRules
from ingest.crawl.session import Session
from ingest.documents.formats import Format, parse_bytes
from ingest.modules.module_file import load_module_file
from knowledge.editorial.sources import Source, load_sources
from knowledge.errors import SettingsError, UnreadableSource
from knowledge.model.document import Document
from settings import ROOT
from tests.catalogue_samples import TODAY, openqcat, page, service, termin
from tests.conftest import LAW
from tests.fuzz.mutations import EXAMPLES, fuzzed, mutated, mutated_package
from tests.ingest.paper import one_page, saved

pytestmark = [pytest.mark.slow, pytest.mark.thorough, pytest.mark.timeout(1800)]
PAGES = [path.read_bytes() for path in sorted((ROOT / "tests" / "data" / "pages").glob("*.html"))]
SHEETS = [path.read_bytes() for path in sorted((ROOT / "knowledge" / "texts").glob("*.md"))[:4]]
TEXT = "Förderung\n=======\n\n1. Wer? Beschäftigte.\n2. Wie viel? 50 Prozent.\n\n- Antrag\n- Brief\n".encode()
CSV = 'Titel;Ort;Beginn;Preis\n"Schweißen";Dortmund;11.01.2027;1.200,50\nExcel;Köln;;0\n'.encode()
OPENQCAT = openqcat(
    f"<NEW_CATALOG>{service('1', title='Schweißen', start='2027-01-11')}</NEW_CATALOG>"
).encode()
SLOW = 60.0  # seconds for one file of a few kilobytes on a loaded machine; a reader that hangs takes longer


@cache
def word() -> bytes:
    file = docx.Document()
    file.add_heading("Leitfaden", 1)
    file.add_paragraph("Der Kurs dauert zwei Tage.", style="List Number")
    table = file.add_table(2, 2)
    table.cell(0, 0).text, table.cell(1, 1).text = "Kurs", "40 Euro"
    return saved(file)


@cache
def slides() -> bytes:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text, slide.placeholders[1].text = "Tag 1", "Ziele\nAblauf"
    slide.notes_slide.notes_text_frame.text = "Notiz"
    return saved(deck)


@cache
def sheet() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["Titel", "Ort", "Beginn", "Preis"])
    book.active.append(["Schweißen", "Dortmund", TODAY, 1200.5])
    return saved(book)


def holds(data: bytes, name: str) -> None:
    begun = time.monotonic()
    try:
        document = parse_bytes(data, name=name)
    except UnreadableSource as error:
        assert str(error).strip()
    else:
        storable(document)
    assert time.monotonic() - begun < SLOW


def storable(document: Document) -> None:
    """What the library and the index do with it: hash, encode, cut."""
    assert document.content_hash
    for chunk in chunk_document(document):
        assert chunk.id
        chunk.embedded_text.encode()
    json.dumps([section.locator for section in document.sections]).encode()
    document.title.encode()


@given(mutated([LAW.read_bytes()]))
@fuzzed()
def test_laws(data: bytes) -> None:
    holds(data, "gesetz.xml")


@given(mutated(PAGES))
@fuzzed()
def test_pages(data: bytes) -> None:
    holds(data, "seite.html")


@given(mutated(SHEETS))
@fuzzed()
def test_markdown(data: bytes) -> None:
    holds(data, "blatt.md")


@given(mutated([TEXT, *SHEETS[:1]]))
@fuzzed()
def test_texts(data: bytes) -> None:
    holds(data, "text.txt")


@given(mutated([CSV]))
@fuzzed()
def test_csv(data: bytes) -> None:
    holds(data, "liste.csv")


@given(mutated([one_page()]))
@fuzzed(max(10, EXAMPLES // 5))  # each in a process of its own
def test_pdf(data: bytes) -> None:
    holds(data, "heft.pdf")


@pytest.mark.parametrize(
    ("make", "name"), [(word, "leitfaden.docx"), (slides, "folien.pptx"), (sheet, "liste.xlsx")]
)
def test_office(make: object, name: str) -> None:
    seed: bytes = make()  # type: ignore[operator]

    @given(mutated_package(seed) | mutated([seed]))
    @fuzzed()
    def run(data: bytes) -> None:
        holds(data, name)

    run()


@given(mutated([LAW.read_bytes(), TEXT, CSV, *PAGES[:2], *SHEETS[:1]]))
@fuzzed()
def test_a_format_that_is_only_guessed(data: bytes) -> None:
    holds(data, "ohne-endung")
    for name in ("x.pdf", "x.docx", "x.md", "x.xml"):
        holds(data[:4000], name)


CATALOGUES = {
    "ba": (json.dumps(page([termin(1), termin(2, start=None)])).encode(), "seite.json", {"format": "ba"}),
    "openqcat": (OPENQCAT, "katalog.xml", {"format": "openqcat"}),
    "csv": (
        CSV,
        "liste.csv",
        {
            "format": "csv",
            "delimiter": ";",
            "columns": {"title": "Titel", "town": "Ort", "start": "Beginn", "price": "Preis"},
        },
    ),
}


@pytest.mark.parametrize("kind", CATALOGUES)
def test_catalogues(kind: str, tmp_path: Path) -> None:
    seed, name, options = CATALOGUES[kind]
    entry = {
        "id": "k",
        "kind": "catalogue",
        "location": name,
        "licence": "x",
        "topics": ["a"],
        "region": "x",
        "max_age_days": 1,
        "catalogue": options,
    }
    source = Source.model_validate(entry)
    session = Session(tmp_path / "crawl", FetchRules("probe/1", 1, 1, 1000, 1, 0))
    (tmp_path / name).write_bytes(seed)
    assert any(outcome.document for outcome in read_catalogue(source, tmp_path, session)), (
        "the seed is no valid catalogue"
    )

    @given(mutated([seed]))
    @fuzzed()
    def run(data: bytes) -> None:
        (tmp_path / name).write_bytes(data)
        try:
            for outcome in read_catalogue(source, tmp_path, session):
                assert outcome.document or outcome.failure
                if outcome.document:
                    storable(outcome.document)
        except UnreadableSource as error:
            assert str(error)

    run()


def test_what_editors_write(tmp_path: Path) -> None:
    module = (ROOT / "knowledge" / "modules" / "1-rolle-und-tandem" / "module.yaml").read_bytes()
    listed = (ROOT / "knowledge" / "sources.yaml").read_bytes()[:6000]

    @given(mutated([module]), mutated([listed]))
    @fuzzed()
    def run(one: bytes, two: bytes) -> None:
        (tmp_path / "module.yaml").write_bytes(one)
        (tmp_path / "sources.yaml").write_bytes(two)
        try:
            load_module_file(tmp_path / "module.yaml")
        except UnreadableSource as error:
            assert "module.yaml" in str(error)
        try:
            load_sources(tmp_path / "sources.yaml")
        except SettingsError as error:
            assert str(error)

    run()


def test_every_format_is_fuzzed() -> None:
    assert {
        Format.LAW,
        Format.MARKDOWN,
        Format.HTML,
        Format.PDF,
        Format.DOCX,
        Format.PPTX,
        Format.XLSX,
        Format.CSV,
        Format.TEXT,
    } == set(Format)
    assert io.BytesIO(word()).getvalue()
