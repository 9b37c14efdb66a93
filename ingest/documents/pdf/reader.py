"""Reader for PDF: pages and headings as sections, each with the address of its page; scans by ocrmypdf where
it is installed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

from ingest.documents.pdf.ocr import recognise
from ingest.documents.pdf.sections import page_list
from ingest.documents.raw import RawFile
from knowledge.errors import UnreadableSource
from knowledge.model.document import Document, Section

SECONDS = 50.0  # for one file; what is left then is named in the notes
_GRACE = 10.0  # seconds more until the process is ended
MEMORY = 2 * 2**30  # bytes of address space of the reading process


def parse_pdf(raw: RawFile, *, seconds: float = SECONDS, memory: int = MEMORY) -> Document:
    """Read the bytes of one PDF in a process with limits; pages that cannot be read are named in the
    document's notes.

    Raises:
        UnreadableSource: broken, protected by a password, too slow, or pictures only (a scan needs text
            recognition).
    """
    content = _read(raw.data, raw.name, seconds, memory)
    if content["scanned"]:
        recognised = recognise(raw.data, pages=content["pages"])
        content = _read(recognised, raw.name, seconds, memory) if recognised else content
    scanned, notes = content["scanned"], list(content["notes"])
    if scanned:
        notes.append(
            f"S. {page_list(scanned)} ohne Text (gescannt): braucht Texterkennung (OCR), zum Beispiel mit"
            " ocrmypdf."
        )
    if not content["sections"]:
        raise UnreadableSource(f"{raw.name}: {_why_empty(content, notes)}")
    base = raw.url.partition("#")[0]
    return Document(
        id=raw.document_id,
        kind="pdf",
        title=content["title"] or raw.stem,
        sections=tuple(
            Section(locator, text, heading, tuple(path), f"{base}#page={page}" if base else f"#page={page}")
            for page, locator, heading, path, text in content["sections"]
        ),
        stand=date.fromisoformat(content["stand"]) if content["stand"] else None,
        stand_note=content["stand_note"],
        url=raw.url,
        notes=tuple(notes),
    )


def _why_empty(content: dict[str, Any], notes: list[str]) -> str:
    if content["scanned"]:
        return (
            "Das PDF besteht aus gescannten Seiten ohne Text. Es braucht Texterkennung (OCR): `ocrmypdf -l"
            " deu` installieren und erneut einlesen oder vorher anwenden."
        )
    return " ".join(notes) or "Das PDF hat keinen Text."


def _read(data: bytes, name: str, seconds: float, memory: int) -> dict[str, Any]:
    root = str(Path(__file__).resolve().parent.parent.parent.parent)
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH", ""))))
    }
    command = [sys.executable, "-m", "ingest.documents.pdf.worker", name, str(seconds), str(memory)]
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            command, input=data, capture_output=True, timeout=seconds + _GRACE, env=environment, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableSource(
            f"{name}: Das PDF lässt sich nicht in {seconds:.0f} Sekunden lesen, vermutlich ist es beschädigt."
            " Bitte neu erzeugen."
        ) from error
    try:
        content: dict[str, Any] = json.loads(done.stdout)
    except ValueError as error:
        raise UnreadableSource(
            f"{name}: Das PDF hat das Leseprogramm zum Absturz gebracht (Ende mit {done.returncode}). Bitte"
            " neu erzeugen."
        ) from error
    if "failure" in content:
        raise UnreadableSource(content["failure"])
    return content
