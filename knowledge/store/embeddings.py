"""The vectors of chunks' texts, by content hash, with the engine that computed them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from knowledge.model.partition import Partition
from knowledge.store.databases.checked_connection import library_damaged
from knowledge.store.databases.port import Database
from knowledge.store.in_parts import in_parts
from knowledge.store.switches import Switches

if TYPE_CHECKING:
    import numpy as np


class StoredEmbeddings:
    """The embeddings in one library; `with_engines`: whether its schema records what computed them."""

    def __init__(self, db: Database, switches: Switches, *, with_engines: bool) -> None:
        self._db, self._switches, self._with_engines = db, switches, with_engines

    def missing(self, model: str, hashes: Iterable[str], *, engine: str = "") -> set[str]:
        """Those of the hashes that this model has not embedded yet, or not with this engine."""
        wanted = set(hashes)
        only, value = (" AND engine = ?", (engine,)) if engine else ("", ())
        return wanted - {row[0] for row in self._of_hashes("hash", model, wanted, only, value)}

    def _of_hashes(
        self, columns: str, model: str, hashes: Collection[str], more: str = "", values: tuple[str, ...] = ()
    ) -> Iterator[Any]:
        """Rows of the embeddings of these hashes, in no order."""
        for part, marks in in_parts(hashes):
            yield from self._db.execute(
                f"SELECT {columns} FROM embeddings WHERE model = ? AND hash IN ({marks}){more}",
                (model, *part, *values),
            )

    def put(self, model: str, vectors: Mapping[str, np.ndarray], *, engine: str = "") -> None:
        """Store vectors (float32) and what computed them, at once and for good: a sync that stops here goes
        on after them.
        """
        with nullcontext() if self._db.in_transaction else self._db.transaction():
            self._db.executemany(
                "INSERT INTO embeddings (model, hash, vector, engine) VALUES (?,?,?,?) ON CONFLICT (model,"
                " hash) DO UPDATE SET vector = excluded.vector, engine = excluded.engine",
                [(model, key, vector.astype("<f4").tobytes(), engine) for key, vector in vectors.items()],
            )

    def engines(self, model: str) -> dict[str, int]:
        """Engine and version -> how many chunks' vectors of this model it computed; "" where it was not
        recorded yet.
        """
        column = "e.engine" if self._with_engines else "''"
        rows = self._db.execute(
            f"SELECT {column}, count(*) FROM chunks c JOIN embeddings e ON e.hash = c.embedding_hash AND"
            " e.model = ? GROUP BY 1 ORDER BY 2 DESC, 1",
            (model,),
        )
        return {str(name): int(count) for name, count in rows}

    def of(self, model: str, hashes: Iterable[str]) -> dict[str, np.ndarray]:
        """hash -> vector (float32) of those that this model has embedded."""
        import numpy as np

        rows = self._of_hashes("hash, vector", model, set(hashes))
        return {key: np.frombuffer(vector, dtype="<f4") for key, vector in rows}

    def of_rules(self, model: str) -> tuple[list[str], np.ndarray]:
        """(chunk ids, matrix (n, dimensions) of float32) of the rules' chunks that are on and that this model
        has embedded, in the order of `chunks`.
        """
        import numpy as np

        rows = self._db.execute(
            "SELECT c.id, e.vector FROM documents d JOIN chunks c ON c.document_id = d.id JOIN embeddings e"
            f" ON e.hash = c.embedding_hash AND e.model = ? WHERE {Partition.RULES.where('d.kind')} AND"
            f" {self._switches.on_condition()} ORDER BY c.document_id, c.rowid",
            (model,),
        ).fetchall()
        if not rows:
            return [], np.zeros((0, 0), dtype=np.float32)
        if len(lengths := {len(row[1]) for row in rows}) > 1 or lengths.pop() % 4:
            raise library_damaged(self._db.name, "Einbettungen haben verschiedene Längen")
        return [row[0] for row in rows], np.frombuffer(b"".join(row[1] for row in rows), dtype="<f4").reshape(
            len(rows), -1
        )
