"""What changed when: the versions of a document's sections, one after the other, out of the history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knowledge.model.document import Section
    from knowledge.store.history import Version
    from knowledge.store.library import Library


class ChangeKind(StrEnum):
    """What became of a section; the value is what people read."""

    NEW = "neu"
    CHANGED = "geändert"
    GONE = "entfallen"


@dataclass(frozen=True, slots=True)
class SectionChange:
    """One section from one version to the next; `at` is the ISO time (UTC) of the sync that brought it.

    `stand_after` is the as-of date of the latest version that was stored before the section changed again.
    """

    document_id: str
    locator: str
    at: str
    stand_before: date | None
    stand_after: date | None
    before: Section | None
    after: Section | None

    @property
    def kind(self) -> ChangeKind:
        """New, changed or gone."""
        return (
            ChangeKind.NEW
            if self.before is None
            else ChangeKind.GONE
            if self.after is None
            else ChangeKind.CHANGED
        )

    @property
    def place(self) -> str:
        """ "sgb_3 § 82 Abs. 2"."""
        return f"{self.document_id} {self.locator}"

    @property
    def day(self) -> date:
        """Day of the sync that brought it."""
        return date.fromisoformat(self.at[:10])

    @property
    def touches_wording(self) -> bool:
        """Whether heading, text or validity changed, not the path, link or footnote alone."""
        if self.before is None or self.after is None:
            return True
        return any(
            getattr(self.before, part) != getattr(self.after, part) for part in ("text", "heading", "status")
        )


def changes_of(
    library: Library, document_id: str, *, since: date | None = None, at: str = "", locator: str = ""
) -> list[SectionChange]:
    """The changes of a document's sections, newest sync first, within a sync in the order of the places.

    `since`: only syncs of that day or later; `at`: only the sync of that ISO time or later; `locator`: only
    that place and its parts ("§ 82" has "§ 82 Abs. 2").
    """
    now = {section.locator: section for section in library.sections(document_id)}
    order = {name: i for i, name in enumerate(now)}
    stands = _stands(library, document_id)
    earlier: dict[str, list[Version]] = defaultdict(list)
    for version in library.history.versions(document_id):
        earlier[version.locator].append(version)
    changes = [
        SectionChange(
            document_id,
            name,
            version.replaced_at,
            version.stand,
            stands.get(version.replaced_at),
            version.section,
            later,
        )
        for name, versions in earlier.items()
        for version, later in zip(versions, [*(v.section for v in versions[1:]), now.get(name)], strict=True)
        if not _same(version.section, later)
    ]
    chosen = (
        c
        for c in changes
        if (since is None or c.day >= since) and c.at >= at and (not locator or part_of(c.locator, locator))
    )
    return sorted(
        sorted(chosen, key=lambda c: order.get(c.locator, len(order))), key=lambda c: c.at, reverse=True
    )


def part_of(locator: str, place: str) -> bool:
    """Whether a locator is a place or one of its Absätze."""
    return locator == place or locator.startswith(f"{place} Abs. ")


def documents_named(library: Library, name: str) -> list[str]:
    """Ids of the documents of a source, or of the one document of that id; gone ones that have
    a history too.
    """
    known: Iterable[tuple[str, str]] = ((head.id, source) for head, source, *_ in library.heads())
    found = [document for document, source in known if name in {document, source}]
    return found or [document for document in library.history.documents() if document == name]


def _same(before: Section | None, after: Section | None) -> bool:
    return before is after or (
        before is not None and after is not None and before.content_hash == after.content_hash
    )


def _stands(library: Library, document_id: str) -> dict[str, date | None]:
    """Time of a sync -> as-of date of the version it brought: the one that the next sync with changes
    replaced, else today's.
    """
    versions = library.history.versions(document_id)
    times = sorted({version.replaced_at for version in versions})
    replaced = {version.replaced_at: version.stand for version in versions}
    latest = next((head.stand for head, *_ in library.heads() if head.id == document_id), None)
    return {time: replaced[after] for time, after in pairwise(times)} | ({times[-1]: latest} if times else {})
