"""Indexes without the everyday phrases of some laws, or of all: what a document looks like that somebody
adds.

The phrases are nowhere then: neither compared with the question nor among the words that are searched. Built
of the same library and its vectors beside the real indexes, so nothing is embedded again.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Literal

from knowledge.editorial.phrases import PHRASES
from knowledge.index.generation import IndexPlace
from knowledge.model.document import content_hash

if TYPE_CHECKING:
    from pathlib import Path

    from settings import Settings

Phrases = Literal["all", "none", "even", "odd"]


def place_with(phrases: Phrases, settings: Settings) -> IndexPlace | None:
    """Where indexes with these phrases lie (built when they are opened): those of every second law in the
    order of their ids, or of no law; None for the real ones.
    """
    if phrases == "all":
        return None
    laws = sorted(PHRASES.glob("*.yaml"))
    kept = {"none": [], "even": laws[::2], "odd": laws[1::2]}[phrases]
    root = settings.data / "evals" / "held-out" / content_hash(phrases, *(law.name for law in kept))[:12]
    return IndexPlace(root / "index", everyday=_folder(root / "phrases", kept))


def _folder(folder: Path, laws: list[Path]) -> Path:
    """A folder with copies of these laws' phrases as they are now."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for law in laws:
        shutil.copy2(law, folder / law.name)
    return folder
