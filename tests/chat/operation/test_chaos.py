"""PostgreSQL and Chroma killed and started again in the middle of a chat and of syncs: every message is
stored once and in order, nothing wrong is said, no hand is needed.
"""

from __future__ import annotations

import asyncio
import shutil
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from chat.database.connection import ChatDatabase
from chat.history.store import ChatStore
from knowledge.index.embedding import E5Embeddings
from tests.chat.client import Visitor, serving
from tests.chat.operation.test_replicas import add_people
from tests.chroma import chroma_server
from tests.conftest import store_settings
from tests.knowledge.store.test_chaos import _source, _struck
from tests.postgres import Postgres
from tests.replicas import brought_in

# a question -> words of one of the two states that its source has
_ASKED = {
    "Was steht in § 3a LernFG?": ("Die Lernbeihilfe richtet", "Die volle Lernbeihilfe richtet"),
    "Was steht in § 1 Abs. 2 LernFG?": ("31. März 2023",),
}
_DISTURBED = "Die Suche ist gerade gestört"


class _Person(threading.Thread):
    """Asks without an end in one chat; keeps what was asked and what was said to it."""

    def __init__(self, visitor: Visitor) -> None:
        super().__init__()
        self.visitor = visitor
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.failed: list[BaseException] = []
        self.ended = threading.Event()

    def run(self) -> None:
        questions = list(_ASKED)
        while not self.ended.wait(0.2) and not self.failed:
            question = questions[len(self.asked) % len(questions)]
            try:
                self.asked.append((question, self.visitor.ask(question)))
            except BaseException as error:  # noqa: BLE001 - a person would see it
                self.failed.append(error)


def _stored(url: str, thread_id: str) -> list[dict[str, Any]]:
    async def read() -> list[dict[str, Any]]:
        database = ChatDatabase(url)
        found = await ChatStore(database).thread_rows(thread_id)
        await database.close()
        return [row["data"] for row in found[1]] if found else []

    return asyncio.run(read())


@pytest.mark.slow
@pytest.mark.thorough
@pytest.mark.timeout(1500)
def test_a_chat_through_ten_kills_of_each(
    tmp_path: Path, postgres: Postgres, embedding: E5Embeddings, environment: dict[str, str]
) -> None:
    source, library, chats = tmp_path / "texte", postgres.new_database(), postgres.new_database()
    brought_in(store_settings(tmp_path / "data", library), embedding, _source(source, changed=False))
    asyncio.run(add_people(chats, "anna"))
    # a server that begins with indexes listens sooner
    shutil.copytree(tmp_path / "data" / "index", tmp_path / "replica" / "data" / "index")
    with chroma_server(tmp_path / "chroma") as chroma:
        settings = {
            "WBM_LIBRARY_URL": library,
            "WBM_CHATS_URL": chats,
            "WBM_CHROMA_URL": chroma.url,
            "WBM_SIGN_IN": "1",
            "WBM_QUESTIONS_PER_MINUTE": "1000",
        }
        with serving(tmp_path / "replica" / "data", **settings) as (address, _):
            anna = Visitor(address, "anna")
            anna.open()
            person = _Person(anna)
            person.start()
            try:
                _struck(tmp_path, postgres, chroma, source, environment | {"WBM_LIBRARY_URL": library})
                time.sleep(5)
            finally:
                person.ended.set()
                person.join()
            assert not person.failed
            assert len(person.asked) > 20
            answered = 0
            for question, said in person.asked:
                right = any(words in said["output"] for words in _ASKED[question])
                assert right or _DISTURBED in said["output"], (question, said["output"])
                answered += right
            assert answered > len(person.asked) / 2
            until = time.monotonic() + 60
            while time.monotonic() < until:
                stored = _stored(chats, anna.thread)
                if len([s for s in stored if s["type"] == "user_message"]) >= len(person.asked):
                    break
                time.sleep(1)
            questions = [step["output"] for step in stored if step["type"] == "user_message"]
            assert questions == [question for question, _ in person.asked]
            answers = {step["id"]: step["output"] for step in stored if step["type"] == "assistant_message"}
            for _, said in person.asked:
                assert said["output"] in answers[said["id"]]
            # no hand: the next question is answered, from the state that the last sync left
            assert any(
                words in anna.ask(next(iter(_ASKED)))["output"] for words in next(iter(_ASKED.values()))
            )
            anna.close()
