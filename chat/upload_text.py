"""Documents that a person adds to a chat, read into sections: a page of a PDF, a heading's part of a DOCX."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from chains.upload_hits import UPLOAD
from knowledge.errors import UnreadableSource
from knowledge.model import Document, Section

_UNPACKED = 100_000_000  # bytes that a DOCX may have when unpacked
_CHARS = 600_000  # of text; far more than the pages allowed can hold
_PAGE_CHARS = 1800  # a standard page of a DOCX, which knows no pages


@dataclass(frozen=True, slots=True)
class Limits:
    """What a document may have, and how many a chat may."""

    megabytes: int
    pages: int
    documents: int = 5


def read_upload(name: str, data: bytes, limits: Limits, document_id: str) -> Document:
    """Read a PDF or DOCX.

    Raises:
        UnreadableSource: too large, too long, locked, damaged, another format, or a scan without text.
    """
    title = PurePath(name.replace("\\", "/")).name[:120] or "Dokument"
    if len(data) > limits.megabytes * 1_000_000:
        raise UnreadableSource(f"„{title}“ ist größer als {limits.megabytes} MB. Bitte nur den Teil hochladen, um den es geht.")
    if data[:1024].lstrip().startswith(b"%PDF"):
        sections = list(_pdf(title, data, limits))
    elif data[:4] == b"PK\x03\x04":
        sections = list(_docx(title, data, limits))
    else:
        raise UnreadableSource(f"„{title}“ ist weder PDF noch Word-Dokument (DOCX). Bitte in einem dieser Formate speichern.")
    if not sections:
        raise UnreadableSource(f"„{title}“ enthält keinen Text; vermutlich ist es ein Scan. Bitte mit Texterkennung (OCR) speichern.")
    if sum(len(section.text) for section in sections) > _CHARS:
        raise UnreadableSource(f"„{title}“ hat zu viel Text. Bitte nur den Teil hochladen, um den es geht.")
    return Document(document_id, UPLOAD, title, tuple(sections))


def _pdf(title: str, data: bytes, limits: Limits) -> Iterator[Section]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableSource(f"„{title}“ ist mit einem Passwort geschützt. Bitte ohne Passwort speichern.")
        if len(reader.pages) > limits.pages:
            raise UnreadableSource(f"„{title}“ hat {len(reader.pages)} Seiten; möglich sind {limits.pages}. Bitte nur die Seiten hochladen, um die es geht.")
        for number, page in enumerate(reader.pages, 1):
            if text := _tidy(page.extract_text()):
                yield Section(f"S. {number}", text)
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        AttributeError,
        RecursionError,
        OverflowError,
    ) as error:  # pypdf meets broken files with any of these
        raise UnreadableSource(f"„{title}“ lässt sich nicht lesen; die PDF-Datei ist wohl beschädigt. Bitte neu speichern.") from error


def _docx(title: str, data: bytes, limits: Limits) -> Iterator[Section]:
    import docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    broken = UnreadableSource(f"„{title}“ lässt sich nicht lesen. Bitte als Word-Dokument (DOCX) oder PDF neu speichern.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _UNPACKED:
                raise UnreadableSource(f"„{title}“ ist entpackt zu groß. Bitte nur den Teil hochladen, um den es geht.")
        document = docx.Document(io.BytesIO(data))
        parts = list(_docx_parts(document))
    except (zipfile.BadZipFile, OpcError, LxmlError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise broken from error
    if sum(len(text) for _, text in parts) > limits.pages * _PAGE_CHARS * 2:
        raise UnreadableSource(f"„{title}“ hat mehr als {limits.pages} Seiten. Bitte nur den Teil hochladen, um den es geht.")
    for number, (heading, text) in enumerate(parts, 1):
        place = f"Abschnitt {number}" + (f" „{heading}“" if heading else "")
        yield Section(place, text, heading=heading)


def _docx_parts(document: object) -> Iterator[tuple[str, str]]:
    """(heading, text) of each part between headings, tables as lines with tabs; a part without heading ends after a page."""
    from docx.table import Table

    heading, lines = "", list[str]()
    for block in document.iter_inner_content():  # type: ignore[attr-defined]
        if isinstance(block, Table):
            lines += ["\t".join(_tidy(cell.text).replace("\n", " ") for cell in row.cells) for row in block.rows]
            continue
        text = _tidy(block.text)
        is_heading = bool(text) and (block.style.name or "").lower().startswith(("heading", "überschrift", "title", "titel"))
        if lines and (is_heading or sum(map(len, lines)) > _PAGE_CHARS * 2):
            yield heading, "\n".join(lines)
            lines = []
        if is_heading:
            heading = text[:100]
        elif text:
            lines.append(text)
    if lines:
        yield heading, "\n".join(lines)


def _tidy(text: str) -> str:
    """Without control characters, hyphens at line ends and needless white space; line ends stay."""
    text = re.sub(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]", " ", text.replace("\r", "\n"))
    text = re.sub(r"(?<=[a-zäöüß])-\n(?=[a-zäöüß])", "", text)
    return "\n".join(line for line in (re.sub(r"[ \t\u00a0]+", " ", part).strip() for part in text.split("\n")) if line)
