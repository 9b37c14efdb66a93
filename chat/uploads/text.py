"""Documents that a person adds to a chat, read into sections by the readers of the sync."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import PurePath

from chains.retrieval.uploads import UPLOAD
from ingest.documents.formats import Format, format_of
from ingest.documents.limited import Bounds, parse_limited
from knowledge.errors import UnreadableSource
from knowledge.german.numbers import german_number
from knowledge.model.document import Document, Section

_CHARS_A_SECTION = 1_500  # of a pasted text: about two paragraphs, which one chunk takes
_CHARS_A_PAGE = 6000  # twice what a dense page holds: Word knows no pages


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """What a document may have, and how many a chat may."""

    megabytes: int
    pages: int
    documents: int = 5


def read_upload(name: str, data: bytes, limits: UploadLimits, document_id: str) -> Document:
    """Read a PDF or DOCX; its sections lead nowhere but to the person's own file.

    Raises:
        UnreadableSource: too large, too long, locked, damaged, another format, or a scan without text.
    """
    title = PurePath(name.replace("\\", "/")).name[:120] or "Dokument"
    if len(data) > limits.megabytes * 1_000_000:
        raise UnreadableSource(
            f"{title}: Die Datei ist größer als {limits.megabytes} MB. Bitte nur den Teil hochladen, um den"
            " es geht."
        )
    if data and format_of(data, name=title) not in {Format.PDF, Format.DOCX}:
        raise UnreadableSource(
            f"{title}: Das ist weder PDF noch Word-Dokument (DOCX). Bitte in einem dieser Formate speichern."
        )
    read = parse_limited(
        data, name=title, document_id=document_id, bounds=Bounds(characters=2 * limits.pages * _CHARS_A_PAGE)
    )
    pages = max(
        (int(page) for section in read.sections for page in re.findall(r"#page=(\d+)$", section.url)),
        default=1,
    )
    if (
        pages > limits.pages
        or sum(len(section.text) for section in read.sections) > limits.pages * _CHARS_A_PAGE
    ):
        raise UnreadableSource(
            f"{title}: Das Dokument hat mehr als {limits.pages} Seiten. Bitte nur die Seiten hochladen, um"
            " die es geht."
        )
    return Document(document_id, UPLOAD, title, tuple(replace(section, url="") for section in read.sections))


def read_pasted(title: str, text: str, limits: UploadLimits, document_id: str) -> Document:
    """A text that was typed or pasted, as a document: one section for each so many characters, cut between
    paragraphs, sentences or words.

    Raises:
        UnreadableSource: too long.
    """
    if len(text) > limits.pages * _CHARS_A_PAGE:
        raise UnreadableSource(
            f"Der eingefügte Text hat {german_number(len(text))} Zeichen, möglich sind"
            f" {german_number(limits.pages * _CHARS_A_PAGE)}. Bitte nur den Teil einfügen, um den es geht."
        )
    sections: list[Section] = []
    start = 0
    while start < len(text):
        end = _section_end(text, start)
        if part := text[start:end].strip():
            sections.append(Section(locator=f"Abschnitt {len(sections) + 1}", text=part))
        start = end
    return Document(document_id, UPLOAD, title, tuple(sections))


def _section_end(text: str, start: int) -> int:
    """Where a section that begins at `start` ends: behind the last paragraph, sentence or word that fits."""
    end = start + _CHARS_A_SECTION
    if end >= len(text):
        return len(text)
    for border in ("\n\n", "\n", ". ", " "):
        found = text.rfind(border, start + _CHARS_A_SECTION // 2, end)
        if found >= 0:
            return found + len(border)
    return end
