"""Keeps the encoder's graph on disk: making it takes a second, reading it a fiftieth."""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_DIGEST = 32  # bytes of SHA-256 before the content
_log = logging.getLogger(__name__)


def cached(folder: Path, key: str, make: Callable[[], bytes]) -> bytes:
    """What `make` makes, read from the folder if it was made before; `key` names all that it depends on.

    Several processes may make it at once: each renames a whole file. A file that is damaged is made anew, and
    where the folder takes nothing, the content is made at each start.
    """
    path = folder / f"{hashlib.sha256(key.encode()).hexdigest()[:16]}.graph"
    with suppress(OSError):
        stored = path.read_bytes()
        if hashlib.sha256(stored[_DIGEST:]).digest() == stored[:_DIGEST]:
            return stored[_DIGEST:]
    content = make()
    try:
        _write(path, hashlib.sha256(content).digest() + content)
    except OSError as error:
        _log.info("%s lässt sich nicht beschreiben (%s); gerechnet wird ohne.", folder, error.strerror)
    return content


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f"{path.name}.{os.getpid()}-{secrets.token_hex(4)}")
    try:
        aside.write_bytes(content)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
