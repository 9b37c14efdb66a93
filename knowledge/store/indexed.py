"""What the rules' index is built of: the chunks that are indexed and on, with their vectors and their places;
all of them, or the few that a change touched.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from knowledge.model.document import Chunk
from knowledge.model.partition import Partition
from knowledge.store.databases.port import Database
from knowledge.store.in_parts import in_parts
from knowledge.store.switches import Switches

_JOINED = "documents d JOIN chunks c ON c.document_id = d.id"


class IndexedChunks:
    """The indexed chunks in one library."""

    def __init__(self, db: Database, switches: Switches) -> None:
        self._db, self._switches = db, switches

    def _condition(self) -> str:
        rules = Partition.RULES.where("d.kind")
        return f"{rules} AND c.embedding_hash <> '' AND {self._switches.on_condition()}"

    def ids(self, chunk_ids: Collection[str] | None = None) -> list[str]:
        """Ids of all, document by document; only of the given ones, in no order, if there are any given."""
        if chunk_ids is None:
            rows = self._db.execute(
                f"SELECT c.id FROM {_JOINED} WHERE {self._condition()} ORDER BY c.document_id, c.rowid"
            )
            return [row[0] for row in rows]
        return [row[0] for row in self._given("c.id", _JOINED, (), chunk_ids)]

    def embedded(
        self, model: str, chunk_ids: Collection[str] | None = None
    ) -> Iterator[tuple[Chunk, bytes | None]]:
        """Each with its vector (float32) of this model or None, document by document; only the given ones if
        there are any given.
        """
        columns = "c.document_id, c.locator, c.position, c.text, c.context, e.vector"
        joined = f"{_JOINED} LEFT JOIN embeddings e ON e.model = ? AND e.hash = c.embedding_hash"
        rows: Iterable[Any]
        if chunk_ids is None:
            rows = self._db.each(
                f"SELECT {columns} FROM {joined} WHERE {self._condition()} ORDER BY c.document_id, c.rowid",
                (model,),
            )
        else:
            found = list(self._given(f"{columns}, c.rowid", joined, (model,), chunk_ids))
            rows = sorted(found, key=lambda row: (row[0], row[-1]))
        return ((Chunk(*row[:5]), row[5]) for row in rows)

    def _given(
        self, columns: str, joined: str, values: tuple[str, ...], chunk_ids: Collection[str]
    ) -> Iterator[Any]:
        for part, marks in in_parts(chunk_ids):
            yield from self._db.execute(
                f"SELECT {columns} FROM {joined} WHERE c.id IN ({marks}) AND {self._condition()}",
                (*values, *part),
            )

    def places(self, documents: Iterable[str], naming: str) -> list[tuple[str, str, str]]:
        """(document id, locator, chunk id) of those of these documents, and of all whose locator is like
        `naming` (SQL), document by document.
        """
        words = self._db.dialect
        # the index of places alone is read to its end, not the table with the texts
        rows = self._db.execute(
            f"SELECT c.document_id, c.locator, c.id FROM {_JOINED} WHERE c.rowid IN (SELECT rowid FROM chunks"
            f" WHERE document_id IN ({words.listed}) UNION SELECT rowid FROM {words.chunks_by_place}"
            f" WHERE locator LIKE ?) AND {self._condition()} ORDER BY c.document_id, c.rowid",
            (json.dumps(list(documents)), naming),
        )
        return [(row[0], row[1], row[2]) for row in rows]
