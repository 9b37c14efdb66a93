"""Text recognition for scanned PDFs by ocrmypdf, where it is installed; it is no part of the installation."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

_SECONDS_A_PAGE = 15.0
_MOST_SECONDS = 900.0


def recognise(data: bytes, *, pages: int, language: str = "deu") -> bytes | None:
    """The PDF with a text layer on its scanned pages; None if ocrmypdf is not on the PATH,
    fails or takes too long.
    """
    program = shutil.which("ocrmypdf")
    if program is None:
        return None
    with tempfile.TemporaryDirectory(prefix="wbm-ocr-") as folder:
        source, target = Path(folder) / "in.pdf", Path(folder) / "out.pdf"
        source.write_bytes(data)
        command = [
            program,
            "--skip-text",
            "--output-type",
            "pdf",
            "--optimize",
            "0",
            "-l",
            language,
            str(source),
            str(target),
        ]
        try:
            done = subprocess.run(  # noqa: S603 - found on the PATH
                command,
                capture_output=True,
                timeout=min(_MOST_SECONDS, 60 + _SECONDS_A_PAGE * pages),
                check=False,
            )
        except (subprocess.TimeoutExpired, OSError):
            return None
        return target.read_bytes() if done.returncode == 0 and target.exists() else None
