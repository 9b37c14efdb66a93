"""Letters and the protocol's record of a consultation: the same facts, for two readers."""

from __future__ import annotations

import io
import json
from datetime import date

import docx
from pypdf import PdfReader

from chains.case.conversation import read_turn
from chains.case.facts import Case
from chat.case.card import check_case
from chat.case.form import changed
from chat.protocol.consultation import Agreed, ConsultationRecord, record_of
from chat.protocol.docx import protocol_docx
from chat.protocol.letter import LetterTo, letter, letter_docx
from chat.protocol.pdf import protocol_pdf
from chat.protocol.protocol import Protocol

DAY = date(2026, 11, 28)
CASE = read_turn(
    "Betrieb mit 120 Leuten, Kollegin 40, schwerbehindert, Abschluss vor neun Jahren, Kurs 200 Stunden für"
    " 4.000 Euro",
    DAY,
    Case(),
).kept
AGREED = Agreed.of(
    {
        "steps": "- Arbeitgeber-Service anrufen\n\n• Kurs wählen\x00",
        "office": " Agentur  Dortmund ",
        "deadline": "vor dem 1.3.",
        "notes": "ruft zurück",
        "else": 4,
    }
)
RECORD = record_of(CASE, check_case(CASE, DAY), AGREED)


def test_what_was_agreed_is_read_line_by_line() -> None:
    assert AGREED.steps[0] == "Arbeitgeber-Service anrufen"
    assert (AGREED.office, AGREED.deadline, AGREED.notes) == (
        "Agentur Dortmund",
        "vor dem 1.3.",
        ("ruft zurück",),
    )
    assert Agreed.of({"steps": ["x"], "office": None}) == Agreed()


def test_a_record_is_kept_as_json() -> None:
    assert ConsultationRecord.from_json(json.loads(json.dumps(RECORD.to_json()))) == RECORD
    whole = Protocol(DAY).with_record(RECORD)
    assert Protocol.from_json(json.loads(json.dumps(whole.to_json()))) == whole
    later = whole.with_record(record_of(CASE, check_case(CASE, DAY)))
    assert later.record is not None
    assert later.record.agreed == AGREED  # a check without new words keeps what was agreed


def test_the_firm_learns_nothing_of_the_person() -> None:
    said = letter(RECORD, LetterTo.FIRM, DAY).text
    assert "Der Betrieb zahlt: 0 Euro" in said
    assert "Agentur Dortmund" in said
    assert "keine Rechtsberatung" in said
    assert not any(word in said for word in ("40 Jahre", "behindert", "Integrationsamt", "Abschluss"))


def test_the_person_is_told_why() -> None:
    said = letter(RECORD, LetterTo.PERSON, DAY).text
    assert "Alter: 40 Jahre" in said
    assert "schwerbehindert ist." in said
    assert "vor dem 1.3." in said
    assert "1.3..\n" not in said


def test_without_any_funding_the_letter_says_so() -> None:
    short = changed(CASE, {"course.hours": "20"})
    record = record_of(short, check_case(short, DAY), chosen=["sgb3_82_lehrgangskosten"])
    said = letter(record, LetterTo.FIRM, DAY).text
    assert "voraussichtlich keine Förderung" in said
    assert "zahlt:" not in said


def test_both_documents_hold_case_result_calculation_and_what_was_agreed() -> None:
    whole = Protocol(DAY).with_record(RECORD)
    word = docx.Document(io.BytesIO(protocol_docx(whole)))
    in_word = "\n".join(
        [
            *(p.text for p in word.paragraphs),
            *(cell.text for table in word.tables for row in table.rows for cell in row.cells),
        ]
    )
    pdf = PdfReader(io.BytesIO(protocol_pdf(whole)))
    in_pdf = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    for said in (
        "Alter: 40 Jahre",
        "Möglich (Ermessen)",
        "4.000 Euro × 0 Prozent = 0 Euro",
        "SGB III § 82 Abs. 2 Satz 4 Nr. 2",
        "Kurs wählen",
        "Zuständige Stelle: Agentur Dortmund",
        "Frist: vor dem 1.3.",
        "ruft zurück",
    ):
        assert said in in_word
        assert said in in_pdf
    brief = docx.Document(io.BytesIO(letter_docx(letter(RECORD, LetterTo.PERSON, DAY))))
    assert any(p.text == "Ihre Weiterbildung: welche Förderung möglich ist" for p in brief.paragraphs)
