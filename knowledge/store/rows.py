"""Rows of the library as what they stand for, and the other way."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from typing import Any

from knowledge.model.document import Document, DocumentHead, Section, Status
from knowledge.store.databases.checked_connection import library_damaged

HEAD_COLUMNS = (
    "id, kind, title, long_title, stand, stand_note, url, licence, region, topics, audience, max_age_days,"
    " legal_basis"
)


def head_values(document: Document) -> tuple[Any, ...]:
    """A document's values for HEAD_COLUMNS."""
    lists = (json.dumps(x, ensure_ascii=False) for x in (document.topics, document.audience))
    return (
        document.id,
        document.kind,
        document.title,
        document.long_title,
        document.stand.isoformat() if document.stand else "",
        document.stand_note,
        document.url,
        document.licence,
        document.region,
        *lists,
        document.max_age_days,
        json.dumps(document.legal_basis, ensure_ascii=False),
    )


def read_head(row: Sequence[Any]) -> DocumentHead:
    """The head in HEAD_COLUMNS. Raises StorageFailed where no reader can have written them."""
    with readable(row[0]):
        return _head_of(row)


def _head_of(row: Sequence[Any]) -> DocumentHead:
    stand = date.fromisoformat(row[4]) if row[4] else None
    id_, kind, title, long_title = row[:4]
    stand_note, url, licence, region = row[5:9]
    topics, audience, legal_basis = (_strings(row[i]) for i in (9, 10, 12))
    return DocumentHead(
        id_,
        kind,
        title,
        long_title,
        stand,
        stand_note,
        url,
        licence,
        region,
        topics,
        audience,
        row[11],
        legal_basis,
    )


@contextmanager
def readable(what: object) -> Iterator[None]:
    """Values that no reader can have written are damage, not a traceback."""
    try:
        yield
    except (ValueError, TypeError) as error:
        raise library_damaged("library.sqlite", f"„{what}“ ist unlesbar: {error}") from error


def read_section(row: Sequence[Any]) -> Section:
    """The section in its columns. Raises StorageFailed where no reader can have written them."""
    with readable(row[0]):
        return _section_of(row)


@lru_cache(maxsize=4_096)
def _strings(stored: str) -> tuple[str, ...]:
    """A stored list; the same few stand in most rows."""
    return tuple(json.loads(stored))


def _section_of(row: Sequence[Any]) -> Section:
    return Section(row[0], row[1], row[2], _strings(row[3]), row[4], Status(row[5]), row[6])
