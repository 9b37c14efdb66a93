"""A person's own document: read, searched beside the library, verified like any source, and
refused with a reason.
"""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from fpdf import FPDF
from pypdf import PdfReader, PdfWriter

from chains.assistant import Assistant
from chat.history.quoted import answer_from_json, answer_json, changed_since
from chat.uploads.index import ChatUploads
from chat.uploads.text import UploadLimits, read_upload
from knowledge.errors import UnreadableSource
from knowledge.index.embedding import E5Embeddings
from settings import Settings

LIMITS = UploadLimits(megabytes=1, pages=3)
OFFER = (
    (
        "Angebot der Musterschule für den Lehrgang Schweißtechnik. Der Lehrgang kostet 2.345 Euro und dauert"
        " 120 Stunden."
    ),
    (
        "Zahlungsbedingungen: Die Gebühr ist in drei Raten zu zahlen. Bei Rücktritt bis 14 Tage vor Beginn"
        " fällt nichts an."
    ),
)


def pdf(*pages: str) -> bytes:
    made = FPDF()
    for page in pages:
        made.add_page()
        made.set_font("helvetica", size=12)
        made.multi_cell(0, 8, page)
    return bytes(made.output())


def word() -> bytes:
    made = docx.Document()
    made.add_heading("Betriebsvereinbarung Weiterbildung", 1)
    made.add_paragraph("Jede Beschäftigte erhält im Jahr fünf Tage bezahlte Freistellung für Lernen.")
    made.add_heading("Kosten", 1)
    table = made.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Kursgebühr", "bis 800 Euro"
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def test_pages_and_headings_are_the_places() -> None:
    document = read_upload("C:\\Temp\\Angebot.pdf", pdf(*OFFER), LIMITS, "upload:1")
    assert document.title == "Angebot.pdf"
    assert [(s.locator, s.url) for s in document.sections] == [("S. 1", ""), ("S. 2", "")]
    parts = read_upload("BV.docx", word(), LIMITS, "upload:2").sections
    assert [(s.locator, s.text) for s in parts] == [
        (
            "Betriebsvereinbarung Weiterbildung",
            "Jede Beschäftigte erhält im Jahr fünf Tage bezahlte Freistellung für Lernen.",
        ),
        ("Kosten", "Kursgebühr\tbis 800 Euro"),
    ]


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 120_000_000)
    return buffer.getvalue()


def locked() -> bytes:
    writer = PdfWriter(PdfReader(io.BytesIO(pdf("geheim"))))
    writer.encrypt("passwort", algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"x" * 1_000_001, "größer als 1 MB"),
        (b"", "leer"),
        (b"hallo", "soll PDF sein"),
        (b"%PDF-1.7 kaputt", "beschädigt"),
        (pdf(*OFFER, *OFFER), "mehr als 3 Seiten"),
        (pdf(""), "keinen Text"),
        (locked(), "Kennwort"),
        (bomb(), "ZIP-Bomben"),
    ],
    ids=["groß", "leer", "Format", "kaputt", "lang", "ohne Text", "Kennwort", "Bombe"],
)
def test_what_cannot_be_read_is_said(data: bytes, said: str) -> None:
    with pytest.raises(UnreadableSource, match=said):
        read_upload("x.pdf", data, LIMITS, "upload:x")


def test_other_formats_are_named() -> None:
    with pytest.raises(UnreadableSource, match="weder PDF noch"):
        read_upload("liste.csv", b"a;b\n1;2", LIMITS, "upload:x")


def test_it_is_answered_from_beside_the_library(assistant: Assistant, embedding: E5Embeddings) -> None:
    uploads = ChatUploads(embedding, LIMITS, Settings(_env_file=None))
    question = "Was kostet der Lehrgang Schweißtechnik laut Angebot?"
    assert uploads.hits(assistant.searcher.analyse(question)) == []
    uploads.add("Angebot.pdf", pdf(*OFFER))
    uploads.add("Betriebsvereinbarung.docx", word())
    answer = assistant.ask(question, own=uploads.hits)
    assert not answer.abstained
    assert answer.problems == ()
    assert answer.citations[0].label == "Ihr Dokument ‚Angebot.pdf‘, S. 1"
    assert "2.345 Euro" in answer.text
    asked = assistant.ask(
        "Wie viele Tage bezahlte Freistellung gibt unsere Betriebsvereinbarung?", own=uploads.hits
    )
    assert "Betriebsvereinbarung.docx" in asked.citations[0].label
    law = assistant.ask("Was sagt § 1 LernFG?", own=uploads.hits)
    assert [c.label for c in law.citations][:1] == ["LernFG § 1 Abs. 1"]
    assert not any("Ihr Dokument" in c.label for c in law.citations)
    weather = assistant.ask("Wie wird morgen das Wetter in Bochum?", own=uploads.hits)
    assert weather.abstained

    stored = answer_from_json(answer_json(answer))
    assert stored.citations[0].quote == answer.citations[0].quote
    # no more of the document than was quoted
    assert stored.citations[0].passage.section.text == answer.citations[0].quote
    assert "gehörte nur zu diesem Chat" in changed_since(stored.citations[0], assistant.searcher.library)
    assert changed_since(answer_from_json(answer_json(law)).citations[0], assistant.searcher.library) == ""


def test_a_chat_takes_so_many_documents(embedding: E5Embeddings) -> None:
    uploads = ChatUploads(
        embedding, UploadLimits(megabytes=1, pages=3, documents=1), Settings(_env_file=None)
    )
    uploads.add("Plan.pdf", pdf("Ein Satz."))
    uploads.add("Plan.pdf", pdf("Ein anderer Satz."))
    with pytest.raises(UnreadableSource, match="höchstens 1"):
        uploads.add("Brief.pdf", pdf("Noch ein Satz."))
    assert uploads.texts == ["S. 1\nEin anderer Satz."]  # with its page, since a heading may name somebody
