"""A library as it stands into an empty one, between SQLite and PostgreSQL in either direction: all or
nothing, and compared row by row afterwards.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from knowledge.errors import WbmError
from knowledge.store.databases.port import Database

# table -> (its columns, how its rows are put in order). Rows that have no key keep the order they came in.
_TABLES: dict[str, tuple[str, str]] = {
    "documents": (
        (
            "id, kind, title, long_title, stand, stand_note, url, licence, region, topics, audience,"
            " max_age_days, legal_basis, source_id, content_hash, synced_at"
        ),
        "id",
    ),
    "sections": (
        ("document_id, position, locator, text, heading, path, url, status, footnotes, content_hash"),
        "document_id, position, locator",
    ),
    "section_history": ("document_id, locator, text, content_hash, stand, replaced_at, section", "rowid"),
    "chunks": ("id, document_id, locator, position, text, context, embedding_hash", "rowid"),
    "embeddings": ("model, hash, vector, engine", "model, hash"),
    "courses": (
        (
            "document_id, source_id, title, provider, measure_number, degree, bildungsgutschein, updated,"
            " runs_out, search_hash, record"
        ),
        "document_id",
    ),
    "course_dates": (
        (
            "document_id, start, last_day, plz, town, lat, lon, full_time, part_time, form, price,"
            " bildungsgutschein"
        ),
        "document_id, start, last_day, plz, town, form, price, lat, lon, full_time, part_time",
    ),
    "course_parts": ("document_id, position, record", "document_id, position"),
    "source_states": ("source_id, last_try, last_success, seconds, counts, failures, requests", "source_id"),
    "document_notes": ("document_id, notes", "document_id"),
    "source_left_out": ("source_id, reasons", "source_id"),
    "switched_off": ("scope, id, since", "scope, id"),
    "generation_marks": ("generation, mark", "generation"),
    "chunk_changes": ("revision, chunk_id", "revision, chunk_id"),
    # last: while its generation is 0 nothing is logged as a change
    "meta": ("key, value", "key"),
}
COPIED = frozenset(_TABLES)
_AT_ONCE = 1_000  # rows
Told = Callable[[str, int], None]  # (table, rows so far)


@dataclass(frozen=True, slots=True)
class TableSum:
    """A table's rows and the SHA-256 of what they hold, in order."""

    rows: int
    sha256: str


def copy_library(source: Database, target: Database, told: Told | None = None) -> dict[str, TableSum]:
    """Copy all tables in one transaction and compare them; returns table -> what it holds. The copy is a
    library of its own, with an id of its own, of the same generation.

    Raises:
        WbmError: the target holds something, or does not hold what the source does; it is then as it was.
    """
    if target.execute("SELECT value FROM meta WHERE key = 'generation'").fetchone()[0] != "0" or (
        target.execute("SELECT 1 FROM documents LIMIT 1").fetchone()
    ):
        raise WbmError(f"{target.name}: Dort liegt schon eine Bibliothek. Bitte in eine leere kopieren.")
    with source.snapshot(), target.transaction():
        target.execute("DELETE FROM meta")
        for table in _TABLES:
            _copy_table(source, target, table, told)
        sums = {table: sum_of(source, table) for table in _TABLES}
        for table, expected in sums.items():
            if (found := sum_of(target, table)) != expected:
                raise WbmError(
                    f"{target.name}: Die Tabelle {table} hat nach dem Kopieren {found.rows} statt"
                    f" {expected.rows} Zeilen oder anderen Inhalt. Das Ziel ist leer wie zuvor; bitte mit"
                    " `wbm doctor` prüfen, ob die Quelle heil ist, und noch einmal kopieren."
                )
        target.execute("UPDATE meta SET value = ? WHERE key = 'id'", (secrets.token_hex(8),))
    return sums


def sum_of(db: Database, table: str) -> TableSum:
    """What a table of a library holds."""
    digest, count = hashlib.sha256(), 0
    for count, row in enumerate(_rows(db, table), 1):  # noqa: B007 - the last one is the number
        digest.update(repr(tuple(map(_plain, row))).encode())
    return TableSum(count, digest.hexdigest())


def _copy_table(source: Database, target: Database, table: str, told: Told | None) -> None:
    columns = _TABLES[table][0]
    marks = ",".join("?" * len(columns.split(",")))
    rows, done = _rows(source, table), 0
    while part := list(islice(rows, _AT_ONCE)):
        target.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", part)
        done += len(part)
        if told:
            told(table, done)


def _rows(db: Database, table: str) -> Iterator[Any]:
    columns, order = _TABLES[table]
    return db.each(f"SELECT {columns} FROM {table} ORDER BY {_nulls_first(order)}")


def _nulls_first(order: str) -> str:
    """Both put what is not there first."""
    return ", ".join(f"{column} NULLS FIRST" for column in order.split(", "))


def _plain(value: Any) -> Any:
    """Whole numbers are the same whether they are kept as such or not."""
    return (
        float(value) if isinstance(value, int) else bytes(value) if isinstance(value, memoryview) else value
    )
