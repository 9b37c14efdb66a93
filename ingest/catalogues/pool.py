"""All courses of a sync together: those just read and those of sources that were not, joined where they are
the same offer.

What comes out is the whole state the library's courses should have: run-out dates are dropped, also of
sources that were not read this time, and a course without a date one can still begin at does
not come out at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from ingest.catalogues.merge import Matcher, merge
from ingest.spool import Kept, Spool
from knowledge.model.course_text import course_document

if TYPE_CHECKING:
    from knowledge.model.course import Course
    from knowledge.model.document import Document, DocumentHead
    from knowledge.store.library import Library


@dataclass(frozen=True, slots=True)
class _Entry:
    """One source's record of one course."""

    source_id: str
    offer_id: str
    kept: Kept


class CoursePool:
    """Collects one document a source and offer; the documents lie on disk."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._entries: dict[tuple[str, str], _Entry] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, document: Document) -> None:
        """A course that was read."""
        if document.course is not None:
            origin = document.course.origins[0]
            self._entries[origin.source_id, origin.id] = _Entry(
                origin.source_id, origin.id, self._spool.keep(document)
            )

    def add_stored(self, library: Library, read: Collection[str], failed: Collection[str]) -> None:
        """The library's courses of all sources that were not read as a whole (`read`: those that were), and
        those that failed one by one.
        """
        for document_id, parts in library.courses.each():
            for part in parts:
                origin = part.origins[0]
                key = (origin.source_id, origin.id)
                if key not in self._entries and (
                    origin.source_id not in read or document_id in failed or part.id in failed
                ):
                    head = library.head(document_id)
                    if head is not None:
                        self._entries[key] = _Entry(*key, self._spool.keep(_labelled(part, head)))

    def merged(self, today: date) -> Iterator[tuple[str, Document]]:
        """(source id, document) of each course that one can still begin, equal offers joined."""
        groups: dict[int, list[_Entry]] = defaultdict(list)
        several = len({source_id for source_id, _ in self._entries}) > 1
        matcher = Matcher()
        for number, key in enumerate(sorted(self._entries)):
            entry = self._entries[key]
            course = entry.kept.load().course if several else None
            groups[matcher.group_of(course, entry.source_id) if course else number].append(entry)
        for group in groups.values():
            if found := _joined([entry.kept.load() for entry in group], today):
                yield found


def renewed(library: Library, today: date) -> Iterator[tuple[str, tuple[str, Document] | None]]:
    """(document id, its new state) of the stored courses of which a date has run out; None for one that
    cannot be begun any more.

    What a sync without any catalogue does: nothing new can be the same offer, so the others need no look.
    """
    for document_id, parts in library.courses.each(today):
        head = library.head(document_id)
        yield document_id, _joined([_labelled(part, head) for part in parts], today) if head else None


def _joined(documents: list[Document], today: date) -> tuple[str, Document] | None:
    left = [
        (document, course)
        for document in documents
        if document.course and (course := document.course.current(today))
    ]
    if not left:
        return None
    lead, courses = left[0][0], [course for _, course in left]
    source_id = courses[0].origins[0].source_id
    if len(courses) == 1 and courses[0] is lead.course:
        return source_id, lead
    rendered = course_document(merge(courses))
    labels = {
        "licence": lead.licence,
        "region": lead.region,
        "topics": lead.topics,
        "audience": lead.audience,
        "max_age_days": lead.max_age_days,
    }
    return source_id, replace(rendered, **labels, course_parts=tuple(courses) if len(courses) > 1 else ())  # type: ignore[arg-type]  # a dict of mixed values


def _labelled(course: Course, head: DocumentHead) -> Document:
    document = course_document(course)
    return replace(
        document,
        licence=head.licence,
        region=head.region,
        topics=head.topics,
        audience=head.audience,
        max_age_days=head.max_age_days,
    )
