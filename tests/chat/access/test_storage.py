"""The chats database away, crowded, or on a folder that cannot be written: named, retried, said in German."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from chat.access.listening import keep_secret
from chat.database import connection as module
from chat.database.connection import ChatDatabase
from knowledge.errors import StorageBusy, StorageFailed, StorageUnreachable
from settings import ROOT
from tests.chat.client import PASSWORD, Visitor, add_user, serving
from tests.chat.conftest import Chats, user_id, wait_for
from tests.environment import clean_environment
from tests.postgres import Postgres


@contextlib.asynccontextmanager
async def all_connections(database: ChatDatabase) -> AsyncIterator[None]:
    """Keep every connection of the pool busy."""
    async with contextlib.AsyncExitStack() as stack:
        for _ in range(15):  # SQLAlchemy's pool: 5 and 10 more
            await stack.enter_async_context(database.read())
        yield


def test_a_crowded_pool_loses_nothing_and_marks_nothing(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PATIENCE", 0.3)

    async def body() -> None:
        chats = Chats(url)
        history = chats.history
        history.queue._longest = 0.3
        await chats.join("anna")
        async with all_connections(history._database):
            with pytest.raises(StorageBusy, match="überlastet"):
                async with history._database.read():
                    pass
            during, _ = await chats.ask("anna", "Im Gedränge", "Antwort")
            await asyncio.sleep(1.5)
            assert len(history.queue) > 0
        for _ in range(100):
            if await history.queue.settled(1):
                break
            await asyncio.sleep(0.1)
        thread = await history.get_thread(during)
        assert thread
        assert [s["output"] for s in thread["steps"]] == ["Im Gedränge", "Antwort"]
        assert history.trouble(during) == ""
        after, _ = await chats.ask("anna", "Danach", "Antwort")
        assert history.trouble(after) == ""
        await history.close()

    asyncio.run(body())


def test_a_server_that_takes_no_more_connections_is_waited_for(postgres: Postgres) -> None:
    """What asyncpg raises at its connect comes as it is, through SQLAlchemy."""
    url = postgres.new_database()
    name = url.rpartition("/")[2]

    async def body() -> None:
        owner = ChatDatabase(url)
        async with owner.begin() as connection:
            await connection.execute(text(f"CREATE ROLE r{name} LOGIN CONNECTION LIMIT 1"))
            await connection.execute(text(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO r{name}"))
            await connection.execute(text(f"GRANT ALL ON SCHEMA public TO r{name}"))
        chats = Chats(url.replace("wbm@", f"r{name}@"))
        history = chats.history
        history.queue._longest = 0.3
        await chats.join("anna")
        async with history._database.read():
            with pytest.raises(StorageUnreachable, match="WBM_CHATS_URL"):
                async with history._database.read():
                    pass
            during, _ = await chats.ask("anna", "Voll", "Antwort")
            await asyncio.sleep(1)
            assert len(history.queue) > 0
        for _ in range(100):
            if await history.queue.settled(1):
                break
            await asyncio.sleep(0.1)
        assert history.trouble(during) == ""
        thread = await history.get_thread(during)
        assert thread
        assert len(thread["steps"]) == 2
        await history.close()
        await owner.close()

    asyncio.run(body())


def test_reading_waits_for_nobody_who_writes(tmp_path: Path) -> None:
    async def body() -> None:
        chats = Chats(f"sqlite:///{tmp_path}/c.sqlite")
        thread, _ = await chats.ask("anna", "Frage", "Antwort")
        assert await chats.history.queue.settled(5)
        async with chats.history._database.begin():  # a long write
            found = await asyncio.wait_for(chats.history.store.author(thread), 2)
        assert found == user_id("anna")
        await chats.history.close()

    asyncio.run(body())


_LOCKED = """
import asyncio, os, sys
from pathlib import Path
from chat.access.accounts import Accounts
from chat.database.connection import ChatDatabase
from chat.access.listening import keep_secret
from knowledge.errors import StorageFailed

async def people(folder):
    database = ChatDatabase(f"sqlite:///{folder}/chats.sqlite")
    try:
        return await Accounts(database).all()
    finally:
        await database.close()

