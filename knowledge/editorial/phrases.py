"""Everyday phrases: how people ask for what a place of a law rules, kept by editors in knowledge/phrases/,
one file a law.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import RootModel

from knowledge.editorial.checked_yaml import load_checked
from knowledge.errors import SettingsError

PHRASES = Path(__file__).parent.parent / "phrases"


class EverydayPhrases(RootModel[dict[str, dict[str, tuple[str, ...]]]]):
    """Document id -> locator -> phrases."""

    def phrases(self, document_id: str, locator: str) -> tuple[str, ...]:
        """Phrases kept at a place."""
        return self.root.get(document_id, {}).get(locator, ())


class _Places(RootModel[dict[str, tuple[str, ...]]]):
    """One law's file: locator -> phrases."""


@cache
def load_phrases(folder: Path = PHRASES) -> EverydayPhrases:
    """The phrases of that folder; a file is named by its document id.

    Raises:
        SettingsError: unreadable or of another shape; names file and line.
    """
    return EverydayPhrases(
        {
            path.stem: load_checked(path, _Places, "Die Liste der Alltagsfragen", SettingsError)[0].root
            for path in sorted(folder.glob("*.yaml"))
        }
    )
