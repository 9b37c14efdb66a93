"""The glossary: everyday word -> legal terms, and what laws are called. Data in glossary.yaml,
kept by editors.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from knowledge.editorial.checked_yaml import load_checked
from knowledge.errors import SettingsError
from knowledge.german.words import words

DEFAULT_GLOSSARY = Path(__file__).parent.parent / "glossary.yaml"


class GlossaryEntry(BaseModel):
    """Everyday words (matched as whole words, any inflection) and the legal terms a search adds for them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    words: Annotated[tuple[str, ...], Field(min_length=1)]
    terms: tuple[str, ...] = ()
    places: tuple[str, ...] = ()  # "sgb_3 § 82": where the matter is ruled
    note: str = ""


class Glossary(BaseModel):
    """All entries, and the names of laws by document id."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    laws: dict[str, tuple[str, ...]] = {}
    special: dict[str, tuple[str, ...]] = {}  # law for a particular group -> words that speak of the group
    # language -> beginning of a word -> German search words
    foreign: dict[str, dict[str, tuple[str, ...]]] = {}
    # laws that further training is about: preferred a little when nothing else decides
    core: tuple[str, ...] = ()
    entries: tuple[GlossaryEntry, ...] = ()

    @property
    def vocabulary(self) -> set[str]:
        """All German words in it, lower case."""
        listed = [
            *self.special.values(),
            *self.laws.values(),
            *(part for entry in self.entries for part in (entry.words, entry.terms)),
        ]
        return {word for texts in listed for text in texts for word in words(text)}


@cache
def load_glossary(path: Path) -> Glossary:
    """The glossary of that file.

    Raises:
        SettingsError: unreadable, not YAML, or of another shape; names the line.
    """
    return load_checked(path, Glossary, "Das Glossar", SettingsError)[0]
