"""Passages as they stood on a day, out of the versions that were ever indexed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from knowledge.model.document import Hit, Passage, Status

if TYPE_CHECKING:
    from chains.question.references import Reference
    from knowledge.model.document import DocumentHead, Section
    from knowledge.store.library import Library


def hits_as_of(hits: Sequence[Hit], day: date, library: Library) -> list[Hit]:
    """The hits with the words of the version that held on that day; places that no version of that day has
    are left out.
    """
    found: list[Hit] = []
    for hit in hits:
        passage = _as_of(hit.passage, day, library)
        if passage is not None:
            found.append(replace(hit, passage=passage))
    return found


def _as_of(passage: Passage, day: date, library: Library) -> Passage | None:
    head = passage.document
    if head.stand is None or head.stand <= day:
        return passage
    stand = library.history.stand_at(head.id, day)
    if stand is None:
        return None
    version = library.history.version(head.id, passage.section.locator, stand)
    if version is None:
        return replace(passage, document=replace(head, stand=stand, stand_note=""))
    return None if version.section is None else historic_passage(version.section, head, stand)


def historic_passage(section: Section, head: DocumentHead, stand: date) -> Passage:
    """An earlier version of a section as a passage; its id says so."""
    return Passage(
        f"{head.id}@{stand.isoformat()} {section.locator}",
        section.text,
        section,
        replace(head, stand=stand, stand_note=""),
        0,
    )


def named_as_of(
    references: Sequence[Reference], heads: dict[str, DocumentHead], day: date, library: Library
) -> list[Passage]:
    """Passages of named places that today's version no longer has and the version of that day had."""
    found: list[Passage] = []
    for reference in references:
        head = heads.get(reference.law)
        stand = library.history.stand_at(reference.law, day) if head else None
        if head is None or stand is None:
            continue
        paragraph = f"§ {reference.paragraph}"
        now = {section.locator for section in library.sections(head.id) if section.status is Status.IN_FORCE}
        for locator in sorted(library.history.changed(head.id) - now):
            if locator.partition(" Abs. ")[0] != paragraph or (
                reference.absatz and locator != reference.locator
            ):
                continue
            version = library.history.version(head.id, locator, stand)
            if (
                version is not None
                and version.section is not None
                and version.section.status is Status.IN_FORCE
            ):
                found.append(historic_passage(version.section, head, stand))
    return found


def oldest_stand(library: Library, documents: Sequence[str]) -> date | None:
    """The earliest as-of date among all versions of these documents."""
    return min(
        (stand for document in documents for stand in library.history.stands(document)[:1]), default=None
    )
