"""Checksums of a generation's files, kept in its seal: a truncated or garbled file is named before anything
is searched in it.

CRC-32, since it has to find damage, not forgery: whoever can write there can write a seal too. Chroma's
folder is left out, because an open store writes into it; it is probed by its vectors instead.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection
from pathlib import Path

_BLOCK = 1 << 20
Checksums = dict[str, list[int]]  # path within the folder -> [bytes, CRC-32]


def checksums(folder: Path, leave_out: Collection[str] = ()) -> Checksums:
    """The checksums of all files below a folder; `leave_out` names what lies directly in it and
    is not looked at.
    """
    found: Checksums = {}
    for path in sorted(folder.rglob("*")):
        place = path.relative_to(folder)
        if path.is_file() and place.parts[0] not in leave_out:
            found[place.as_posix()] = [path.stat().st_size, _crc(path)]
    return found


def damaged_files(folder: Path, expected: Checksums, below: str = "") -> list[str]:
    """Files that are missing or have other contents than were sealed; `below`: only those in that folder."""
    return [
        place
        for place, sealed in expected.items()
        if place.startswith(below) and not _holds(folder / place, sealed)
    ]


def _holds(path: Path, sealed: list[int]) -> bool:
    try:
        return path.stat().st_size == sealed[0] and _crc(path) == sealed[1]
    except OSError:
        return False


def _crc(path: Path) -> int:
    value = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            value = zlib.crc32(block, value)
    return value
