"""The Beratungsprotokoll as a Word document, made in memory."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from chat.protocol.parts import RESULT_HEADS, agreed_parts, outcome_parts, result_row
from chat.protocol.protocol import NOTICE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from chat.protocol.consultation import ConsultationRecord
    from chat.protocol.protocol import CitedPlace, Protocol, ProtocolEntry

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # XML 1.0 has no such characters


def protocol_docx(protocol: Protocol) -> bytes:
    """The document's bytes."""
    import docx
    from docx.shared import Cm, Pt

    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    document.styles["Normal"].font.name, document.styles["Normal"].font.size = "Calibri", Pt(11)
    document.core_properties.title, document.core_properties.author, document.core_properties.language = (
        protocol.title,
        "WBM-Assistent",
        "de-DE",
    )
    document.add_heading(clean(protocol.title), level=0)
    if protocol.case_words:
        document.add_heading("Der Fall", level=1)
        document.add_paragraph(clean(protocol.case_words))
    if protocol.record is not None:
        _record(document, protocol.record)
    if protocol.entries:
        document.add_heading("Fragen und Antworten", level=1)
    for number, entry in enumerate(protocol.entries, 1):
        _entry(document, number, entry)
    if protocol.all_notes:
        document.add_heading("Notizen", level=1)
        _bullets(document, protocol.all_notes)
    if protocol.sources:
        document.add_heading("Stand der Quellen", level=1)
        table = document.add_table(rows=1, cols=2, style="Light Grid Accent 1")
        table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Fundstelle", "Stand"
        for label, stand in protocol.sources:
            cells = table.add_row().cells
            cells[0].text, cells[1].text = clean(label), stand
        for row in table.rows:
            row.cells[0].width, row.cells[1].width = Cm(13), Cm(3)
    document.add_heading("Hinweis", level=1)
    document.add_paragraph(NOTICE)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _record(document: Any, record: ConsultationRecord) -> None:
    """What the case came to, how it is reckoned, what was agreed."""
    document.add_heading("Ergebnis", level=1)
    table = document.add_table(rows=1, cols=5, style="Light Grid Accent 1")
    for cell, head in zip(table.rows[0].cells, RESULT_HEADS, strict=True):
        cell.text = head
    for outcome in record.outcomes:
        for cell, text in zip(table.add_row().cells, result_row(outcome), strict=True):
            cell.text = clean(text)
    for outcome in record.outcomes:
        document.add_heading(clean(outcome.title), level=2)
        for title, lines in outcome_parts(outcome):
            document.add_paragraph().add_run(title).bold = True
            _bullets(document, lines)
    agreed = agreed_parts(record.agreed)
    if agreed:
        document.add_heading("Vereinbart", level=1)
        _bullets(document, agreed)


def _bullets(document: Any, lines: Iterable[str]) -> None:
    for line in lines:
        document.add_paragraph(clean(line), style="List Bullet")


def _entry(document: Any, number: int, entry: ProtocolEntry) -> None:
    document.add_heading(clean(f"{number}. {entry.question}"), level=2)
    for warning in entry.warnings:
        document.add_paragraph().add_run(clean(f"Achtung: {warning}")).bold = True
    for block in entry.paragraphs:
        document.add_paragraph(clean(block))
    if entry.places:
        document.add_heading("Fundstellen", level=3)
    for place in entry.places:
        _place(document, place)


def _place(document: Any, place: CitedPlace) -> None:
    from docx.shared import Pt, RGBColor

    head = document.add_paragraph()
    head.add_run(clean(f"[{place.n}] {place.label}")).bold = True
    head.add_run(f" (Stand {place.stand})")
    head.paragraph_format.keep_with_next = True
    quote = document.add_paragraph(style="Intense Quote")
    quote.paragraph_format.left_indent = quote.paragraph_format.right_indent = Pt(14)
    run = quote.add_run(clean(place.quote))
    run.italic, run.bold, run.font.size, run.font.color.rgb = False, False, Pt(10), RGBColor(28, 43, 47)
    if place.url:
        _link(document.add_paragraph(), place.url)


def _link(paragraph: Any, url: str) -> None:
    """A hyperlink; python-docx reads them but has no method to add one."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.text.run import Run

    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    element = OxmlElement("w:r")
    link.append(element)
    paragraph._p.append(link)  # noqa: SLF001 - the only way in
    run = Run(element, paragraph)  # type: ignore[arg-type]  # OxmlElement is typed as any element
    run.text, run.underline = url, True


def clean(text: str) -> str:
    """Without the characters that XML 1.0 does not have."""
    return _CONTROL.sub(" ", text)
