"""The process that an unknown file is read in: `python -m ingest.documents.limited_worker NAME ID SECONDS
MEMORY CHARACTERS`, file in, JSON of a Document out.

Ends with 0, or with TOO_LONG, or with UNREADABLE and the German reason in the place of the document.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from knowledge.model.document import Document

TOO_LONG, UNREADABLE = 3, 4


def main() -> int:
    """Read one file within the limits that are given."""
    from ingest.documents.formats import parse_bytes
    from knowledge.errors import UnreadableSource

    name, document_id, (seconds, memory, characters) = sys.argv[1], sys.argv[2], map(int, sys.argv[3:6])
    write = as_json().dump_json
    _limit(seconds, memory)
    try:
        document = parse_bytes(sys.stdin.buffer.read(), name=name, document_id=document_id)
    except UnreadableSource as error:
        sys.stdout.buffer.write(str(error).encode("utf-8", "replace"))
        return UNREADABLE
    if (
        sum(len(section.text) + len(section.heading) + len(section.locator) for section in document.sections)
        > characters
    ):
        return TOO_LONG
    sys.stdout.buffer.write(write(document))
    return 0


def as_json() -> TypeAdapter[Document]:
    """Writes and reads a document as JSON."""
    from pydantic import TypeAdapter

    from knowledge.model import document
    from knowledge.model.course import Course

    adapter = TypeAdapter(document.Document)
    adapter.rebuild(force=True, _types_namespace=vars(document) | {"Course": Course})
    return adapter


def _limit(seconds: int, memory: int) -> None:
    """Limits of the system: seconds of processor time, bytes of address space; no core file."""
    # a system without these limits has the caller's time-out
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main())
