"""Adds entries to sources.yaml and takes them out, leaving every other line, comment and blank as it is."""

from __future__ import annotations

import io
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from knowledge.editorial.sources import Source, load_sources
from knowledge.errors import SettingsError


def entry_text(source: Source, indent: int = 2) -> str:
    """The entry as it stands in the file: only what is not a default, lists in one line."""
    fields = source.model_dump(exclude_defaults=True, mode="json")
    entry = CommentedMap({name: _flow(value) for name, value in fields.items()})
    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 10_000
    out = io.StringIO()
    yaml.dump(CommentedSeq([entry]), out)
    lines = out.getvalue().splitlines()
    strip = len(lines[0]) - len(lines[0].lstrip())
    return "\n".join(" " * indent + line[strip:] if line.strip() else "" for line in lines) + "\n"


def add_entry(path: Path, source: Source) -> None:
    """Append an entry.

    Raises:
        SettingsError: the id is taken, or the file cannot be written; it is then as it was.
    """
    listed = load_sources(path)
    if any(known.id == source.id for known in listed):
        raise SettingsError(
            f"{path}: Die Quelle „{source.id}“ gibt es schon. Bitte mit --id einen anderen Namen geben."
        )
    text = path.read_text(encoding="utf-8")
    if listed:
        indent = _sequence(text, path).lc.col
        text = f"{text.rstrip()}\n\n{entry_text(source, indent)}"
    else:
        head = "\n".join(line for line in text.splitlines() if not line.startswith("sources:"))
        text = f"{head.rstrip()}\nsources:\n{entry_text(source)}".lstrip("\n")
    _write(path, text)


def remove_entry(path: Path, source_id: str) -> None:
    """Take an entry out.

    Raises:
        SettingsError: there is no such entry, or the file cannot be written; it is then as it was.
    """
    if source_id not in {known.id for known in load_sources(path)}:
        raise SettingsError(f"{path}: Die Quelle „{source_id}“ steht nicht in der Liste.")
    text = path.read_text(encoding="utf-8")
    entries = _sequence(text, path)
    position = next(i for i, entry in enumerate(entries) if entry.get("id") == source_id)
    lines = text.splitlines(keepends=True)
    first = entries.lc.item(position)[0]
    last = entries.lc.item(position + 1)[0] if position + 1 < len(entries) else len(lines)
    while last > first + 1 and _between_entries(lines[last - 1]):
        last -= 1  # a comment before the next entry is that entry's
    kept = lines[:first] + lines[last:]
    if len(entries) == 1:
        kept = [line if not line.startswith("sources:") else "sources: []\n" for line in kept]
    while first and first < len(kept) and not kept[first].strip() and not kept[first - 1].strip():
        del kept[first]
    _write(path, "".join(kept))


def _between_entries(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


def _sequence(text: str, path: Path) -> CommentedSeq:
    entries = YAML().load(text)["sources"]
    if not isinstance(entries, CommentedSeq):
        raise SettingsError(f"{path}: Unter „sources“ steht keine Liste.")
    return entries


def _flow(value: object) -> object:
    if isinstance(value, list):
        flow = CommentedSeq(value)
        flow.fa.set_flow_style()
        return flow
    if isinstance(value, dict):
        return CommentedMap({name: _flow(inner) for name, inner in value.items()})
    return value


def _write(path: Path, text: str) -> None:
    """Replace the file in one step, once the new one has been checked."""
    draft = path.with_name(f".{path.name}.neu")
    try:
        draft.write_text(text, encoding="utf-8")
        load_sources(draft)
        draft.chmod(path.stat().st_mode & 0o777)  # it is no personal file: who could read it still can
        draft.replace(path)
    except OSError as error:
        raise SettingsError(
            f"{path}: Die Quellenliste lässt sich nicht schreiben ({error.strerror})."
        ) from error
    finally:
        draft.unlink(missing_ok=True)
