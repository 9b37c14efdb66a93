"""The files of a local source: ordinary ones that lie within its root, and a word on every one
that is left out.

A link that leads out of the source would bring into the index, and so before everybody, what the editor did
not choose; a pipe, a socket or a device would stop the sync for ever.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import UnreadableSource

FILE_LIMIT = 200_000_000  # bytes of one file; larger ones are refused before anything is parsed
# what looks like an ordinary file there may be endless or wait
_OF_THE_SYSTEM = (Path("/proc"), Path("/sys"))
_KINDS = (
    (stat.S_ISFIFO, "eine Pipe"),
    (stat.S_ISSOCK, "ein Socket"),
    (stat.S_ISCHR, "ein Gerät"),
    (stat.S_ISBLK, "ein Gerät"),
    (stat.S_ISDIR, "ein Ordner"),
)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something of a source that is not read: its path within the source, and why, in German."""

    name: str
    reason: str


def files_below(root: Path, left_out: list[LeftOut], hidden: Collection[str] = (".", "~$")) -> Iterator[Path]:
    """Ordinary files below a folder, in order; what is left out is added to `left_out`. `hidden`: beginnings
    of names that nobody means.

    Raises:
        OSError: a folder cannot be read.
    """
    top = root.resolve()

    def refuse(error: OSError) -> None:
        raise error

    for folder, folders, names in os.walk(root, onerror=refuse):
        here = Path(folder)
        folders.sort()
        left_out += [
            LeftOut(_shown(here / name, root), "ein Verweis auf einen Ordner, dem nicht gefolgt wird")
            for name in folders
            if (here / name).is_symlink()
        ]
        folders[:] = [
            name for name in folders if not name.startswith(tuple(hidden)) and not (here / name).is_symlink()
        ]
        for name in sorted(names):
            if name.startswith(tuple(hidden)):
                continue
            if reason := why_not(here / name, top):
                left_out.append(LeftOut(_shown(here / name, root), reason))
            else:
                yield here / name


def why_not(path: Path, root: Path | None = None) -> str:
    """Why a file is not read, "" if it is; `root`: the resolved folder that a link may not lead out of."""
    try:
        target = path.resolve(strict=True)
        mode = target.stat().st_mode
    except (OSError, RuntimeError):  # RuntimeError: a circle of links, up to Python 3.12
        return ""  # reading it fails with its reason, and what was read of it before stays
    if root is not None and path.is_symlink() and not target.is_relative_to(root):
        return "ein Verweis, der aus der Quelle hinausführt"
    kind = next((name for test, name in _KINDS if test(mode)), "")
    if kind:
        return f"keine gewöhnliche Datei, sondern {kind}"
    return (
        "eine Datei des Betriebssystems"
        if any(target.is_relative_to(place) for place in _OF_THE_SYSTEM)
        else ""
    )


def read_bytes(path: Path, name: str, limit: int = FILE_LIMIT) -> bytes:
    """An ordinary file's bytes; whatever it turns out to be when it is opened, reading it ends.

    Raises:
        UnreadableSource: no ordinary file, too large, or not to be read; `name` is what the message calls it.
    """
    if reason := why_not(path):
        raise UnreadableSource(f"{name}: Das ist {reason}. Es wird nicht gelesen.")
    too_large = UnreadableSource(
        f"{name}: Die Datei ist größer als {limit // 1_000_000} MB und wird nicht gelesen. Bitte teilen."
    )
    try:
        # a pipe put in its place meanwhile must not wait for a writer
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as file:
            found = os.fstat(handle)
            if not stat.S_ISREG(found.st_mode):
                raise UnreadableSource(f"{name}: Das ist keine gewöhnliche Datei. Sie wird nicht gelesen.")
            if found.st_size > limit:
                raise too_large
            data = file.read(limit + 1)
    except OSError as error:
        raise UnreadableSource(
            f"{name}: Die Datei lässt sich nicht lesen ({error.strerror}). Bitte die Rechte prüfen."
        ) from error
    if len(data) > limit:
        raise too_large
    return data


def require_ordinary(path: Path, name: str) -> None:
    """Refuse what must not be opened by a reader that opens files itself.

    Raises:
        UnreadableSource: a pipe, a socket, a device, a file of the system.
    """
    if path.exists() and not path.is_dir() and (reason := why_not(path)):
        raise UnreadableSource(f"{name}: Das ist {reason}. Es wird nicht gelesen.")


def said_of(left_out: Collection[LeftOut], at_most: int = 5) -> str:
    """One German line on what was left out; "" for nothing."""
    shown = [f"{each.name} ({each.reason})" for each in list(left_out)[:at_most]]
    more = f" und {len(left_out) - at_most} weitere" if len(left_out) > at_most else ""
    return f"Nicht gelesen: {'; '.join(shown)}{more}" if shown else ""


def _shown(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()
