"""What a server lacks, seen from inside."""

from __future__ import annotations

import asyncio
import threading

import pytest

from chat.access.listening import agree_on_secret
from chat.database.connection import ChatDatabase, with_database
from chat.database.secrets import SESSIONS, agreed
from chat.operation import readiness as module
from chat.operation.readiness import Lack, Readiness
from knowledge.errors import IndexDamaged, IndexMissing
from settings import Settings
from tests.postgres import Postgres


def test_what_cannot_be_opened_is_said_and_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PATIENCE", 0.05)
    now, gate = [0.0], threading.Event()
    outcomes: list[Exception | int] = [
        IndexMissing(),
        IndexDamaged("/geheim/pfad kaputt"),
        ValueError("x"),
        7,
    ]

    def open_index() -> int:
        if len(outcomes) == 1:
            gate.wait(10)
        found = outcomes.pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    async def body() -> None:
        ready = Readiness(open_index, None, lambda: now[0])
        assert await ready.lacks() == (Lack.NOTHING_READ,)
        assert await ready.lacks() == (Lack.NOTHING_READ,)  # not asked again at once
        for expected in (Lack.NO_LIBRARY, Lack.NO_LIBRARY, Lack.LOADING, Lack.LOADING):
            now[0] += 2
            assert await ready.lacks() == (expected,)
        gate.set()
        for _ in range(100):
            now[0] += 2
            if not await ready.lacks():
                break
        assert ready.generation == 7

    asyncio.run(body())


def test_a_server_that_began_without_the_database_is_told_of_the_secret(
    postgres: Postgres, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CHAINLIT_AUTH_SECRET", raising=False)
    url = postgres.new_database()
    away = "postgresql://wbm@127.0.0.1:9/nichts"
    early, late = (
        agree_on_secret(Settings(data=tmp_path_factory.mktemp("d"), chats_url=away, _env_file=None))  # type: ignore[arg-type]
        for _ in range(2)
    )
    assert len(early) > 40
    assert early != late

    async def lacks(secret: str) -> tuple[Lack, ...]:
        database = ChatDatabase(url)
        try:
            return await Readiness(lambda: 1, database, secret=secret).lacks()
        finally:
            await database.close()

    assert asyncio.run(lacks(early)) == ()  # the first that asks is right
    assert asyncio.run(lacks(late)) == (Lack.NOT_AGREED,)
    data = tmp_path_factory.mktemp("d")
    settings = Settings(data=data, chats_url=url, _env_file=None)  # type: ignore[arg-type]
    assert agree_on_secret(settings) == ""
    assert with_database(settings, lambda database: agreed(database, SESSIONS)) == early
    assert (data / "auth_secret").read_text() == early
    assert (data / "auth_secret").stat().st_mode & 0o777 == 0o600
    monkeypatch.delenv("CHAINLIT_AUTH_SECRET")
