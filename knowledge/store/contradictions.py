"""Does the library hold together? A database need not keep checksums of values, but ours carry the
hashes of what they say.

What is wrong with one document is set aside and read anew by the next sync; a broken file is an error
(databases/checked_connection.py).
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass

import numpy as np

from knowledge.model.document import Chunk, Section, Status
from knowledge.store.databases.checked_connection import library_damaged
from knowledge.store.databases.port import Database

_NAMED = 5  # documents that one line names
# share by which a vector's length may differ from the median; E5's float32 unit vectors differ by less than
# 1e-6 (33 laws)
_OFF_LENGTH = 0.02


@dataclass(frozen=True, slots=True)
class Contradictions:
    """Documents whose stored words are not what was stored, and keys (model, hash) of unusable embeddings
    with the documents that need them.
    """

    documents: frozenset[str]
    embeddings: frozenset[tuple[str, str]]
    lines: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.lines)


def contradictions(db: Database, model: str) -> Contradictions:
    """Look at every page, every section, chunk and embedding.

    Raises:
        LibraryDamaged: the file's pages are broken.
    """
    if broken := db.fault(whole=True):
        raise library_damaged(db.name, broken)
    reworded = _reworded_sections(db) | _reworded_chunks(db)
    homeless = _homeless(db)
    embeddings = _unusable(db)
    needing = _needing(db, embeddings, model)
    lines = [
        _line(
            reworded,
            "hat nicht mehr den Wortlaut, der eingelesen wurde",
            "haben nicht mehr den Wortlaut, der eingelesen wurde",
        ),
        _line(homeless - reworded, "ist nur noch zum Teil da", "sind nur noch zum Teil da"),
        _line(
            needing - reworded - homeless,
            "hat Abschnitte ohne brauchbare Einbettung",
            "haben Abschnitte ohne brauchbare Einbettung",
        ),
        f"{len(embeddings)} gespeicherte Einbettungen sind unbrauchbar." if embeddings else "",
    ]
    return Contradictions(
        frozenset(reworded | homeless | needing), frozenset(embeddings), tuple(filter(None, lines))
    )


def set_aside(db: Database, found: Contradictions) -> None:
    """Inside a transaction: the words of damaged documents and unusable embeddings go; the documents keep no
    hash, so that any sync reads them as changed.
    """
    for document_id in found.documents:
        db.execute("DELETE FROM chunks WHERE document_id = ?", (document_id,))
        db.execute("DELETE FROM sections WHERE document_id = ?", (document_id,))
        db.execute("UPDATE documents SET content_hash = '' WHERE id = ?", (document_id,))
    db.executemany("DELETE FROM embeddings WHERE model = ? AND hash = ?", sorted(found.embeddings))


def _line(documents: set[str], one: str, many: str) -> str:
    if not documents:
        return ""
    named = ", ".join(sorted(documents)[:_NAMED]) + (
        f" und {len(documents) - _NAMED} weitere" if len(documents) > _NAMED else ""
    )
    return f"Die Bibliothek ist beschädigt: {named} {one if len(documents) == 1 else many}."


def _reworded_sections(db: Database) -> set[str]:
    rows = db.each(
        "SELECT document_id, content_hash, locator, text, heading, path, url, status, footnotes FROM sections"
    )
    return {row[0] for row in rows if _section_hash(row[2:]) != row[1]}


def _section_hash(row: tuple[str, ...]) -> str:
    try:
        return Section(
            row[0], row[1], row[2], tuple(json.loads(row[3])), row[4], Status(row[5]), row[6]
        ).content_hash
    except (ValueError, TypeError, AttributeError):
        return ""


def _reworded_chunks(db: Database) -> set[str]:
    """Of courses too; what is not indexed has no embedding hash."""
    rows = db.each("SELECT document_id, id, embedding_hash, locator, position, text, context FROM chunks")
    return {row[0] for row in rows if not _chunk_holds(row)}


def _chunk_holds(row: tuple[str, str, str, str, int, str, str]) -> bool:
    document_id, key, embedding_hash, *rest = row
    try:
        chunk = Chunk(document_id, *rest)  # type: ignore[arg-type]
        return chunk.id == key and embedding_hash in {"", chunk.embedding_hash}
    except (ValueError, TypeError, AttributeError):
        return False


def _homeless(db: Database) -> set[str]:
    """Documents with chunks that have no section, sections or chunks that have no document, or words but no
    chunk of them.
    """
    queries = (
        (
            "SELECT DISTINCT document_id FROM chunks c WHERE NOT EXISTS (SELECT 1 FROM sections s WHERE"
            " s.document_id = c.document_id AND s.locator = c.locator)"
        ),
        (
            "SELECT DISTINCT document_id FROM sections s WHERE NOT EXISTS (SELECT 1 FROM documents d WHERE"
            " d.id = s.document_id)"
        ),
        (
            "SELECT DISTINCT document_id FROM chunks c WHERE NOT EXISTS (SELECT 1 FROM documents d WHERE d.id"
            " = c.document_id)"
        ),
        (
            "SELECT DISTINCT document_id FROM sections s WHERE s.status = 'in_force' AND trim(s.text) <> ''"
            " AND NOT EXISTS (SELECT 1 FROM chunks c WHERE c.document_id = s.document_id AND c.locator ="
            " s.locator)"
        ),
        (
            "SELECT id FROM documents d WHERE content_hash <> '' AND NOT EXISTS (SELECT 1 FROM sections s"
            " WHERE s.document_id = d.id)"
        ),
    )
    return {str(row[0]) for query in queries for row in db.execute(query)}


def _unusable(db: Database) -> set[tuple[str, str]]:
    """Embeddings of another length in bytes than most of their model, that hold no numbers, or whose norm
    stands out from unit vectors.
    """
    sizes: dict[str, Counter[int]] = {}
    for model, size in db.execute("SELECT model, length(vector) FROM embeddings"):
        sizes.setdefault(model, Counter())[size] += 1
    usual = {model: counted.most_common(1)[0][0] for model, counted in sizes.items()}
    found: set[tuple[str, str]] = set()
    for model, size in usual.items():
        keys: list[str] = []
        norms: list[float] = []
        for key, vector in db.each("SELECT hash, vector FROM embeddings WHERE model = ?", (model,)):
            if not isinstance(vector, bytes) or len(vector) != size or size % 4 or not size:
                found.add((model, key))
                continue
            with np.errstate(all="ignore"):
                norms.append(float(np.linalg.norm(np.frombuffer(vector, dtype="<f4").astype(np.float64))))
            keys.append(key)
        found |= {(model, keys[i]) for i in _standing_out(np.asarray(norms))}
    return found


def _standing_out(norms: np.ndarray) -> list[int]:
    """Positions of norms that are no numbers, none at all, or, where the model gives unit vectors, not 1."""
    finite = norms[np.isfinite(norms)]
    usual = float(np.median(finite)) if len(finite) else 1.0
    unit = abs(usual - 1) < _OFF_LENGTH
    bad = ~np.isfinite(norms) | (norms <= 0) | (unit & (np.abs(norms - 1) > _OFF_LENGTH))
    return [int(i) for i in np.flatnonzero(bad)]


def _needing(db: Database, unusable: set[tuple[str, str]], model: str) -> set[str]:
    """Documents with an indexed chunk whose embedding is not there or unusable; none before
    anything was embedded.
    """
    if not model:
        return set()
    have = {row[0] for row in db.execute("SELECT hash FROM embeddings WHERE model = ?", (model,))} - {
        key for name, key in unusable if name == model
    }
    return {
        row[0]
        for row in db.execute("SELECT document_id, embedding_hash FROM chunks WHERE embedding_hash <> ''")
        if row[1] not in have
    }
