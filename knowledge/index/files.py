"""A generation's files: written once, linked on to the next, with their checksums in its seal, so that a
truncated or garbled one is named before anything is searched in it.

CRC-32, since it has to find damage, not forgery: whoever can write there can write a seal too.
"""

from __future__ import annotations

import os
import shutil
import zlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np

_BLOCK = 1 << 20
# bytes that are read before an index is opened, the smallest files first; of the others only the size is
# looked at, and `wbm doctor` reads all
_READ_AT_ONCE = 512 << 20  # 0.14 s of CPU (29.11.2026)
Checksums = dict[str, list[int]]  # path within the folder -> [bytes, CRC-32]


def mapped(path: Path) -> np.ndarray:
    """A stored array, memory-mapped, as a plain one: each slice of numpy's own kind costs microseconds."""
    return np.asarray(np.load(path, mmap_mode="r"))


def link_files(source: Path, target: Path, names: Iterable[str]) -> None:
    """The same files in another folder: hard links, or copies where the file system has none. For files that
    are never written again.
    """
    for name in names:
        _link(str(source / name), str(target / name))


def link_folder(source: Path, target: Path) -> None:
    """All files below a folder, as `link_files` does it."""
    shutil.copytree(source, target, copy_function=_link, dirs_exist_ok=True)


def _link(old: str, new: str) -> str:
    try:
        os.link(old, new)
    except OSError:
        shutil.copy2(old, new)
    return new


def checksums(folder: Path, before: Path | None = None, known: Checksums | None = None) -> Checksums:
    """The checksums of all files below a folder; of what is linked from the folder `before`, whose checksums
    are `known`, without reading it.
    """
    found: Checksums = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            place = path.relative_to(folder).as_posix()
            same = (known or {}).get(place) if before and _same(path, before / place) else None
            found[place] = same or [path.stat().st_size, _crc(path)]
    return found


def _same(path: Path, other: Path) -> bool:
    try:
        return path.samefile(other)
    except OSError:
        return False


def damaged_files(folder: Path, expected: Checksums, *, whole: bool = False) -> list[str]:
    """Files that are missing or have other contents than were sealed, in the order of the seal; `whole`: all
    are read to their end, else of large ones only the size is looked at.
    """
    read, room = set(expected), _READ_AT_ONCE
    if not whole:
        for place, (size, _) in sorted(expected.items(), key=lambda item: item[1][0]):
            room -= size
            if room < 0:
                read.discard(place)
    return [
        place for place, sealed in expected.items() if not _holds(folder / place, sealed, read=place in read)
    ]


def _holds(path: Path, sealed: list[int], *, read: bool) -> bool:
    try:
        return path.stat().st_size == sealed[0] and (not read or _crc(path) == sealed[1])
    except OSError:
        return False


def _crc(path: Path) -> int:
    value = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            value = zlib.crc32(block, value)
    return value
