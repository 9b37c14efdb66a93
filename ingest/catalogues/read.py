"""A source of kind `catalogue` to documents, one a course: picks the format's reader, keeps failures apart
from the rest.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.catalogues.ba import course_of
from ingest.catalogues.ba_api import BaApi
from ingest.catalogues.ba_file import collect_pages
from ingest.catalogues.download import downloaded
from ingest.catalogues.feeds import read_feeds
from ingest.catalogues.listing import read_listing
from ingest.catalogues.offer_store import OfferStore
from ingest.catalogues.openqcat import read_openqcat
from ingest.catalogues.openqcat_check import deviations
from ingest.catalogues.parsed_courses import ParsedCourses
from ingest.catalogues.schema_org.pages import saved_courses
from ingest.crawl.session import Session
from ingest.files import LeftOut, files_below, require_ordinary, said_of
from ingest.labelling import labelled
from ingest.outcome import Outcome
from knowledge.editorial.sources import Source, is_web
from knowledge.errors import UnreadableSource
from knowledge.model.course_text import course_document

if TYPE_CHECKING:
    from ingest.catalogues.kept import Kept
    from knowledge.editorial.catalogue import Catalogue
    from knowledge.model.course import Course

# seconds within which a stopped fetch goes on where it was; an older one would mix two states
_RESUME = 24 * 3600.0
_SUFFIXES = {
    "ba": (".json",),
    "openqcat": (".xml",),
    "csv": (".csv", ".txt"),
    "xlsx": (".xlsx", ".xlsm"),
    "schema.org": (".html", ".htm", ".xhtml"),
    "ics": (".ics", ".ical"),
    "rss": (".xml", ".rss", ".atom"),
}


def read_catalogue(source: Source, base: Path, session: Session) -> Iterator[Outcome]:
    """All courses of one catalogue, run-out dates included; a stopped fetch is kept in the session's folder
    to go on from.

    Raises:
        UnreadableSource: the whole source cannot be read.
    """
    options = source.catalogue
    if options is None:
        raise UnreadableSource(
            f"Quelle „{source.id}“: Für einen Katalog fehlt in sources.yaml der Abschnitt catalogue, zum"
            " Beispiel catalogue: {format: ba}."
        )
    found = 0
    for outcome in _outcomes(source, options, base, session):
        found += not outcome.skipped
        yield outcome
    if not found:
        raise UnreadableSource(
            f"{source.location}: In diesem Katalog steht kein Kurs. Gespeicherte Kurse dieser Quelle bleiben"
            " vorerst."
        )


def _outcomes(source: Source, options: Catalogue, base: Path, session: Session) -> Iterator[Outcome]:
    if is_web(source.location) and options.format == "ba":
        yield from _api(source, options, session)
        return
    suffixes = _SUFFIXES[options.format]
    if is_web(source.location):
        with downloaded(source, session, suffixes) as folder:
            fetched = _files(folder, suffixes, [])
            for outcome in chain(
                _of_schema(source, options, fetched, base), _of_files(source, options, fetched, session)
            ):
                failure, skipped = (
                    _by_address(t, folder, source) for t in (outcome.failure, outcome.skipped)
                )
                yield replace(outcome, failure=failure, skipped=skipped)
        return
    left_out: list[LeftOut] = []
    files = _files(base / source.location, suffixes, left_out)
    if said := said_of(left_out):
        yield Outcome(source.id, "", skipped=said)
    yield from _of_schema(source, options, files, base)
    yield from _of_files(source, options, files, session)


def _of_schema(source: Source, options: Catalogue, files: list[Path], base: Path) -> Iterator[Outcome]:
    """What deviates from the schema, where the editor has named its file; no course is lost by it."""
    if options.schema_file:
        for deviation in deviations(files, base / options.schema_file):
            yield Outcome(source.id, "", skipped=deviation)


def _of_files(source: Source, options: Catalogue, files: list[Path], session: Session) -> Iterator[Outcome]:
    if options.format == "ba":
        with OfferStore() as store:
            yield from (_failed(source, message) for message in collect_pages(files, store))
            yield from _ba_courses(source, store, session)
        return
    with _read_before(source, session) as parsed:
        for found in _read(source, options, files, parsed.kept):
            yield _outcome(source, found)
        parsed.forget_others()


def _read(source: Source, options: Catalogue, files: list[Path], kept: Kept) -> Iterator[Course | str]:
    match options.format:
        case "openqcat":
            return read_openqcat(source.id, files, kept)
        case "csv" | "xlsx":
            return read_listing(source.id, files, options, kept)
        case "schema.org":
            return saved_courses(source.id, files, kept)
        case _:
            return read_feeds(source.id, files, options, kept)


def _read_before(source: Source, session: Session) -> ParsedCourses:
    return ParsedCourses(session.folder / f"{source.id}.sqlite.gelesen")


def _by_address(message: str, folder: Path, source: Source) -> str:
    """A message about a fetched file, with the address that a person knows in place of the temporary file."""
    return re.sub(
        rf"{re.escape(str(folder))}(?:/(?:katalog)?(\d*)\.\w+)?",
        lambda m: f"{source.location}{f' (Datei {int(m[1]) + 1} im ZIP)' if m[1] else ''}",
        message,
    )


def _api(source: Source, options: Catalogue, session: Session) -> Iterator[Outcome]:
    kept = session.folder / f"{source.id}.sqlite"
    with OfferStore(kept, max_age=_RESUME) as store, BaApi(source, options, session) as api:
        failed = False
        for message in api.collect(store):
            failed = True
            yield _failed(source, message)
        yield from _ba_courses(source, store, session)
        if not failed:
            store.forget()


def _ba_courses(source: Source, store: OfferStore, session: Session) -> Iterator[Outcome]:
    with _read_before(source, session) as parsed:
        for offer, bodies in store.bodies():
            try:
                course = parsed.course(bodies, partial(_ba_course, source.id, bodies))
            except ValueError as error:
                yield _failed(source, f"{source.location}: Das Angebot {offer} ist unlesbar: {error}.")
            else:
                yield _outcome(source, course)
        parsed.forget_others()


def _ba_course(source_id: str, bodies: list[str]) -> Course:
    return course_of(source_id, [json.loads(body) for body in bodies])


def _outcome(source: Source, found: Course | str) -> Outcome:
    """A course, or the message of what could not be read."""
    if isinstance(found, str):
        return _failed(source, found)
    document = labelled(course_document(found), source)
    return Outcome(source.id, document.id, document)


def _failed(source: Source, message: str) -> Outcome:
    """Something is missing that cannot be named: until it is read again, no course of the
    source is taken for gone.
    """
    return Outcome(source.id, "", failure=message)


def _files(path: Path, suffixes: tuple[str, ...], left_out: list[LeftOut]) -> list[Path]:
    require_ordinary(path, str(path))
    if path.is_file():
        return [path]
    try:
        found = (
            sorted(p for p in files_below(path, left_out, hidden=()) if p.suffix.lower() in suffixes)
            if path.exists()
            else []
        )
    except OSError as error:
        raise UnreadableSource(
            f"{path}: Der Ordner lässt sich nicht lesen ({error.strerror}). Bitte die Rechte prüfen."
        ) from error
    if not found:
        raise UnreadableSource(
            f"{path}: Hier liegt keine Datei {' oder '.join(suffixes)}. Bitte location in sources.yaml"
            " prüfen."
        )
    return found
