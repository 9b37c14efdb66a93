"""Accounts, limits, retention and export on both databases, and the commands for them as processes."""

from __future__ import annotations

import asyncio
import json
import stat
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import update

from chat.access.accounts import Accounts
from chat.access.limits import QuestionLimit, SlidingWindow
from chat.access.listening import is_this_machine
from chat.access.roles import Role
from chat.database.connection import ChatDatabase
from chat.database.schema import threads
from chat.history.retention import delete_person, export_person, purge
from knowledge.errors import AccountError
from tests.chat.client import PASSWORD
from tests.chat.conftest import Chats
from tests.environment import clean_environment

Run = Callable[[Callable[[Chats], Awaitable[None]]], None]


def test_accounts(url: str) -> None:
    async def body() -> None:
        database = ChatDatabase(url)
        accounts = Accounts(database)
        await accounts.add("Anna@example.org", Role.MENTOR, PASSWORD)
        await accounts.add("otto@example.org", Role.EDITOR, None)
        for name, password, said in (
            ("anna@example.org", PASSWORD, "gibt es schon"),
            ("neu", "kurz", "zu kurz"),
            ("mit leer", PASSWORD, "geht nicht als Name"),
        ):
            with pytest.raises(AccountError, match=said):
                await accounts.add(name, Role.MENTOR, password)
        found = await accounts.verify("anna@EXAMPLE.org", PASSWORD)
        assert found
        assert (found.name, found.role) == ("Anna@example.org", Role.MENTOR)
        assert await accounts.verify("anna@example.org", "falsch falsch") is None
        assert await accounts.verify("otto@example.org", "") is None
        assert await accounts.verify("niemand", PASSWORD) is None
        await accounts.set_password("Anna@example.org", PASSWORD + "!")
        assert await accounts.verify("anna@example.org", PASSWORD) is None
        await accounts.set_role("Anna@example.org", Role.EVALUATOR)
        assert [(a.name, a.role, a.by_password) for a in await accounts.all()] == [
            ("Anna@example.org", Role.EVALUATOR, True),
            ("otto@example.org", Role.EDITOR, False),
        ]
        await accounts.remove("anna@example.org")
        with pytest.raises(AccountError, match="gibt es nicht"):
            await accounts.remove("anna@example.org")
        await database.close()

    asyncio.run(body())


def test_sliding_windows() -> None:
    time = 0.0
    window = SlidingWindow(2, 10, lambda: time)
    window.add("a")
    assert window.wait("a") == 0
    time = 4
    window.add("a")
    assert window.wait("a") == 6
    assert window.wait("b") == 0
    time = 10
    assert window.wait("a") == 0
    limit = QuestionLimit(1, lambda: time)
    assert limit.refuse("anna") == ""
    assert "61 Sekunden" in limit.refuse("anna")
    assert limit.refuse("berta") == ""


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("::1", True),
        ("[::1]", True),
        ("0.0.0.0", False),
        ("192.168.0.5", False),
        ("::", False),
        ("chat.example", False),
    ],
)
def test_which_addresses_are_this_machine(host: str, here: bool) -> None:
    assert is_this_machine(host) is here


def test_old_chats_go_and_a_persons_are_given_out_and_deleted(run: Run) -> None:
    async def body(chats: Chats) -> None:
        old, _ = await chats.ask("anna", "Alt", "Antwort")
        await chats.ask("anna", "Neu", "Antwort")
        await chats.ask("berta", "Bertas", "Antwort")
        await chats.history.queue.settled(5)
        database = chats.history._database
        async with database.begin() as connection:
            await connection.execute(
                update(threads).where(threads.c.id == old).values(updated_at="2025-01-01T00:00:00.000Z")
            )
        assert await purge(database, 365) == 1
        assert await chats.history.get_thread(old) is None
        given = await export_person(database, "anna")
        assert given
        assert [c["name"] for c in given["chats"]] == ["Neu"]
        assert [m["output"] for m in given["chats"][0]["messages"]] == ["Neu", "Antwort"]
        assert json.dumps(given)
        assert await delete_person(database, "anna") == 1
        assert await delete_person(database, "anna") is None
        assert await export_person(database, "anna") is None
        rest = await export_person(database, "berta")
        assert rest
        assert len(rest["chats"]) == 1

    run(body)


def wbm(*arguments: str, data: Path, said: str = "") -> subprocess.CompletedProcess[str]:
    environment = clean_environment() | {"WBM_DATA": str(data)}
    return subprocess.run(
        [sys.executable, "-m", "cli", *arguments],
        env=environment,
        input=said,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.slow
def test_the_commands(tmp_path: Path) -> None:
    assert "Noch niemand" in wbm("users", "list", data=tmp_path).stdout
    added = wbm("users", "add", "anna", "--role", "trainer", data=tmp_path, said=f"{PASSWORD}\n{PASSWORD}\n")
    assert "kann sich jetzt anmelden" in added.stdout
    assert PASSWORD not in added.stdout
    assert "trainer" in wbm("users", "list", data=tmp_path).stdout
    for arguments, said in (
        (("users", "remove", "karl"), "gibt es nicht"),
        (("chats", "delete", "--user", "karl", "--yes"), "nichts gespeichert"),
        (("chats", "export", "--user", "karl"), "nichts gespeichert"),
    ):
        failed = wbm(*arguments, data=tmp_path)
        assert failed.returncode == 1
        assert said in failed.stderr
        assert "Traceback" not in failed.stderr
    target = tmp_path / "auskunft.json"
    assert wbm("chats", "export", "--user", "anna", "--to", str(target), data=tmp_path).returncode == 0
    assert json.loads(target.read_text())["account"]["role"] == "trainer"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert "Gelöscht: 0 Chats" in wbm("chats", "purge", "--days", "30", data=tmp_path).stdout


def test_the_chat_refuses_an_address_that_nobody_could_sign_in_at(
    tmp_path: Path, starter_library: Path
) -> None:
    refused = wbm("serve", "--host", "0.0.0.0", data=starter_library)
    assert refused.returncode == 1
    assert "wbm users add" in refused.stderr


@pytest.fixture
def starter_library(tmp_path: Path) -> Path:
    """A data folder whose library exists, which is all that the command looks at before it listens."""
    from knowledge.store.library import Library

    Library(tmp_path / "data" / "library.sqlite").close()
    return tmp_path / "data"
