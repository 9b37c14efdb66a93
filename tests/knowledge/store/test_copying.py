"""A library goes from a file to PostgreSQL and back, whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from chains.retrieval.searcher import Searcher
from knowledge.errors import WbmError
from knowledge.index.embedding import E5Embeddings
from knowledge.index.writer import library_to_write
from knowledge.store.copying import COPIED, copy_library
from knowledge.store.opening import open_library
from knowledge.store.schema import LATER_TABLES, TABLES
from settings import ROOT
from tests.conftest import LAW, settings_for, store_settings
from tests.postgres import Postgres
from tests.replicas import brought_in


def test_no_table_is_left_out() -> None:
    assert COPIED == TABLES | LATER_TABLES


def _wbm(environment: dict[str, str], *arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-c", "from cli.main import main; main()", *arguments],
        check=False,
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.slow
def test_there_and_back(
    tmp_path: Path, postgres: Postgres, embedding: E5Embeddings, environment: dict[str, str]
) -> None:
    first, url, back = settings_for(tmp_path / "data"), postgres.new_database(), tmp_path / "back"
    law = tmp_path / "lernfg.xml"
    for text in (LAW.read_text(), LAW.read_text().replace("Die Lernbeihilfe", "Die volle Lernbeihilfe")):
        law.write_text(text)
        brought_in(first, embedding, law)
    code, said = _wbm(environment, "library", "copy", "--to", url)
    assert code == 0, said
    assert "1 Dokumente" in said
    code, said = _wbm(environment, "library", "copy", "--to", url)
    assert (code, "liegt schon eine Bibliothek" in said) == (1, True), said
    code, said = _wbm(environment | {"WBM_LIBRARY_URL": url}, "library", "copy", "--to", str(back))
    assert code == 0, said
    second, third = store_settings(first.data, url), settings_for(back)
    with open_library(first) as a, open_library(second) as b, open_library(third) as c:
        assert a.fingerprint == b.fingerprint == c.fingerprint
        assert a.generation == b.generation == c.generation == 2
        assert a.history.versions("lernfg") == b.history.versions("lernfg") == c.history.versions("lernfg")
        assert a.indexed.ids() == b.indexed.ids() == c.indexed.ids()
        assert a.changes.since(1) == b.changes.since(1) == c.changes.since(1)
        assert len({a.id, b.id, c.id}) == 3
    # what is derived goes on, and so does the work
    seal = first.indexes / "00000002" / "sealed.json"
    stamp = seal.stat().st_mtime_ns
    searcher = Searcher(second, embedding, exact=True)
    assert searcher.search("Lernbeihilfe")
    searcher.close()
    assert seal.stat().st_mtime_ns == stamp
    law.write_text(LAW.read_text())
    assert brought_in(second, embedding, law) == 3
    assert brought_in(third, embedding, law) == 3


@pytest.mark.slow
def test_what_does_not_arrive_whole_leaves_the_target_empty(
    tmp_path: Path, postgres: Postgres, embedding: E5Embeddings, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = settings_for(tmp_path / "data"), store_settings(tmp_path / "t", postgres.new_database())
    brought_in(source, embedding, LAW)

    def loses_one(table: str, done: int) -> None:
        if table == "sections":
            written._db.execute("DELETE FROM sections WHERE position = 0")

    with library_to_write(target) as written, open_library(source) as read:
        with pytest.raises(WbmError, match="sections"):
            copy_library(read._db, written._db, loses_one)
        assert (written.generation, written.document_states()) == (0, {})
        read.copy_to(written)
        assert written.fingerprint == read.fingerprint


def test_it_is_only_copied_into_an_empty_one(tmp_path: Path, embedding: E5Embeddings) -> None:
    one, two = settings_for(tmp_path / "one"), settings_for(tmp_path / "two")
    for config in (one, two):
        brought_in(config, embedding, LAW)
    with open_library(one) as read, open_library(two) as written:
        before = written.fingerprint
        with pytest.raises(WbmError, match="liegt schon"):
            read.copy_to(written)
        assert written.fingerprint == before
