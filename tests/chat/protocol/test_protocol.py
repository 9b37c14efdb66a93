"""The Beratungsprotokoll: gathered, kept as JSON, given out with every letter."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import docx
from pypdf import PdfReader

from chains.answer import Answer, Citation
from chains.blocks.kinds import LeadQuote, Notice, Quote
from chains.case.conversation import written_case
from chat.protocol.docx import protocol_docx
from chat.protocol.pdf import protocol_pdf
from chat.protocol.protocol import Protocol
from knowledge.model.document import DocumentHead, Passage, Section

QUOTE = "(2) Der Zuschuss beträgt\n1. 50 Prozent,\n2. 25 Prozent – höchstens „1.500 €“."
URL = "https://www.gesetze-im-internet.de/sgb_3/__82.html"


def answer(url: str = URL, quote: str = QUOTE) -> Answer:
    head = DocumentHead("sgb_3", "law", "SGB III", "", date(2024, 12, 31), "", "", "", "", (), (), None, ())
    citation = Citation(1, Passage("c", quote, Section("§ 82 Abs. 2", quote, url=url), head, 0), quote)
    said = (LeadQuote("Bei 120 Beschäftigten", "50 Prozent", 1), Quote(1, quote, citation.label))
    return Answer("Welchen Anteil tragen wir?", (Notice("Galt bis 31.07.2024.", 1), *said), (citation,))


PROTOCOL = (
    Protocol(date(2026, 11, 24), notes=("Zeugnisse mitbringen",))
    .with_case(written_case("Frau Özlem Yıldız, Paweł Wójcik, 120 Beschäftigte", date(2026, 11, 24)))
    .with_answer("a", answer())
)


def test_gathering() -> None:
    assert PROTOCOL.with_answer("a", answer()) == PROTOCOL
    assert PROTOCOL.without("a").entries == ()
    # what is quoted stands at its place
    assert PROTOCOL.entries[0].paragraphs == ("Bei 120 Beschäftigten: „50 Prozent“ [1]",)
    assert PROTOCOL.entries[0].places[0].url == URL
    assert PROTOCOL.with_answer("b", answer("javascript:alert(1)")).entries[1].places[0].url == ""
    assert PROTOCOL.sources == (("SGB III § 82 Abs. 2", "31.12.2024"),)
    assert Protocol.from_json(PROTOCOL.to_json()) == PROTOCOL
    before = {"day": "2026-11-24", "case": "120 Beschäftigte", "notes": [], "entries": []}
    assert Protocol.from_json(before).case.remarks == ("120 Beschäftigte",)


def test_both_documents_hold_everything() -> None:
    word = docx.Document(io.BytesIO(protocol_docx(PROTOCOL)))
    in_word = "\n".join(
        [
            *(p.text for p in word.paragraphs),
            *(cell.text for table in word.tables for row in table.rows for cell in row.cells),
        ]
    )
    pdf = PdfReader(io.BytesIO(protocol_pdf(PROTOCOL)))
    in_pdf = "\n".join(page.extract_text() for page in pdf.pages)
    for text in (in_word, in_pdf):
        flat = " ".join(text.split())
        for said in (
            "24.11.2026",
            "120 Beschäftigte · Frau Özlem Yıldız · Paweł Wójcik",
            "Welchen Anteil tragen wir?",
            "Achtung: Galt bis 31.07.2024.",
            "[1] SGB III § 82 Abs. 2 (Stand 31.12.2024)",
            "2. 25 Prozent – höchstens „1.500 €“.",
            "Zeugnisse mitbringen",
            "keine Rechtsberatung",
        ):
            assert said in flat, said
    notes = [note.get_object() for page in pdf.pages for note in page.get("/Annots", [])]
    links = {str(note["/A"]["/URI"]) for note in notes if "/URI" in note.get("/A", {})}
    assert links == {URL}
    assert URL in {r.target_ref for r in word.part.rels.values() if r.is_external}


def test_hostile_and_long_text_is_printed() -> None:
    evil = "\x00\x07<w:p>&amp; \u202e" + "Donaudampfschifffahrtsgesellschaft" * 20 + "\t|x\n" * 300
    long = replace(PROTOCOL, notes=("x" * 5000,)).with_answer("lang", answer(quote=evil.strip()))
    assert len(PdfReader(io.BytesIO(protocol_pdf(long))).pages) > 3
    assert docx.Document(io.BytesIO(protocol_docx(long)))
    assert protocol_pdf(Protocol(date(2026, 1, 1)))