asyncio.run(people(sys.argv[1]))  # so that all is loaded
if os.geteuid() == 0:
    os.setegid(65534), os.seteuid(65534)  # rights bind others alone
for act in (lambda: asyncio.run(people(sys.argv[2])), lambda: keep_secret(Path(sys.argv[2]))):
    try:
        act()
    except StorageFailed as error:
        print(type(error).__name__, error)
"""


@pytest.mark.parametrize("filled", [False, True])
def test_a_folder_that_cannot_be_written_is_named(filled: bool, tmp_path: Path) -> None:
    folder = Path(tempfile.mkdtemp(prefix="wbm-locked-", dir="/tmp"))
    try:
        if filled:
            add_user(folder, "anna")
            for path in folder.iterdir():
                path.chmod(0o444)
        folder.chmod(0o555)
        environment = clean_environment()
        said = subprocess.run(
            [sys.executable, "-c", _LOCKED, str(tmp_path), str(folder)],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)
    assert said.returncode == 0, said.stderr
    first, second = said.stdout.strip().splitlines()
    assert first.startswith("StorageUnreachable")
    assert f"{folder}/chats.sqlite" in first
    assert "Rechte des Ordners" in first
    assert f"{folder}/auth_secret" in second
    assert "Rechte" in second


def test_a_key_that_is_there_is_read_though_nothing_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CHAINLIT_AUTH_SECRET", raising=False)
    keep_secret(tmp_path)
    kept = os.environ.pop("CHAINLIT_AUTH_SECRET")
    changed: list[Path] = []
    monkeypatch.setattr(Path, "chmod", lambda path, _: changed.append(path))
    keep_secret(tmp_path)
    assert (os.environ.pop("CHAINLIT_AUTH_SECRET"), changed) == (kept, [])
    monkeypatch.undo()
    (tmp_path / "auth_secret").chmod(0o644)
    keep_secret(tmp_path)
    assert (tmp_path / "auth_secret").stat().st_mode & 0o777 == 0o600
    os.environ.pop("CHAINLIT_AUTH_SECRET")
    (tmp_path / "auth_secret").write_text("kurz")
    with pytest.raises(StorageFailed, match="beschädigt"):
        keep_secret(tmp_path)


@pytest.mark.slow
def test_while_the_database_is_away_the_page_is_told_in_german(data: Path, postgres: Postgres) -> None:
    url = postgres.new_database()
    for name in ("anna", "berta"):
        add_user(data, name, WBM_CHATS_URL=url)
    with serving(data, WBM_SIGN_IN="1", WBM_CHATS_URL=url) as (address, _):
        anna, berta = Visitor(address, "anna"), Visitor(address, "berta")
        anna.open()
        anna.ask("Wie viele Tage Lernurlaub gibt es nach § 1 LernFG?")
        wait_for(lambda: bool(anna.chats()))
        assert berta.chats() == []
        postgres.stop()
        try:
            for answer in (
                anna.http.post("/project/threads", json={"pagination": {"first": 20}, "filter": {}}),
                anna.http.get(f"/project/thread/{anna.thread}"),
                anna.http.request("DELETE", "/project/thread", json={"threadId": anna.thread}),
                anna.http.put("/project/thread", json={"threadId": anna.thread, "name": "Neu"}),
            ):
                assert answer.status_code == 503, answer.request.url
                assert "nichts verloren" in answer.json()["detail"], answer.text
            assert Visitor(address).sign_in("anna", PASSWORD).status_code == 503
            stolen = berta.http.cookies["access_token"]
            assert berta.http.post("/logout").status_code == 200
            berta.http.cookies.set("access_token", stolen or "")
            assert berta.http.get("/user").status_code == 401
            reopened = Visitor(address)
            reopened.http.cookies = anna.http.cookies
            reopened.open(anna.thread)
            assert "nicht erreichbar" in str(reopened.of("resume_thread_error"))
            reopened.close()
        finally:
            postgres.start()
        wait_for(lambda: anna.http.get(f"/project/thread/{anna.thread}").status_code == 200, 30)
        assert berta.http.get("/user").status_code == 401
        anna.close()
