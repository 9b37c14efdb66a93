"""Reads sources.yaml: what is indexed, from where, under which licence. Errors name the line and the key."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

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


class _SourceList(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    sources: tuple[Source, ...]


def load_sources(path: Path) -> tuple[Source, ...]:
    """All entries, enabled or not, in the order of the file.

    Raises:
        SettingsError: unreadable, not YAML, unknown key, missing key, wrong value, or an id that occurs twice.
    """
    try:
        text = path.read_text(encoding="utf-8")
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except OSError as error:
        raise SettingsError(f"{path}: Die Quellenliste lässt sich nicht lesen ({error.strerror}).") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: Die Quellenliste ist kein gültiges YAML: {error}") from error
    try:
        sources = _SourceList.model_validate(data).sources
    except ValidationError as error:
        lines = [f"{path}, Zeile {_line(root, e['loc'])}: {_explain(e['type'], e['loc'], e['msg'])}" for e in error.errors()]
        raise SettingsError("\n".join(lines)) from error
    seen: set[str] = set()
    for position, source in enumerate(sources):
        if source.id in seen:
            raise SettingsError(f"{path}, Zeile {_line(root, ('sources', position, 'id'))}: Die Quelle „{source.id}“ steht zweimal in der Liste.")
        seen.add(source.id)
    return sources


def _explain(kind: str, place: tuple[int | str, ...], message: str) -> str:
    key = next((str(part) for part in reversed(place) if isinstance(part, str)), "")
    match kind:
        case "extra_forbidden":
            return f"Unbekannter Schlüssel „{key}“. Erlaubt sind: {', '.join(Source.model_fields)}."
        case "missing":
            return f"Der Schlüssel „{key}“ fehlt."
        case _:
            return f"Der Wert von „{key}“ passt nicht: {message}"


def _line(node: yaml.Node | None, place: tuple[int | str, ...]) -> int:
    """Line (from 1) of the deepest node on the way to `place` that exists."""
    line = 1
    for step in place:
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
        elif isinstance(node, yaml.MappingNode):
            pair = next(((k, v) for k, v in node.value if k.value == step), None)
            if pair is None:
                return line
            line, node = pair[0].start_mark.line + 1, pair[1]
            continue
        else:
            return line
        line = node.start_mark.line + 1
    return line
