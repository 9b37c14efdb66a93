"""Documents that a person adds to a chat, read into sections by the readers of the sync."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import PurePath

from chains.upload_hits import UPLOAD
from ingest.formats import Format, format_of, parse_bytes
from knowledge.errors import UnreadableSource
from knowledge.model import Document

_CHARS_A_PAGE = 6000  # twice what a dense page holds: Word knows no pages


@dataclass(frozen=True, slots=True)
class Limits:
    """What a document may have, and how many a chat may."""

    megabytes: int
    pages: int
    documents: int = 5


def read_upload(name: str, data: bytes, limits: Limits, document_id: str) -> Document:
    """Read a PDF or DOCX; its sections lead nowhere but to the person's own file.

    Raises:
        UnreadableSource: too large, too long, locked, damaged, another format, or a scan without text.
    """
    title = PurePath(name.replace("\\", "/")).name[:120] or "Dokument"
    if len(data) > limits.megabytes * 1_000_000:
        raise UnreadableSource(f"{title}: Die Datei ist größer als {limits.megabytes} MB. Bitte nur den Teil hochladen, um den es geht.")
    if data and format_of(data, name=title) not in {Format.PDF, Format.DOCX}:
        raise UnreadableSource(f"{title}: Das ist weder PDF noch Word-Dokument (DOCX). Bitte in einem dieser Formate speichern.")
    read = parse_bytes(data, name=title, document_id=document_id)
    pages = max((int(page) for section in read.sections for page in re.findall(r"#page=(\d+)$", section.url)), default=1)
    if pages > limits.pages or sum(len(section.text) for section in read.sections) > limits.pages * _CHARS_A_PAGE:
        raise UnreadableSource(f"{title}: Das Dokument hat mehr als {limits.pages} Seiten. Bitte nur die Seiten hochladen, um die es geht.")
    return Document(document_id, UPLOAD, title, tuple(replace(section, url="") for section in read.sections))
