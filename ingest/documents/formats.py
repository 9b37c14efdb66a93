"""Which reader a file gets: by its media type, then its name's ending, then its content; a signature in the
bytes outranks a wrong claim.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from ingest.documents.raw import RawFile
from ingest.documents.settled import settled
from ingest.files import FILE_LIMIT
from knowledge.errors import UnreadableSource
from knowledge.model.document import Document


class Format(StrEnum):
    """A format that is read; the value is what messages call it."""

    LAW = "Gesetzes-XML"
    MARKDOWN = "Markdown"
    HTML = "HTML"
    PDF = "PDF"
    DOCX = "Word (DOCX)"
    PPTX = "PowerPoint (PPTX)"
    XLSX = "Excel (XLSX)"
    CSV = "CSV"
    TEXT = "Text"


ENDINGS: dict[str, Format] = {
    ".xml": Format.LAW,
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".pdf": Format.PDF,
    ".docx": Format.DOCX,
    ".docm": Format.DOCX,
    ".pptx": Format.PPTX,
    ".pptm": Format.PPTX,
    ".xlsx": Format.XLSX,
    ".xlsm": Format.XLSX,
    ".csv": Format.CSV,
    ".tsv": Format.CSV,
    ".txt": Format.TEXT,
}
_MEDIA = {
    "text/html": Format.HTML,
    "application/xhtml+xml": Format.HTML,
    "application/pdf": Format.PDF,
    "application/x-pdf": Format.PDF,
    "text/markdown": Format.MARKDOWN,
    "text/csv": Format.CSV,
    "text/tab-separated-values": Format.CSV,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": Format.DOCX,
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": Format.PPTX,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": Format.XLSX,
}
_OFFICE = {b"word/": Format.DOCX, b"ppt/": Format.PPTX, b"xl/": Format.XLSX}
_BINARY = {Format.PDF, Format.DOCX, Format.PPTX, Format.XLSX}
_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument"
_REMEDY = {
    b"\xd0\xcf\x11\xe0": (
        "Das ist ein altes oder ein mit Kennwort geschütztes Office-Dokument. Bitte ohne Kennwort als DOCX,"
        " PPTX oder XLSX speichern."
    ),
    b"{\\rtf": "RTF wird nicht gelesen. Bitte als DOCX speichern.",
    b"\x89PNG": "Das ist ein Bild. Bitte mit Texterkennung (OCR) als PDF speichern.",
    b"\xff\xd8\xff": "Das ist ein Bild. Bitte mit Texterkennung (OCR) als PDF speichern.",
    b"\x1f\x8b": "Das ist ein gepacktes Archiv (GZIP). Bitte entpacken.",
    b"Rar!": "Das ist ein gepacktes Archiv (RAR). Bitte entpacken.",
    b"7z\xbc\xaf": "Das ist ein gepacktes Archiv (7z). Bitte entpacken.",
}


def parse_bytes(
    data: bytes, *, name: str, url: str = "", media_type: str = "", charset: str = "", document_id: str = ""
) -> Document:
    """Read one file or page into a Document; `document_id` is the name's stem if none is given.

    Raises:
        UnreadableSource: empty, too large, of a format that is not read, damaged or without
            text; the reason is German.
    """
    kind, raw = identified(
        data, name=name, url=url, media_type=media_type, charset=charset, document_id=document_id
    )
    read = _reader(kind)
    try:
        return settled(read(raw), torn=kind is Format.PDF)
    except (
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        ArithmeticError,
        RecursionError,
        MemoryError,
        AssertionError,
        OSError,
    ) as error:
        # A reader's slip on odd input is that file's failure, said with its kind; the files
        # beside it are read.
        raise UnreadableSource(
            f"{name}: Der Inhalt lässt sich nicht lesen ({type(error).__name__}: {str(error)[:200]}). Bitte"
            " melden oder neu speichern."
        ) from error


def identified(
    data: bytes, *, name: str, url: str = "", media_type: str = "", charset: str = "", document_id: str = ""
) -> tuple[Format, RawFile]:
    """The format of these bytes, and what its reader is given.

    Raises:
        UnreadableSource: empty, too large, or of a format that is not read.
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise UnreadableSource(f"{name}: Die Datei ist leer. Bitte neu speichern oder herunterladen.")
    if len(data) > FILE_LIMIT:
        raise UnreadableSource(
            f"{name}: Die Datei ist größer als {FILE_LIMIT // 1_000_000} MB und wird nicht gelesen. Bitte"
            " teilen."
        )
    kind = format_of(data, name=name, url=url, media_type=media_type)
    return kind, RawFile(data, name, document_id or PurePosixPath(name).stem, url, charset)


