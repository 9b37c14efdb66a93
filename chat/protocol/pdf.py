"""The Beratungsprotokoll as a PDF, made in memory; the font comes in a wheel, so that every
name's letters are there.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from chat.protocol.parts import RESULT_HEADS, agreed_parts, outcome_parts, result_row
from chat.protocol.protocol import NOTICE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fpdf import FPDF

    from chat.protocol.consultation import ConsultationRecord
    from chat.protocol.protocol import CitedPlace, Protocol, ProtocolEntry

_FONT = "SourceSans"
_MARGIN, _INDENT, _LINE = 22, 5, 5.6  # mm
# the page's colours; contrast on white 7 : 1 and more
_STRONG, _INK, _SOFT = (11, 92, 102), (28, 43, 47), (238, 243, 243)


def protocol_pdf(protocol: Protocol) -> bytes:
    """The document's bytes: A4, with bookmarks, links and its language."""
    pdf = _page(protocol)
    _heading(pdf, protocol.title, 18, level=0)
    if protocol.case_words:
        _heading(pdf, "Der Fall", 13)
        _text(pdf, protocol.case_words)
    if protocol.record is not None:
        _record(pdf, protocol.record)
    if protocol.entries:
        _heading(pdf, "Fragen und Antworten", 13)
    for number, entry in enumerate(protocol.entries, 1):
        _entry(pdf, number, entry)
    if protocol.all_notes:
        _heading(pdf, "Notizen", 13)
        _bullets(pdf, protocol.all_notes)
    if protocol.sources:
        _heading(pdf, "Stand der Quellen", 13)
        pdf.set_font(_FONT, size=10)
        with pdf.table(
            col_widths=(13, 3),
            line_height=_LINE,
            text_align="LEFT",
            first_row_as_headings=True,
            borders_layout="HORIZONTAL_LINES",
        ) as table:
            for row in (("Fundstelle", "Stand"), *protocol.sources):
                table.row(row)
        pdf.ln(2)
    _heading(pdf, "Hinweis", 13)
    _text(pdf, NOTICE)
    return bytes(pdf.output())


def _record(pdf: FPDF, record: ConsultationRecord) -> None:
    """What the case came to, how it is reckoned, what was agreed."""
    _heading(pdf, "Ergebnis", 13)
    pdf.set_font(_FONT, size=9)
    with pdf.table(
        col_widths=(5, 2.4, 2.6, 3.2, 2.6), line_height=4.6, text_align="LEFT", padding=1
    ) as table:
        for row in (RESULT_HEADS, *map(result_row, record.outcomes)):
            table.row(row)
    for outcome in record.outcomes:
        _heading(pdf, outcome.title, 11.5, level=2)
        for title, lines in outcome_parts(outcome):
            _text(pdf, title, style="B", gap=0.5)
            _bullets(pdf, lines)
    agreed = agreed_parts(record.agreed)
    if agreed:
        _heading(pdf, "Vereinbart", 13)
        _bullets(pdf, agreed)


def _bullets(pdf: FPDF, lines: Iterable[str]) -> None:
    for line in lines:
        _text(pdf, f"• {line}", gap=0.8)


def _page(protocol: Protocol) -> FPDF:
    from fpdf import FPDF

    class Paged(FPDF):
        def footer(self) -> None:
            self.set_y(-14)
            self.set_font(_FONT, size=9)
            self.cell(
                0,
                6,
                f"{protocol.title} · keine Rechtsberatung · Seite {self.page_no()} von {{nb}}",
                align="C",
            )

    pdf = Paged(format="A4")
    pdf.set_lang("de-DE")
    pdf.set_title(protocol.title)
    pdf.set_creator("WBM-Assistent")
    pdf.set_margins(_MARGIN, 20, _MARGIN)
    pdf.set_auto_page_break(auto=True, margin=20)
    for style, path in _fonts().items():
        pdf.add_font(_FONT, style, path)
    pdf.set_font(_FONT, size=11)
    pdf.set_text_color(*_INK)
    pdf.add_page()
    return pdf


def _fonts() -> dict[str, Path]:
    import font_source_sans_pro

    folder = Path(font_source_sans_pro.__file__).parent / "files"
    return {"": folder / "SourceSansPro-Regular.ttf", "B": folder / "SourceSansPro-Semibold.ttf"}


def _entry(pdf: FPDF, number: int, entry: ProtocolEntry) -> None:
    _heading(pdf, f"{number}. {entry.question}", 12, level=2)
    for warning in entry.warnings:
        _text(pdf, f"Achtung: {warning}", style="B")
    for block in entry.paragraphs:
        _text(pdf, block)
    for place in entry.places:
        _place(pdf, place)


def _place(pdf: FPDF, place: CitedPlace) -> None:
    if pdf.will_page_break(4 * _LINE):  # a place's name does not stand alone at the end of a page
        pdf.add_page()
    _text(pdf, f"[{place.n}] {place.label} (Stand {place.stand})", style="B", gap=0.5)
    pdf.set_font(_FONT, size=10)
    pdf.set_fill_color(*_SOFT)
    pdf.set_x(_MARGIN + _INDENT)
    _cell(pdf, pdf.epw - _INDENT, place.quote, fill=True, padding=(1.5, 3, 1.5, 3))
    if place.url:
        pdf.set_text_color(*_STRONG)
        pdf.set_x(_MARGIN + _INDENT)
        _cell(pdf, pdf.epw - _INDENT, place.url, link=place.url)
        pdf.set_text_color(*_INK)
    pdf.ln(2.5)


def _heading(pdf: FPDF, text: str, size: float, level: int = 1) -> None:
    pdf.ln(2)
    if pdf.will_page_break(4 * _LINE):
        pdf.add_page()
    pdf.start_section(text, level=max(0, level - 1))
    pdf.set_text_color(*_STRONG)
    pdf.set_font(_FONT, "B", size)
    _cell(pdf, 0, text, height=size * 0.5)
    pdf.set_text_color(*_INK)
    pdf.ln(1.5)


def _text(pdf: FPDF, text: str, style: Any = "", gap: float = 2) -> None:
    pdf.set_font(_FONT, style, 11)
    _cell(pdf, 0, text)
    pdf.ln(gap)


def _cell(pdf: FPDF, width: float, text: str, *, height: float = _LINE, **options: Any) -> None:
    pdf.multi_cell(
        width, height, text.replace("\t", "   "), new_x="LMARGIN", new_y="NEXT", align="L", **options
    )
