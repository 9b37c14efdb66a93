"""PostgreSQL and Chroma killed and started again in the middle of questions and a sync: nothing wrong is
said, nothing is lost, no hand is needed.
"""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from chains.retrieval.searcher import Searcher
from knowledge.errors import LibraryUnreachable
from knowledge.index.embedding import E5Embeddings
from knowledge.store.opening import open_library
from settings import ROOT, Settings
from tests.chroma import ChromaProcess, chroma_server
from tests.conftest import LAW, settings_for, store_settings
from tests.postgres import Postgres
from tests.replicas import brought_in

QUESTIONS = ("Wie viele Tage Lernurlaub gibt es?", "Lernbeihilfe", "§ 3a LernFG", "Bildungsgutschein")
KILLS = 10
Found = list[tuple[str, str]]


def _source(folder: Path, *, changed: bool) -> Path:
    folder.mkdir(exist_ok=True)
    law = LAW.read_text()
    (folder / "lernfg.xml").write_text(
        law.replace("Die Lernbeihilfe richtet", "Die volle Lernbeihilfe richtet") if changed else law
    )
    for name in ("bildungsgutschein", "fernunterricht", "externenpruefung"):
        text = (ROOT / "knowledge" / "texts" / f"{name}.md").read_text()
        (folder / f"{name}.md").write_text(text.replace("Kurs", "Lehrgang") if changed else text)
    return folder


def _asked(searcher: Searcher, question: str) -> Found:
    """What is found first, in its words."""
    return [(hit.passage.document.id, hit.passage.section.text) for hit in searcher.search(question, 1)]


def _expected(tmp_path: Path, source: Path, embedding: E5Embeddings) -> list[dict[str, Found]]:
    """Question -> answer of each state of the sources, from libraries of their own."""
    found = []
    for changed in (False, True):
        config = settings_for(tmp_path / f"clean{changed}")
        brought_in(config, embedding, _source(source, changed=changed))
        searcher = Searcher(config, embedding, exact=True)
        found.append({question: _asked(searcher, question) for question in QUESTIONS})
        searcher.close()
    return found


class _Person(threading.Thread):
    """Asks without an end, and keeps what was said."""

    def __init__(self, searcher: Searcher) -> None:
        super().__init__()
        self.searcher, self.said, self.disturbed = searcher, [], 0
        self.failed: list[BaseException] = []
        self.ended = threading.Event()

    said: list[tuple[str, Found]]

    def run(self) -> None:
        dice = random.Random(7)
        while not self.ended.wait(0.05):
            question = dice.choice(QUESTIONS)
            try:
                self.said.append((question, _asked(self.searcher, question)))
            except LibraryUnreachable:
                self.disturbed += 1
            except BaseException as error:  # noqa: BLE001 - a person would see it
                self.failed.append(error)


@pytest.mark.slow
@pytest.mark.thorough
@pytest.mark.timeout(900)
def test_ten_kills_of_each(
    tmp_path: Path, postgres: Postgres, embedding: E5Embeddings, environment: dict[str, str]
) -> None:
    source, url = tmp_path / "texte", postgres.new_database()
    expected = _expected(tmp_path, source, embedding)
    worker = store_settings(tmp_path / "data", url)
    brought_in(worker, embedding, _source(source, changed=False))
    with chroma_server(tmp_path / "chroma") as chroma:
        config = Settings(data=tmp_path / "replica", library_url=url, chroma_url=chroma.url, _env_file=None)
        searcher = Searcher(config, embedding)
        person = _Person(searcher)
        person.start()
        try:
            syncs = _struck(tmp_path, postgres, chroma, source, environment | {"WBM_LIBRARY_URL": url})
            # no hand: what was away is found again by itself
            until = time.monotonic() + 90
            with open_library(worker) as library:
                last = library.generation
                while time.monotonic() < until and not _serves(searcher, last):
                    time.sleep(0.5)
                assert not library.contradictions()
            assert _serves(searcher, last)
        finally:
            person.ended.set()
            person.join()
        assert syncs >= 3
        assert not person.failed
        assert person.disturbed
        assert len(person.said) > len(QUESTIONS)
        for question, found in person.said:
            assert found in [each[question] for each in expected], question
        assert {q: _asked(searcher, q) for q in QUESTIONS} == expected[syncs % 2]
        searcher.close()


def _serves(searcher: Searcher, generation: int) -> bool:
    state, mirror = searcher.state, searcher.chroma
    return (
        state.generation == generation and mirror is not None and mirror.serves(state.rules, state.generation)
    )


def _struck(
    tmp_path: Path, postgres: Postgres, chroma: ChromaProcess, source: Path, environment: dict[str, str]
) -> int:
    """Syncs of changing sources while both servers are killed and started again, each ten times; returns how
    many syncs there were. Each has to end well by itself; one that began while there was no database says so
    and is begun again, as `wbm sync --every` does it.
    """
    dice = random.Random(20261129)
    kills = syncs = 0
    while kills < KILLS:
        syncs += 1
        _source(source, changed=bool(syncs % 2))
        while True:
            with (tmp_path / "sync.log").open("w") as log:
                process = subprocess.Popen(
                    [sys.executable, "-m", "cli", "sync", str(source)],
                    cwd=ROOT,
                    env=environment,
                    stdout=log,
                    stderr=log,
                )
                for _ in range(3):
                    time.sleep(dice.uniform(0.5, 4))
                    if process.poll() is None and kills < KILLS:
                        postgres.stop()
                        chroma.kill()
                        time.sleep(dice.uniform(0.1, 3))
                        postgres.start()
                        chroma.start()
                        kills += 1
                ended = process.wait(300)
            said = (tmp_path / "sync.log").read_text()
            if ended == 0:
                break
            assert said.startswith("Fehler: postgresql://"), said[-3_000:]
            assert "nicht erreichbar" in said
    return syncs
