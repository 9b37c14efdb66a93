"""A second machine: an empty data folder, the library on a server."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from knowledge.index.embedding import E5Embeddings
from tests.chat.client import Visitor, serving
from tests.conftest import LAW, store_settings
from tests.postgres import Postgres
from tests.replicas import brought_in

QUESTION = "Wie viele Tage Lernurlaub gibt es?"
pytestmark = pytest.mark.slow


def test_it_answers_without_a_sync_says_when_the_library_is_away_and_recovers(
    tmp_path: Path, postgres: Postgres, embedding: E5Embeddings
) -> None:
    url = postgres.new_database()
    law = tmp_path / "lernfg.xml"
    law.write_text(LAW.read_text())
    worker = store_settings(tmp_path / "worker", url)
    brought_in(worker, embedding, law)
    with serving(
        tmp_path / "empty", WBM_LIBRARY_URL=url, WBM_FETCH_LAWS="false", WBM_QUESTIONS_PER_MINUTE="1000"
    ) as (address, _):
        visitor = Visitor(address)
        visitor.open()
        visitor.ask(QUESTION)
        assert "LernFG" in visitor.said()
        # what another machine brings is answered within seconds
        law.write_text(LAW.read_text().replace("Die Lernbeihilfe richtet", "Die Wanderbeihilfe richtet"))
        brought_in(worker, embedding, law)
        until = time.monotonic() + 30
        while True:
            visitor.ask("Wonach richtet sich die Wanderbeihilfe?")
            if "Die Wanderbeihilfe richtet" in visitor.said() or time.monotonic() > until:
                break
            time.sleep(1)
        assert "Die Wanderbeihilfe richtet" in visitor.said()
        postgres.stop()
        try:
            visitor.ask(QUESTION)
            said = visitor.said()
        finally:
            postgres.start()
        assert "Die Suche ist gerade gestört" in said
        assert "nicht in meinen Quellen" not in said
        visitor.ask(QUESTION)
        assert "LernFG" in visitor.said()
        visitor.close()