def format_of(data: bytes, *, name: str, url: str = "", media_type: str = "") -> Format:
    """The format of these bytes.

    Raises:
        UnreadableSource: no format that is read, or a binary format is claimed that the bytes are not.
    """
    claimed = (
        _MEDIA.get(media_type.partition(";")[0].strip().lower())
        or ENDINGS.get(_ending(name))
        or ENDINGS.get(_ending(url))
    )
    seen = _signature(data)
    if seen:
        return seen
    if data.startswith(b"PK\x03\x04") and _OPEN_DOCUMENT in data[:200]:
        raise UnreadableSource(
            f"{name}: OpenDocument (ODT, ODS, ODP) wird nicht gelesen. Bitte als DOCX, XLSX oder PPTX"
            " speichern."
        )
    for start, remedy in _REMEDY.items():
        if data.startswith(start):
            raise UnreadableSource(f"{name}: {remedy}")
    if claimed in _BINARY:
        instead = "; statt dessen kam eine Webseite" if _looks_like_html(data) else ""
        raise UnreadableSource(
            f"{name}: Die Datei soll {claimed} sein, ist es aber nicht{instead}. Sie ist beschädigt oder"
            " falsch benannt; bitte neu herunterladen."
        )
    if claimed:
        return claimed
    if _looks_like_html(data):
        return Format.HTML
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml"):
        return Format.LAW
    if _is_text(data):
        return Format.TEXT
    raise UnreadableSource(
        f"{name}: Das Format „{_ending(name) or media_type or 'unbekannt'}“ wird nicht gelesen. Gelesen"
        f" werden: {', '.join(sorted(ENDINGS))}."
    )


def _ending(name: str) -> str:
    return (
        PurePosixPath(unquote(urlsplit(name).path)).suffix.lower()
        if "://" in name
        else PurePosixPath(name.partition("?")[0]).suffix.lower()
    )


def _signature(data: bytes) -> Format | None:
    """A format that its first bytes prove; a PDF may have up to 1,024 bytes of rubbish before its mark (ISO
    32000-1, annex H.3.4.1).
    """
    if b"%PDF-" in data[:1024] and not _looks_like_html(data):
        return Format.PDF
    if data.startswith(b"PK\x03\x04"):
        return next((office for folder, office in _OFFICE.items() if folder in data), None)
    return Format.LAW if b"<dokumente" in data[:4096] else None


def _looks_like_html(data: bytes) -> bool:
    head = data[:2048].replace(b"\x00", b"").lower()
    return any(mark in head for mark in (b"<!doctype html", b"<html", b"<head", b"<body", b"<title", b"<h1"))


def _is_text(data: bytes) -> bool:
    """No control characters but white space in the first kilobytes, wide encodings with a byte
    order mark aside.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return not any(byte < 9 or 13 < byte < 32 for byte in data[:4096])  # noqa: PLR2004 - the ASCII control characters


def _reader(kind: Format) -> Callable[[RawFile], Document]:  # noqa: PLR0911 - one line a format
    """The reader of a format, imported only when a file needs it: office and PDF libraries are
    slow to load.
    """
    match kind:
        case Format.LAW:
            from ingest.documents.law.reader import parse_law

            return lambda raw: parse_law(raw.data, document_id=raw.document_id, name=raw.name)
        case Format.MARKDOWN:
            from ingest.documents.markdown import parse_markdown

            return parse_markdown
        case Format.HTML:
            from ingest.documents.html.page import parse_html

            return parse_html
        case Format.PDF:
            from ingest.documents.pdf.reader import parse_pdf

            return parse_pdf
        case Format.DOCX:
            from ingest.documents.office.word import parse_docx

            return parse_docx
        case Format.PPTX:
            from ingest.documents.office.slides import parse_pptx

            return parse_pptx
        case Format.XLSX:
            from ingest.documents.tables import parse_xlsx

            return parse_xlsx
        case Format.CSV:
            from ingest.documents.tables import parse_csv

            return parse_csv
        case Format.TEXT:
            from ingest.documents.text import parse_text

            return parse_text
