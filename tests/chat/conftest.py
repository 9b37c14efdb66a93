"""Real databases for chats: SQLite in a folder, and a PostgreSQL cluster of the tests' own."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from chainlit.context import context_var, init_http_context
from chainlit.user import PersistedUser

from chat.database.connection import ChatDatabase, now
from chat.database.schema import users
from chat.history.data_layer import ChatHistory


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return (
        f"sqlite:///{tmp_path}/chats.sqlite"
        if request.param == "sqlite"
        else request.getfixturevalue("postgres").new_database()
    )


def user_id(name: str) -> str:
    """The id that a person has in these tests."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


def person(name: str) -> PersistedUser:
    return PersistedUser(
        id=user_id(name),
        identifier=user_id(name),
        display_name=name,
        createdAt=now(),
        metadata={"role": "mentor"},
    )


class Chats:
    """A history with people who chat in it, as Chainlit calls it."""

    def __init__(self, url: str) -> None:
        self.filed: list[tuple[Any, Any]] = []
        self._joined: set[str] = set()
        self.history = ChatHistory(
            ChatDatabase(url), lambda feedback, answer: self.filed.append((feedback, answer))
        )

    def speak_as(self, name: str, thread_id: str = "") -> str:
        """Make a person's session the present one; returns the id of its chat."""
        context = init_http_context(thread_id=thread_id or str(uuid.uuid4()), user=person(name))
        return str(context.session.thread_id)

    async def join(self, name: str) -> None:
        """What a sign-in keeps of a person."""
        if name not in self._joined:
            self._joined.add(name)
            row = {
                "id": user_id(name),
                "identifier": user_id(name),
                "name": name,
                "created_at": now(),
                "metadata": {"role": "mentor"},
            }
            async with self.history._database.begin() as connection:
                await connection.execute(
                    self.history._database.insert(users).values(row).on_conflict_do_nothing()
                )

    async def ask(
        self,
        name: str,
        question: str,
        answer: str,
        thread_id: str = "",
        metadata: dict[str, Any] | None = None,
    ) -> tuple[str, str]:
        """A whole turn; returns the ids of chat and answer."""
        await self.join(name)
        thread_id = self.speak_as(name, thread_id)
        history = self.history
        await history.update_thread(thread_id, name=question, user_id=user_id(name))
        asked, answered = str(uuid.uuid4()), str(uuid.uuid4())
        base: dict[str, Any] = {
            "threadId": thread_id,
            "name": "x",
            "tags": ["a", "b"],
            "modes": {"mode": "kurz"},
            "isError": False,
        }
        await history.create_step(
            {
                **base,
                "id": asked,
                "type": "user_message",
                "output": question,
                "createdAt": now(),
                "metadata": {},
            }
        )  # type: ignore[typeddict-item]
        await asyncio.sleep(0.002)  # Chainlit's own messages take a millisecond each
        await history.create_step(
            {
                **base,
                "id": answered,
                "type": "assistant_message",
                "output": answer,
                "createdAt": now(),
                "metadata": metadata or {},
            }
        )  # type: ignore[typeddict-item]
        return thread_id, answered


@pytest.fixture
def run(url: str) -> Callable[[Callable[[Chats], Awaitable[None]]], None]:
    """Runs a test's coroutine with a history on each database."""

    def whole(body: Callable[[Chats], Awaitable[None]]) -> None:
        async def inside() -> None:
            chats = Chats(url)
            token = context_var.set(None)  # type: ignore[arg-type]  # each test begins without a session
            try:
                await body(chats)
            finally:
                context_var.reset(token)
                await chats.history.close()

        asyncio.run(inside())

    return whole


def wait_for(condition: Callable[[], bool], seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.05)
