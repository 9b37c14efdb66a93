"""The process that a PDF is read in: `python -m ingest.documents.pdf.worker NAME SECONDS MEMORY`, PDF on
standard input, JSON on standard output.

A PDF is the one format whose parser an odd file can hang or make eat all memory; here that ends
this process only.
"""

from __future__ import annotations

import json
import logging
import sys
from contextlib import suppress
from dataclasses import asdict

from ingest.documents.pdf.sections import read_pdf
from knowledge.errors import UnreadableSource


def main() -> None:
    """Read one PDF; the answer is its content, or {"failure": reason}."""
    name, seconds, memory = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
    _limit(seconds, memory)
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        answer = asdict(read_pdf(sys.stdin.buffer.read(), name, seconds))
    except UnreadableSource as error:
        answer = {"failure": str(error)}
    except (MemoryError, RecursionError):
        answer = {
            "failure": (
                f"{name}: Das PDF braucht zum Lesen zu viel Speicher; es ist beschädigt oder bösartig gebaut."
                " Bitte neu erzeugen."
            )
        }
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace"))


def _limit(seconds: float, memory: int) -> None:
    """Limits of the system: seconds of processor time, bytes of address space."""
    # a system without these limits has the caller's time-out
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 2, int(seconds) + 4))


if __name__ == "__main__":
    main()
