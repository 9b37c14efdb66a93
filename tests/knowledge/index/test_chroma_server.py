"""Several libraries and machines on one Chroma server, and that server away."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from chains.retrieval.searcher import Searcher
from knowledge.errors import SettingsError, WbmError
from knowledge.index.chroma.address import ChromaAddress
from knowledge.index.chroma.server import collections_of, drop_collections
from knowledge.index.embedding import E5Embeddings
from knowledge.store.opening import open_library
from settings import Settings
from tests.certificates import Authority, tls_before
from tests.chroma import ChromaProcess, chroma_server
from tests.conftest import LAW, store_settings, sync
from tests.postgres import Postgres
from tests.replicas import brought_in

QUESTIONS = ("Wie viele Tage Lernurlaub gibt es?", "Was bekommen Eltern für die Betreuung?")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaProcess]:
    with chroma_server(tmp_path_factory.mktemp("chroma")) as running:
        yield running


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, embedding: E5Embeddings) -> Path:
    """A data folder with the test law alone."""
    data = tmp_path_factory.mktemp("small") / "data"
    sync(data, LAW, model=embedding)
    return data


@pytest.fixture
def folder(small: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(small, tmp_path / "data"))


def on(server: ChromaProcess, data: Path, **more: Any) -> Settings:
    return Settings(data=data, chroma_url=server.url, _env_file=None, **more)


def agrees(searcher: Searcher, embedding: E5Embeddings) -> bool:
    """Whether what it finds is what the exact scan of the same generation finds."""
    state = searcher.state
    for question in QUESTIONS:
        vector = embedding.embed_query(question)
        found, exact = state.dense.search(vector, 5), state.rules.vectors.search(vector, 5)
        if not np.allclose([s for _, s in found], [s for _, s in exact], atol=1e-4):
            return False
    return True


def waits_until(done: Any, seconds: float = 60.0) -> bool:
    until = time.monotonic() + seconds
    while not done() and time.monotonic() < until:
        time.sleep(0.1)
    return bool(done())


def test_two_libraries_leave_each_other_alone_and_one_goes(
    server: ChromaProcess, folder: Path, tmp_path: Path, embedding: E5Embeddings
) -> None:
    other = tmp_path / "other"
    sync(other, LAW, model=embedding)
    searchers = [Searcher(on(server, data), embedding) for data in (folder, other)]
    for searcher in searchers:
        assert agrees(searcher, embedding)
        assert searcher.chroma is not None
        assert searcher.chroma.wait()
        assert agrees(searcher, embedding)
    address = ChromaAddress.of(on(server, folder))
    assert address is not None
    client = address.client()
    ids = [searcher.library.id for searcher in searchers]
    assert len(set(ids)) == 2
    assert [len(collections_of(client, name)) for name in ids] == [1, 1]
    # a change of one: its collection lives on, and the other's is as it was
    before = [collections_of(client, name)[0] for name in ids]
    law = tmp_path / "lernfg.xml"
    law.write_text(LAW.read_text().replace("Die Lernbeihilfe richtet", "Die volle Lernbeihilfe richtet"))
    assert brought_in(on(server, other), embedding, law) == 2
    assert agrees(searchers[1], embedding)
    assert searchers[1].chroma is not None
    assert searchers[1].chroma.wait()
    after = [collections_of(client, name)[0] for name in ids]
    assert after[0] == before[0]
    assert after[1].generation == before[1].generation + 1
    for searcher in searchers:
        assert agrees(searcher, embedding)
        searcher.close()
    assert drop_collections(client, ids[1]) == 1
    assert collections_of(client, ids[1]) == []
    assert len(collections_of(client, ids[0])) == 1
    with pytest.raises(WbmError, match="nichts von der Bibliothek"):
        drop_collections(client, ids[1])


def test_a_copied_folder_does_not_take_the_other_ones_vectors(
    server: ChromaProcess, folder: Path, tmp_path: Path, embedding: E5Embeddings
) -> None:
    copied = Path(shutil.copytree(folder, tmp_path / "copied"))
    for data in (folder, copied, folder):
        sync(data, LAW, model=embedding, reembed=True)
        searcher = Searcher(on(server, data), embedding)
        assert agrees(searcher, embedding)
        assert searcher.chroma is not None
        assert searcher.chroma.wait()
        searcher.close()


def test_what_was_left_in_the_middle_is_filled_anew(folder: Path, embedding: E5Embeddings) -> None:
    with chroma_server(folder.parent / "chroma") as server:  # no copy of the folder used it
        _filled_anew(server, folder, embedding)


def _filled_anew(server: ChromaProcess, folder: Path, embedding: E5Embeddings) -> None:
    first = Searcher(on(server, folder), embedding)
    assert agrees(first, embedding)
    assert first.chroma is not None
    assert first.chroma.wait()
    address = ChromaAddress.of(on(server, folder))
    assert address is not None
    client = address.client()
    [stored] = collections_of(client, first.library.id)
    first.close()
    collection = client.get_collection(stored.name)
    collection.delete(ids=collection.get(limit=2, include=[])["ids"])  # says of itself that it is whole
    second = Searcher(on(server, folder), embedding)
    assert agrees(second, embedding)
    assert second.chroma is not None
    assert second.chroma.wait()
    assert agrees(second, embedding)
    assert waits_until(lambda: len(collections_of(client, second.library.id)) == 1)
    assert collections_of(client, second.library.id)[0].name != stored.name
    second.close()


@pytest.mark.parametrize("how", ["kill", "freeze"])
def test_while_it_is_away_the_exact_scan_answers_and_it_comes_back_by_itself(
    how: str, tmp_path: Path, folder: Path, embedding: E5Embeddings
) -> None:
    with chroma_server(tmp_path / "chroma") as server:
        searcher = Searcher(on(server, folder), embedding)
        state = searcher.state
        mirror = searcher.chroma
        assert mirror is not None
        assert mirror.wait()
        server.kill() if how == "kill" else server.freeze()
        begun = time.monotonic()
        assert agrees(searcher, embedding)
        assert time.monotonic() - begun < 15  # one request's time, for the first question alone
        assert not mirror.serves(state.rules, state.generation)
        begun = time.monotonic()
        assert agrees(searcher, embedding)
        assert time.monotonic() - begun < 3
        server.start() if how == "kill" else server.thaw()
        assert waits_until(lambda: mirror.serves(state.rules, state.generation))
        assert agrees(searcher, embedding)
        searcher.close()


def test_replicas_of_one_library_share_a_collection(
    server: ChromaProcess, tmp_path: Path, postgres: Postgres, embedding: E5Embeddings
) -> None:
    url = postgres.new_database()
    brought_in(store_settings(tmp_path / "worker", url), embedding, LAW)
    configs = [on(server, tmp_path / name, library_url=url) for name in ("a", "b")]
    replicas = [Searcher(config, embedding) for config in configs]
    for replica in replicas:
        assert agrees(replica, embedding)
        assert replica.chroma is not None
        assert replica.chroma.wait()
        assert agrees(replica, embedding)
    address = ChromaAddress.of(configs[0])
    assert address is not None
    with open_library(configs[0]) as library:
        assert len(collections_of(address.client(), library.id)) == 1
    # the keeper goes: the other one brings the collection to the next generation
    replicas[0].close()
    law = tmp_path / "neu.xml"
    law.write_text(LAW.read_text().replace("Die Lernbeihilfe richtet", "Die volle Lernbeihilfe richtet"))
    brought_in(store_settings(tmp_path / "worker", url), embedding, law)
    assert waits_until(lambda: replicas[1].state.generation == 2)
    assert replicas[1].chroma is not None
    assert replicas[1].chroma.wait()
    assert agrees(replicas[1], embedding)
    replicas[1].close()


def test_by_tls_it_is_known_by_its_own_authority_and_by_no_other(
    server: ChromaProcess,
    folder: Path,
    tmp_path: Path,
    embedding: E5Embeddings,
    caplog: pytest.LogCaptureFixture,
) -> None:
    right, wrong = (Authority(tmp_path / name, name) for name in ("right", "wrong"))
    with tls_before(server.port, right.server()) as url:
        config = Settings(data=folder, chroma_url=url, chroma_certificate=right.certificate, _env_file=None)
        searcher = Searcher(config, embedding)
        state, mirror = searcher.state, searcher.chroma
        assert mirror is not None
        assert mirror.wait()
        assert mirror.serves(state.rules, state.generation)
        assert agrees(searcher, embedding)
        assert mirror.serves(state.rules, state.generation)  # it was not given up meanwhile
        searcher.close()
        assert not caplog.records
        for refused in (wrong.certificate, None):  # None: those of the system
            caplog.clear()
            config = config.model_copy(update={"chroma_certificate": refused})
            searcher = Searcher(config, embedding)
            state, mirror = searcher.state, searcher.chroma
            assert mirror is not None
            assert waits_until(lambda: "WBM_CHROMA_CERTIFICATE" in caplog.text, 20)
            assert agrees(searcher, embedding)  # the exact scan
            assert not mirror.serves(state.rules, state.generation)
            searcher.close()


def test_settings_of_the_server() -> None:
    said = Settings(
        chroma_url="https://chroma.example.org/",
        chroma_token="geheim",
        chroma_headers="X-Office: nord; X-Other: a: b",
        _env_file=None,
    )
    address = ChromaAddress.of(said)
    assert address is not None
    assert address.headers == {"Authorization": "Bearer geheim", "X-Office": "nord", "X-Other": "a: b"}
    assert address.name == "https://chroma.example.org:443"
    assert "geheim" not in repr(address)
    for wrong in (
        {"chroma_url": "chroma:8000"},
        {"chroma_url": "http://h", "chroma_headers": "ohne Doppelpunkt"},
        {"chroma_url": "http://h", "chroma_headers": "X Y: a"},
        {"chroma_url": "https://h", "chroma_certificate": "/gibt/es/nicht.pem"},
    ):
        with pytest.raises(SettingsError, match="WBM_CHROMA_"):
            ChromaAddress.of(Settings(_env_file=None, **wrong))  # type: ignore[arg-type]
