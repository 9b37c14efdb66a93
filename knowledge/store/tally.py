"""How much of each source the library holds: counted in the database, since a catalogue has too many
documents to list them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from knowledge.store.databases.port import Database


@dataclass(frozen=True, slots=True)
class SourceTally:
    """What is stored of one source; an offer joined from several catalogues counts for the one that leads it.

    `stand` is the newest as-of date of its documents, `synced_at` the ISO time of the last one stored.
    """

    documents: int = 0
    chunks: int = 0
    stand: date | None = None
    synced_at: str = ""
    max_age_days: int | None = None


def tally(db: Database) -> dict[str, SourceTally]:
    """source id -> what is stored of it, courses included."""
    chunks = dict(
        db.execute(
            "SELECT d.source_id, count(*) FROM chunks c JOIN documents d ON d.id = c.document_id GROUP BY"
            " d.source_id"
        ).fetchall()
    )
    rows = db.execute(
        "SELECT source_id, count(*), max(stand), max(synced_at), max(max_age_days) FROM documents GROUP BY"
        " source_id ORDER BY source_id"
    )
    return {
        row[0]: SourceTally(
            row[1], chunks.get(row[0], 0), date.fromisoformat(row[2]) if row[2] else None, row[3], row[4]
        )
        for row in rows
    }
