"""PDF, Word, PowerPoint and Excel files that the readers' tests write for themselves."""

from __future__ import annotations

import io
import zlib
from typing import Any

from fpdf import FPDF

PROSE = (
    "Die berufliche Weiterbildung wird gefördert, wenn sie notwendig ist und Kenntnisse vermittelt, die über"
    " eine kurze Einweisung hinausgehen. Betriebe und Beschäftigte lassen sich vor Beginn beraten. "
)


class Brochure(FPDF):
    """Pages with a running header and page numbers."""

    running = "Leitfaden Weiterbildung 2026"

    def header(self) -> None:
        self.set_font("helvetica", size=8)
        self.cell(0, 5, self.running, align="R")
        self.ln(10)

    def footer(self) -> None:
        self.set_y(-15)
        self.set_font("helvetica", size=8)
        self.cell(0, 5, f"Seite {self.page_no()} von {{nb}}", align="C")

    def head(self, text: str, size: int = 14) -> None:
        self.set_font("helvetica", "B", size)
        self.multi_cell(0, size * 0.6, text, new_x="LMARGIN", new_y="NEXT")

    def body(self, text: str, size: int = 11) -> None:
        self.set_font("helvetica", size=size)
        self.multi_cell(0, 6, text, new_x="LMARGIN", new_y="NEXT")
        self.ln(3)

    def bytes(self) -> bytes:
        return bytes(self.output())


def scan(text: str = "") -> bytes:
    """A PDF of one page that shows a picture; `text` adds a second page with text."""
    from PIL import Image

    paper = FPDF()
    paper.add_page()
    paper.image(Image.new("L", (400, 600), 200), 10, 10, 180)
    if text:
        paper.add_page()
        paper.set_font("helvetica", size=11)
        paper.multi_cell(0, 6, text)
    return bytes(paper.output())


def one_page(text: str = "Ein Satz auf einer Seite, der gelesen wird.") -> bytes:
    paper = FPDF()
    paper.add_page()
    paper.set_font("helvetica", size=11)
    paper.multi_cell(0, 6, text)
    return bytes(paper.output())


def raw_pdf(*objects: bytes) -> bytes:
    """A PDF put together from its objects by hand, numbered from 1; the first is the catalogue."""
    data, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        data
        + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
        + table
        + b"trailer << /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(data))
    )


def page_pdf(stream: bytes, more: bytes = b"", *, packed: bool = True) -> bytes:
    """A PDF of one page with this content stream."""
    content = zlib.compress(stream, 9) if packed else stream
    kind = b"/Filter /FlateDecode " if packed else b""
    return raw_pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0"
        b" R >> " + more + b" >> >>",
        b"<< " + kind + b"/Length %d >>\nstream\n" % len(content) + content + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )


def saved(thing: Any) -> bytes:
    """The bytes of what python-docx, python-pptx or openpyxl saves."""
    target = io.BytesIO()
    thing.save(target)
    return target.getvalue()
