"""Reads a file of somebody unknown in a process with limits: what hangs or eats memory there ends that
process only.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from ingest.documents.formats import Format, identified
from ingest.documents.limited_worker import TOO_LONG, UNREADABLE, as_json
from knowledge.errors import UnreadableSource
from knowledge.model.document import Document

_GRACE = 5.0  # seconds of the clock above those of the processor: the readers' imports, a busy machine


@dataclass(frozen=True, slots=True)
class Bounds:
    """What reading one file may take: seconds of processor time, bytes of address space, characters of text
    that come out.
    """

    # a DOCX of 9.5 MB, 60 pages, 10 pictures took 0.3 s and 88 MB (2 cores, 2026-11-28)
    seconds: float = 10.0
    memory: int = 2**29
    pdf_seconds: float = 65.0  # the reader of PDFs stops itself after 50 s and says which pages are missing
    pdf_memory: int = 2**30
    characters: int = 10_000_000


def parse_limited(data: bytes, *, name: str, document_id: str, bounds: Bounds) -> Document:
    """What parse_bytes gives, read elsewhere.

    Raises:
        UnreadableSource: as parse_bytes, or too slow, too large, too long; the reason is German.
    """
    is_pdf = identified(data, name=name)[0] is Format.PDF
    seconds, memory = (bounds.pdf_seconds, bounds.pdf_memory) if is_pdf else (bounds.seconds, bounds.memory)
    command = [
        sys.executable,
        "-m",
        "ingest.documents.limited_worker",
        name,
        document_id,
        f"{seconds:.0f}",
        str(memory),
        str(bounds.characters),
    ]
    answer, status = _run(command, data, seconds + _GRACE)
    if status is None:
        raise UnreadableSource(
            f"{name}: Die Datei lässt sich nicht in {seconds:.0f} Sekunden lesen. Bitte einfacher speichern"
            " oder als PDF ausgeben."
        )
    if status == TOO_LONG:
        raise UnreadableSource(
            f"{name}: Die Datei enthält zu viel Text. Bitte nur den Teil hochladen, um den es geht."
        )
    if status == UNREADABLE:
        raise UnreadableSource(answer.decode("utf-8", "replace"))
    try:
        return as_json().validate_json(answer)
    except ValidationError as error:
        said = (
            f"{name}: Das Lesen braucht zu viel Speicher oder Zeit; die Datei ist beschädigt oder bösartig"
            " gebaut. Bitte neu speichern."
        )
        raise UnreadableSource(said) from error


def _run(command: list[str], data: bytes, seconds: float) -> tuple[bytes, int | None]:
    """What the process said and how it ended, None if its time was over; whatever it started ends with it."""
    root = str(Path(__file__).resolve().parent.parent.parent)
    kept = {
        key: value
        for key, value in os.environ.items()
        if key in {"PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV"}
    }
    # no key of the server; no memory for threads
    environment = kept | {"PYTHONPATH": root, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    pipe = subprocess.PIPE
    with subprocess.Popen(  # noqa: S603 - our own module
        command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=environment, start_new_session=True
    ) as process:
        try:
            answer, _ = process.communicate(data, timeout=seconds)
        except subprocess.TimeoutExpired:
            return b"", None
        finally:
            _end(process)
        return answer, process.returncode


def _end(process: subprocess.Popen[bytes]) -> None:
    """Also what it started: the reader of PDFs has a process of its own."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return
