"""The file of a backup: a ZIP whose manifest names each member with its size and SHA-256; read only where
all of that is right.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

from knowledge.errors import BackupFailed

MANIFEST, FORMAT = "manifest.json", 1
_BLOCK = 1 << 20  # bytes
_LEVEL = 1  # of packing: most bytes are vectors, which do not shrink
_MANIFEST_BYTES = 50_000_000


@dataclass(slots=True)
class Packing:
    """A backup that is being written; `about` goes into its manifest."""

    _zip: zipfile.ZipFile
    about: dict[str, Any] = field(default_factory=dict)
    _members: dict[str, dict[str, Any]] = field(default_factory=dict)

    @contextmanager
    def member(self, name: str) -> Iterator[_Hashed]:
        """Write a member."""
        with self._zip.open(zipfile.ZipInfo(name), "w", force_zip64=True) as stream:
            hashed = _Hashed(stream)
            yield hashed
        self._members[name] = {"bytes": hashed.size, "sha256": hashed.digest}

    def file(self, name: str, path: Path) -> None:
        """Write a file as a member."""
        with path.open("rb") as source, self.member(name) as target:
            shutil.copyfileobj(source, target, _BLOCK)

    def finish(self) -> None:
        """Write the manifest; the last that is written."""
        manifest = {"format": FORMAT, **self.about, "members": self._members}
        self._zip.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))

    def __len__(self) -> int:
        return len(self._members)


class _Hashed:
    """A stream that counts and hashes what is written to it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self._hash, self.size = stream, hashlib.sha256(), 0

    def write(self, data: bytes) -> int:
        self._hash.update(data)
        self.size += len(data)
        return self._stream.write(data)

    @property
    def digest(self) -> str:
        """SHA-256 of all that was written."""
        return self._hash.hexdigest()


@contextmanager
def packing(path: Path) -> Iterator[Packing]:
    """Write a backup that is there whole or not at all, for its owner's eyes.

    Raises:
        BackupFailed: the file is there already, or cannot be written.
    """
    if path.exists():
        raise BackupFailed(f"{path} gibt es schon. Bitte einen anderen Namen nehmen oder die Datei löschen.")
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        handle = os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with (
            os.fdopen(handle, "wb") as file,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as packed,
        ):
            made = Packing(packed)
            yield made
            made.finish()
        with unfinished.open("rb") as written:
            os.fsync(written.fileno())
        unfinished.rename(path)
    except OSError as error:
        raise BackupFailed(
            f"{path}: Die Sicherung lässt sich nicht schreiben ({error.strerror or error}). Bitte Platz und"
            " Rechte prüfen."
        ) from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Packed:
    """A backup that was checked."""

    about: dict[str, Any]
    members: tuple[str, ...]
    _zip: zipfile.ZipFile

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """Read a member."""
        with self._zip.open(name) as stream:
            yield stream

    def extract(self, name: str, target: Path) -> None:
        """Put a member into a file of its own."""
        target.parent.mkdir(parents=True, exist_ok=True)
        with self.open(name) as source, target.open("xb") as file:
            shutil.copyfileobj(source, file, _BLOCK)


@contextmanager
def checked(path: Path) -> Iterator[Packed]:
    """Open a backup once every member is what the manifest says.

    Raises:
        BackupFailed: it cannot be read, is damaged, or is of a later version.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            about = _manifest(path, packed)
            members = about.pop("members")
            _check(path, packed, members)
            yield Packed(about, tuple(members), packed)
    except FileNotFoundError as error:
        raise BackupFailed(f"{path} gibt es nicht. Bitte den Namen der Sicherung prüfen.") from error
    except (OSError, zipfile.BadZipFile, EOFError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(path, str(error) or type(error).__name__) from error


def _manifest(path: Path, packed: zipfile.ZipFile) -> dict[str, Any]:
    if packed.getinfo(MANIFEST).file_size > _MANIFEST_BYTES:
        raise _damaged(path, "das Verzeichnis ist zu groß")
    about: dict[str, Any] = json.loads(packed.read(MANIFEST))
    if about["format"] != FORMAT:
        raise BackupFailed(
            f"{path}: Diese Sicherung hat das Format {about['format']}, gelesen wird {FORMAT}. Bitte mit der"
            " Fassung des Programms wiederherstellen, die sie gemacht hat, oder das Programm erneuern."
        )
    return about


def _check(path: Path, packed: zipfile.ZipFile, members: dict[str, dict[str, Any]]) -> None:
    there = sorted(info.filename for info in packed.infolist())
    if there != sorted([*members, MANIFEST]):
        raise _damaged(path, "es fehlt etwas, oder es ist etwas dazugekommen")
    for name, expected in members.items():
        if not _is_safe(name):
            raise _damaged(path, f"„{name}“ führt aus dem Ordner hinaus")
        hashed, size = hashlib.sha256(), 0
        with packed.open(name) as stream:
            while block := stream.read(_BLOCK):
                hashed.update(block)
                size += len(block)
                if size > expected["bytes"]:
                    break
        if size != expected["bytes"] or hashed.hexdigest() != expected["sha256"]:
            raise _damaged(path, f"„{name}“ ist nicht, was gesichert wurde")


def _is_safe(name: str) -> bool:
    """Whether a member's name stays below the folder that it is put into."""
    parts = PurePosixPath(name).parts
    return (
        bool(parts)
        and not name.startswith("/")
        and "\\" not in name
        and "\0" not in name
        and not {"..", "."} & set(name.split("/"))
    )


def _damaged(path: Path, what: str) -> BackupFailed:
    return BackupFailed(
        f"{path}: Die Sicherung ist beschädigt ({what}). Es wurde nichts verändert; bitte eine andere nehmen."
    )
