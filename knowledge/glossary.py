"""The glossary: everyday word -> legal terms, and what laws are called. Data in glossary.yaml, kept by editors."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from knowledge.errors import SettingsError


class Entry(BaseModel):
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
    core: tuple[str, ...] = ()  # laws that further training is about: preferred a little when nothing else decides
    entries: tuple[Entry, ...] = ()


@cache
def load_glossary(path: Path) -> Glossary:
    """The glossary of that file.

    Raises:
        SettingsError: unreadable, not YAML, or of another shape; names the entry.
    """
    try:
        return Glossary.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: Das Glossar lässt sich nicht lesen: {error}") from error
    except ValidationError as error:
        places = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise SettingsError(f"{path}: Das Glossar stimmt nicht: {places}") from error
