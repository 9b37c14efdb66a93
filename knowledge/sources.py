"""Reads sources.yaml: what is indexed, from where, under which licence. Errors name the line and the key."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from knowledge.catalogue_settings import Catalogue
from knowledge.checked_yaml import load_checked
from knowledge.errors import SettingsError

Kind = Literal["law", "factsheets", "folder", "web", "sitemap", "catalogue", "modules"]


class Source(BaseModel):
    """One entry of sources.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
    kind: Kind
    location: Annotated[str, Field(min_length=1)]
    licence: Annotated[str, Field(min_length=1)]
    topics: tuple[str, ...]
    region: str
    max_age_days: Annotated[int, Field(ge=1)]
    audience: tuple[str, ...] = ("mentor",)
    enabled: bool = True
    catalogue: Catalogue | None = None  # how a source of kind catalogue is read


class _SourceList(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    sources: tuple[Source, ...]


def load_sources(path: Path) -> tuple[Source, ...]:
    """All entries, enabled or not, in the order of the file.

    Raises:
        SettingsError: unreadable, not YAML, unknown key, missing key, wrong value, or an id that occurs twice.
    """
    listed, lines = load_checked(path, _SourceList, "Die Quellenliste", SettingsError)
    sources = listed.sources
    seen: set[str] = set()
    for position, source in enumerate(sources):
        if source.id in seen:
            raise SettingsError(f"{path}, Zeile {lines.of('sources', position, 'id')}: Die Quelle „{source.id}“ steht zweimal in der Liste.")
        seen.add(source.id)
    return sources
