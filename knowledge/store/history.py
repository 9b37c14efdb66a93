"""What sections said before: kept when a newer version replaces them, and read back for a day.

A row bears the `stand` of the version that was replaced, so a text holds from the version after the row
before it up to that stand. A section that a version did not have yet is kept as an absent one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.model.document import Section, Status
from knowledge.store.databases.port import Database


@dataclass(frozen=True, slots=True)
class Version:
    """A section as one version of its document had it; `section` is None where that version did
    not have it.
    """

    document_id: str
    locator: str
    stand: date | None
    replaced_at: str  # ISO time of the sync that replaced it
    section: Section | None


class History:
    """Earlier versions of the sections in one library."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def keep(self, document_id: str, new: Sequence[Section], now: str) -> None:
        """Inside a transaction, before a document is replaced: keep what changes or goes, and
        note what is new.
        """
        stored = self._db.execute(
            "SELECT s.locator, s.text, s.heading, s.path, s.url, s.status, s.footnotes, s.content_hash,"
            " d.stand FROM sections s JOIN documents d ON d.id = s.document_id WHERE d.id = ? ORDER BY"
            " s.position",
            (document_id,),
        ).fetchall()
        if not stored:
            return
        hashes = {section.locator: section.content_hash for section in new}
        stand = stored[0][8]
        rows = [
            (document_id, row[0], row[1], row[7], stand, now, json.dumps(row[:7], ensure_ascii=False))
            for row in stored
            if hashes.get(row[0]) != row[7]
        ]
        known = {row[0] for row in stored}
        rows += [
            (document_id, section.locator, "", "", stand, now, "")
            for section in new
            if section.locator not in known
        ]
        self._db.executemany("INSERT INTO section_history VALUES (?,?,?,?,?,?,?)", rows)

    def stands(self, document_id: str) -> list[date]:
        """As-of dates of all versions that were ever stored, oldest first."""
        rows = self._db.execute(
            "SELECT stand FROM section_history WHERE document_id = ? UNION SELECT stand FROM documents WHERE"
            " id = ?",
            (document_id, document_id),
        )
        return sorted(date.fromisoformat(row[0]) for row in rows if row[0])

    def stand_at(self, document_id: str, day: date) -> date | None:
        """As-of date of the version that held on a day; None if all stored versions are younger."""
        return max((stand for stand in self.stands(document_id) if stand <= day), default=None)

    def documents(self) -> list[str]:
        """Ids of the documents that have earlier versions, those that are gone included."""
        return [
            row[0]
            for row in self._db.execute(
                "SELECT DISTINCT document_id FROM section_history ORDER BY document_id"
            )
        ]

    def touched_since(self, document_id: str, at: str) -> bool:
        """Whether a sync of that ISO time or later changed any section of a document."""
        return (
            self._db.execute(
                "SELECT 1 FROM section_history WHERE document_id = ? AND replaced_at >= ? LIMIT 1",
                (document_id, at),
            ).fetchone()
            is not None
        )

    def changed(self, document_id: str) -> set[str]:
        """Locators that have earlier versions."""
        return {
            row[0]
            for row in self._db.execute(
                "SELECT DISTINCT locator FROM section_history WHERE document_id = ?", (document_id,)
            )
        }

    def version(self, document_id: str, locator: str, stand: date) -> Version | None:
        """The section as the version of that stand had it; None if it has not changed since."""
        row = self._db.execute(
            "SELECT stand, replaced_at, section FROM section_history WHERE document_id = ? AND locator = ?"
            " AND stand >= ? ORDER BY stand, replaced_at DESC LIMIT 1",
            (document_id, locator, stand.isoformat()),
        ).fetchone()
        return None if row is None else _version(document_id, locator, row)

    def versions(self, document_id: str, locators: Iterable[str] | None = None) -> list[Version]:
        """All earlier versions of a document's sections, oldest first."""
        rows = self._db.execute(
            "SELECT locator, stand, replaced_at, section FROM section_history WHERE document_id = ? ORDER BY"
            " replaced_at, rowid",
            (document_id,),
        ).fetchall()
        wanted = None if locators is None else set(locators)
        return [_version(document_id, row[0], row[1:]) for row in rows if wanted is None or row[0] in wanted]


def _version(document_id: str, locator: str, row: Sequence[str]) -> Version:
    stand, replaced_at, stored = row
    section = None
    if stored:
        name, text, heading, path, url, status, footnotes = json.loads(stored)
        section = Section(name, text, heading, tuple(json.loads(path)), url, Status(status), footnotes)
    return Version(document_id, locator, date.fromisoformat(stand) if stand else None, replaced_at, section)
