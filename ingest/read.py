"""From sources to documents: finds the files or fetches, picks the reader, keeps failures apart from the rest."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from ingest.fetch import fetch_xml
from ingest.law import parse_law, read_law
from ingest.markdown import read_markdown
from knowledge.errors import UnreadableSource
from knowledge.model import Document
from knowledge.sources import Source

_READERS = {".xml": read_law, ".md": read_markdown}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file or page: a document, or the reason why there is none.

    `document_id` is "" when not even the name of the document is known (a whole source failed).
    """

    source_id: str
    document_id: str
    document: Document | None = None
    failure: str = ""


def read_source(source: Source, base: Path, *, timeout: float, limit: int, work: Path | None = None) -> Iterator[Outcome]:
    """All documents of one entry of sources.yaml; paths are relative to `base`. `work`: folder in which a stopped fetch is kept to go on from."""
    try:
        match source.kind:
            case "law" if urlsplit(source.location).scheme in {"http", "https"}:
                data = fetch_xml(source.location, timeout=timeout, limit=limit)
                yield Outcome(source.id, source.id, _labelled(parse_law(data, document_id=source.id, name=source.location), source))
            case "law":
                document = replace(read_law(base / source.location), id=source.id)
                yield Outcome(source.id, source.id, _labelled(document, source))
            case "factsheets" | "folder":
                for outcome in read_path(base / source.location, source.id):
                    labelled = _labelled(outcome.document, source) if outcome.document else None
                    yield replace(outcome, document=labelled)
            case "catalogue":
                from ingest.catalogues.read import read_catalogue  # which needs this module

                yield from read_catalogue(source, base, timeout=timeout, limit=limit, work=work)
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


def _labelled(document: Document, source: Source) -> Document:
    """What the entry of sources.yaml says fills what the document does not say itself."""
    return replace(
        document,
        licence=document.licence or source.licence,
        topics=document.topics or source.topics,
        region=document.region or source.region,
        audience=document.audience or source.audience,
        max_age_days=source.max_age_days,
    )
