"""From sources to documents: finds the files or fetches, picks the reader, keeps failures apart
from the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ingest.catalogues.read import read_catalogue
from ingest.catalogues.schema_org.pages import crawl_courses
from ingest.crawl.crawler import crawl
from ingest.crawl.laws import fetch_law
from ingest.crawl.session import Session
from ingest.documents.formats import ENDINGS, parse_bytes
from ingest.documents.law.reader import read_law
from ingest.files import LeftOut, files_below, read_bytes, require_ordinary, said_of
from ingest.labelling import labelled
from ingest.outcome import Outcome
from ingest.readable import KNOWN, TEMPORARY, endings_in_words, said_of_others, why_unread
from ingest.storage.read import read_storage
from knowledge.editorial.due_laws import is_fetched_law
from knowledge.editorial.sources import Source
from knowledge.errors import UnreadableSource
from knowledge.model.document import Document

_KEEP_STEM = (".xml", ".md")  # laws and factsheets, whose ids stand in suites and phrases


def read_source(source: Source, base: Path, session: Session) -> Iterator[Outcome]:
    """All documents of one entry of sources.yaml; paths are relative to `base`."""
    try:
        match source.kind:
            case "web" | "sitemap":
                yield from crawl_courses(source, session) if source.format else crawl(source, session)
            case "webdav" | "s3":
                yield from read_storage(source, session)
            case "law" if is_fetched_law(source, base):
                yield fetch_law(source, session)
            case "law":
                document = replace(read_law(base / source.location), id=source.id)
                yield Outcome(source.id, source.id, labelled(document, source))
            case "factsheets" | "file" | "folder":
                yield from _labelled(read_path(base / source.location, source.id), source)
            case "catalogue":
                yield from read_catalogue(source, base, session)
            case "modules":
                from ingest.modules.reader import read_modules  # which needs this module

                yield from _labelled(read_modules(base / source.location, source.id), source)
            case _:
                raise UnreadableSource(
                    f"Quelle „{source.id}“: Die Art „{source.kind}“ wird noch nicht gelesen. Bitte enabled:"
                    " false setzen."
                )
    except UnreadableSource as error:
        yield Outcome(source.id, source.id if source.kind == "law" else "", failure=str(error))


def _labelled(outcomes: Iterator[Outcome], source: Source) -> Iterator[Outcome]:
    for outcome in outcomes:
        document = labelled(outcome.document, source) if outcome.document else None
        if document is not None and source.kind == "factsheets":
            document = replace(document, kind="factsheet")  # whatever their heads say
        yield replace(outcome, document=document)


def read_path(path: Path, source_id: str) -> Iterator[Outcome]:
    """All documents of a file or folder given by hand; files of unread formats are named, each with its
    remedy where there is one.

    A document's id is its file's stem. Where files of different endings share a stem, the law or the
    factsheet keeps it and the ids of the others have their ending ("flyer.pdf"); files of one name in several
    folders are told apart by their folders ("bonn/index").
    """
    if not path.exists():
        yield Outcome(source_id, "", failure=f"{path}: Diese Datei oder diesen Ordner gibt es nicht.")
        return
    left_out: list[LeftOut] = []
    try:
        require_ordinary(path, str(path))
        everything = [path] if path.is_file() else list(files_below(path, left_out, TEMPORARY))
    except UnreadableSource as error:
        yield Outcome(source_id, "", failure=str(error))
        return
    except OSError as error:
        yield Outcome(
            source_id,
            "",
            failure=(
                f"{error.filename or path}: Der Ordner lässt sich nicht lesen ({error.strerror}). Bitte die"
                " Rechte prüfen."
            ),
        )
        return
    files = everything if path.is_file() else [file for file in everything if file.suffix.lower() in KNOWN]
    if not files:
        yield Outcome(
            source_id,
            "",
            failure=f"{path}: Hier liegt keine lesbare Datei. Gelesen werden: {endings_in_words()}.",
        )
    if said := said_of(left_out):
        yield Outcome(source_id, "", skipped=said)
    read = set(files)
    if said := said_of_others([f.relative_to(path).as_posix() for f in everything if f not in read]):
        yield Outcome(source_id, "", skipped=said)
    ids = _document_ids(files, path)
    taken: dict[str, Path] = {}
    for file in files:
        document_id = ids[file]
        if document_id in taken:
            yield Outcome(
                source_id,
                "",
                failure=(
                    f"{file}: Eine andere Datei heißt schon „{document_id}“ ({taken[document_id]}). Bitte"
                    " umbenennen."
                ),
            )
            continue
        taken[document_id] = file
        try:
            yield Outcome(
                source_id,
                document_id,
                _read_file(
                    file, file.relative_to(path).as_posix() if path.is_dir() else file.name, document_id
                ),
            )
        except UnreadableSource as error:
            yield Outcome(source_id, document_id, failure=str(error))


def document_files(path: Path) -> dict[str, Path]:
    """document id -> its file, for a file or folder as `read_path` reads it; empty if it is not there."""
    try:
        files = (
            [path]
            if path.is_file()
            else (
                [file for file in files_below(path, [], TEMPORARY) if file.suffix.lower() in KNOWN]
                if path.is_dir()
                else []
            )
        )
    except OSError:
        return {}
    found: dict[str, Path] = {}
    for file, document_id in _document_ids(files, path).items():
        found.setdefault(document_id, file)
    return found


def _read_file(file: Path, name: str, document_id: str) -> Document:
    """Read one file; `name` is what messages call it."""
    ending = file.suffix.lower()
    if ending not in ENDINGS:
        raise UnreadableSource(why_unread(file.suffix, name))
    data = read_bytes(file, name)
    return parse_bytes(data, name=name, document_id=document_id)


def _document_ids(files: list[Path], root: Path) -> dict[Path, str]:
    """file -> id of its document."""
    names = Counter((file.stem, file.suffix.lower()) for file in files)
    stems: dict[Path, str] = {}
    for file in files:
        several = names[file.stem, file.suffix.lower()] > 1
        stems[file] = file.relative_to(root).with_suffix("").as_posix() if several else file.stem
    endings: dict[str, set[str]] = {}
    for file, stem in stems.items():
        endings.setdefault(stem, set()).add(file.suffix.lower())
    ids: dict[Path, str] = {}
    for file, stem in stems.items():
        keeper = next((ending for ending in _KEEP_STEM if ending in endings[stem]), "")
        alone = len(endings[stem]) == 1 or file.suffix.lower() == keeper
        ids[file] = stem if alone else f"{stem}{file.suffix.lower()}"
    return ids
