"""From sources to documents: finds the files or fetches, picks the reader, keeps failures apart from the rest."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ingest.crawl.crawler import crawl
from ingest.crawl.laws import fetch_law, is_law_name
from ingest.labelling import labelled
from ingest.law import read_law
from ingest.markdown import read_markdown
from ingest.outcome import Outcome
from ingest.session import Session
from knowledge.errors import UnreadableSource
from knowledge.sources import Source, is_web

_READERS = {".xml": read_law, ".md": read_markdown}


def read_source(source: Source, base: Path, session: Session) -> Iterator[Outcome]:
    """All documents of one entry of sources.yaml; paths are relative to `base`."""
    try:
        match source.kind:
            case "web" | "sitemap":
                yield from crawl(source, session)
            case "law" if is_web(source.location) or (is_law_name(source.location) and not (base / source.location).exists()):
                yield fetch_law(source, session)
            case "law":
                document = replace(read_law(base / source.location), id=source.id)
                yield Outcome(source.id, source.id, labelled(document, source))
            case "factsheets" | "file" | "folder":
                for outcome in read_path(base / source.location, source.id):
                    yield replace(outcome, document=labelled(outcome.document, source) if outcome.document else None)
            case _:
                raise UnreadableSource(f"Quelle „{source.id}“: Die Art „{source.kind}“ wird noch nicht gelesen. Bitte enabled: false setzen.")
    except UnreadableSource as error:
        yield Outcome(source.id, source.id if source.kind == "law" else "", failure=str(error))


def read_path(path: Path, source_id: str) -> Iterator[Outcome]:
    """All documents of a file or folder given by hand (law XML, Markdown); other files of a folder are passed over."""
    if not path.exists():
        yield Outcome(source_id, "", failure=f"{path}: Diese Datei oder diesen Ordner gibt es nicht.")
        return
    try:
        files = _files(path)
    except OSError as error:
        yield Outcome(source_id, "", failure=f"{error.filename or path}: Der Ordner lässt sich nicht lesen ({error.strerror}). Bitte die Rechte prüfen.")
        return
    if not files:
        yield Outcome(source_id, "", failure=f"{path}: Hier liegt keine lesbare Datei. Gelesen werden: {', '.join(sorted(_READERS))}.")
    taken: dict[str, Path] = {}
    for file in files:
        if file.stem in taken:
            yield Outcome(source_id, "", failure=f"{file}: Eine andere Datei heißt schon „{file.stem}“ ({taken[file.stem]}). Bitte umbenennen.")
            continue
        taken[file.stem] = file
        try:
            reader = _READERS.get(file.suffix.lower())
            if reader is None:
                raise UnreadableSource(f"{file}: Das Format „{file.suffix}“ wird nicht gelesen. Gelesen werden: {', '.join(sorted(_READERS))}.")
            yield Outcome(source_id, file.stem, reader(file))
        except UnreadableSource as error:
            yield Outcome(source_id, file.stem, failure=str(error))


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    found: list[Path] = []

    def refuse(error: OSError) -> None:
        raise error

    for folder, _, names in os.walk(path, onerror=refuse):
        found += [Path(folder) / name for name in names if Path(name).suffix.lower() in _READERS]
    return sorted(found)
