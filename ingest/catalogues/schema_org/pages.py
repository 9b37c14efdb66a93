"""Courses out of web pages: those of a crawled site, and those of saved pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from pathlib import Path

from ingest.catalogues.kept import Kept, kept_courses, read_anew
from ingest.catalogues.parsed_courses import ParsedCourses
from ingest.catalogues.schema_org.course import courses_of, merged
from ingest.crawl.crawler import crawl
from ingest.crawl.frontier import VisitState
from ingest.crawl.page_store import PageStore
from ingest.crawl.session import Session
from ingest.documents.decode import decode
from ingest.files import read_bytes
from ingest.labelling import labelled
from ingest.outcome import Outcome
from knowledge.editorial.sources import Source
from knowledge.errors import UnreadableSource
from knowledge.model.course import Course
from knowledge.model.course_text import course_document

_MARKS = (b"schema.org", b"Schema.org")


def crawl_courses(source: Source, session: Session) -> Iterator[Outcome]:
    """The courses that the pages of a web source mark up; a page that fails keeps the courses it had."""
    for outcome in crawl(source, session):
        if outcome.failure or outcome.partial:
            yield replace(outcome, document_id="", document=None, content_hash="", load=None)
    messages: list[str] = []
    with (
        PageStore(session.folder / f"{source.id}.sqlite") as store,
        ParsedCourses(session.folder / f"{source.id}.sqlite.gelesen") as parsed,
    ):
        found = list(_joined(_of_store(source, store, messages, parsed.kept)))
        parsed.forget_others()
    yield from (Outcome(source.id, "", failure=message) for message in messages)
    if not found:
        yield Outcome(
            source.id,
            "",
            failure=(
                f"{source.location}: Auf diesen Seiten ist kein Kurs nach schema.org ausgezeichnet. Bereits"
                " gespeicherte Kurse bleiben vorerst. Bitte crawl.start und crawl.allow prüfen."
            ),
        )
    for course in found:
        document = labelled(course_document(course), source)
        yield Outcome(source.id, document.id, document)


def saved_courses(source_id: str, files: Iterable[Path], kept: Kept = read_anew) -> Iterator[Course | str]:
    """The courses of saved pages; a text for each file that cannot be read. `kept`: what was read before."""
    messages: list[str] = []
    yield from _joined(_of_files(source_id, files, messages, kept))
    yield from messages


def _of_files(source_id: str, files: Iterable[Path], messages: list[str], kept: Kept) -> Iterator[Course]:
    for file in files:
        try:
            page = _Page(read_bytes(file, str(file)), str(file))
        except UnreadableSource as error:
            messages.append(str(error))
            continue
        yield from _read(page, source_id, messages, kept)


@dataclass(frozen=True, slots=True)
class _Page:
    """A page as it was sent; `name`: what people know it by, `url`: "" of a saved one."""

    body: bytes
    name: str
    url: str = ""
    charset: str = ""

    def courses(self, source_id: str) -> list[Course]:
        """What it marks up."""
        return courses_of(decode(self.body, self.charset, markup=True).text, self.url, source_id)


def _read(page: _Page, source_id: str, messages: list[str], kept: Kept) -> Iterator[Course]:
    unit = (source_id, page.url, page.charset, sha256(page.body).hexdigest())
    try:
        yield from kept_courses(kept, unit, partial(page.courses, source_id))
    except Exception as error:  # noqa: BLE001 - hostile input can make a parser raise anything: it is that page's failure
        messages.append(
            f"{page.name}: Die Auszeichnung der Kurse lässt sich nicht lesen ({type(error).__name__}:"
            f" {str(error)[:200]})."
        )


def _of_store(source: Source, store: PageStore, messages: list[str], kept: Kept) -> Iterator[Course]:
    for page in store.pages():
        visited = store.frontier.state(page.key) in {VisitState.DONE, VisitState.FAILED, VisitState.WAITING}
        if not visited or page.reading.noindex:
            continue
        body = store.body(page.key)
        if any(mark in body for mark in _MARKS):
            sent = _Page(body, page.url, page.url, page.charset)
            yield from _read(sent, source.id, messages, kept)


def _joined(courses: Iterable[Course]) -> Iterator[Course]:
    """The list and the page of a course are one: each offer once, with the dates of both."""
    found: dict[str, Course] = {}
    for course in courses:
        known = found.get(course.id)
        found[course.id] = merged(known, course) if known else course
    yield from found.values()
