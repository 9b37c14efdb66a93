"""Files that editors add on the page of the sources: a folder for each below the data folder, one entry of
sources.yaml for each, under a name that nothing else has.
"""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knowledge.editorial.sources import Source

_FOLDER = "quellen"  # below the data folder
_LONGEST = 60  # letters of a name
_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_ENDING = re.compile(r"\.[a-z0-9]{1,5}")


def added_folder(data: Path) -> Path:
    """Where they lie."""
    return data.resolve() / _FOLDER


def safe_name(said: str, taken: Collection[str]) -> tuple[str, str]:
    """(name, ending) of a file that a person calls so: letters, digits and hyphens, never a path, and no name
    that is taken. A document is called by its file's name, so two of one name would be one document.
    """
    base = unicodedata.normalize("NFC", said).replace("\\", "/").rsplit("/", 1)[-1].strip().lower()
    ending = Path(base).suffix
    stem = base.removesuffix(ending)
    plain = unicodedata.normalize("NFKD", stem.translate(_LETTERS)).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST].strip("-") or "dokument"
    chosen = next(
        candidate
        for candidate in (name, *(f"{name}-{number}" for number in range(2, len(taken) + 3)))
        if candidate not in taken
    )
    return chosen, ending if _ENDING.fullmatch(ending) else ""


def drop_added(data: Path, base: Path, source: Source) -> None:
    """Delete the file of a source that is no longer listed, if it was added on the page; no other one.
    `base`: what the list's paths are relative to.
    """
    folder = (base / source.location).resolve().parent
    if source.kind == "file" and folder.parent == added_folder(data) and folder.name == source.id:
        shutil.rmtree(folder, ignore_errors=True)
