"""The chat history on real SQLite and real PostgreSQL, called as Chainlit calls it."""

from __future__ import annotations

import asyncio
import stat
import time
import uuid
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from chainlit.element import CustomElement, File, Text
from chainlit.types import Feedback, Pagination, ThreadFilter
from chainlit.user import User
from sqlalchemy.ext.asyncio import AsyncConnection

from chat.database.connection import ChatDatabase
from chat.history.write_queue import Write
from knowledge.errors import SettingsError, StorageUnreachable
from tests.chat.conftest import Chats, user_id
from tests.postgres import Postgres

Run = Callable[[Callable[[Chats], Awaitable[None]]], None]


async def names(chats: Chats, who: str, **wanted: object) -> list[str | None]:
    page = await chats.history.list_threads(Pagination(first=20), ThreadFilter(userId=user_id(who), **wanted))  # type: ignore[arg-type]
    return [thread["name"] for thread in page.data]


def test_a_chat_is_stored_and_read_back_whole(run: Run) -> None:
    async def body(chats: Chats) -> None:
        thread_id, answered = await chats.ask(
            "anna",
            "Wer zahlt den Kurs?\x00",
            "50 Prozent [1]",
            metadata={"answer": {"citations": [{"n": 1}]}},
        )
        await chats.history.create_element(
            Text(
                name="SGB III § 82",
                content="Wörtlich „so“",
                display="side",
                for_id=answered,
                thread_id=thread_id,
            )
        )
        await chats.history.create_element(
            CustomElement(name="Panel", props={"a": [1]}, for_id=answered, thread_id=thread_id)
        )
        await chats.history.create_element(
            File(name="Angebot.pdf", content=b"geheim", for_id=answered, thread_id=thread_id)
        )
        await chats.history.update_thread(
            thread_id, metadata={"history": [["user", "x"]], "is_shared": True, "weg": object()}
        )
        thread = await chats.history.get_thread(thread_id)
        assert thread is not None
        assert (thread["name"], thread["userIdentifier"], thread["metadata"]) == (
            "Wer zahlt den Kurs?",
            user_id("anna"),
            {"history": [["user", "x"]]},
        )
        assert [(s["type"], s["output"]) for s in thread["steps"]] == [
            ("user_message", "Wer zahlt den Kurs?"),
            ("assistant_message", "50 Prozent [1]"),
        ]
        assert thread["steps"][1]["metadata"] == {"answer": {"citations": [{"n": 1}]}}
        assert (thread["steps"][1]["tags"], thread["steps"][1]["modes"]) == (["a", "b"], {"mode": "kurz"})
        kept = {e["type"]: e for e in thread["elements"] or []}
        assert set(kept) == {"text", "custom"}  # a file is gone with its session
        assert kept["text"]["url"] == f"/chats/{thread_id}/element/{kept['text']['id']}"
        found = await chats.history.store.element_row(user_id("anna"), thread_id, kept["text"]["id"])
        assert found
        assert found[1] == "Wörtlich „so“"
        user = await chats.history.get_user(user_id("anna"))
        assert user
        assert (user.display_name, user.metadata) == ("anna", {"role": "mentor"})

    run(body)


def test_find_page_rename_and_delete(run: Run) -> None:
    async def body(chats: Chats) -> None:
        for number in range(5):
            await chats.ask("anna", f"Frage {number}", f"Prüfung {number} kostet 100 % und mehr")
            await asyncio.sleep(0.002)
        thread_id, _ = await chats.ask("anna", "Übergangsgeld", "nichts")
        assert (await names(chats, "anna"))[0] == "Übergangsgeld"
        assert await names(chats, "anna", search="ÜBERGANG") == ["Übergangsgeld"]
        assert await names(chats, "anna", search="prüfung 3") == ["Frage 3"]
        assert await names(chats, "anna", search="100 % u") == [f"Frage {n}" for n in (4, 3, 2, 1, 0)]
        assert await names(chats, "anna", search="1_0 %") == []
        seen: list[str | None] = []
        cursor = None
        while True:
            page = await chats.history.list_threads(
                Pagination(first=4, cursor=cursor), ThreadFilter(userId=user_id("anna"))
            )
            seen += [t["name"] for t in page.data]
            cursor = page.pageInfo.endCursor
            if not page.pageInfo.hasNextPage:
                break
        assert seen == ["Übergangsgeld", *(f"Frage {n}" for n in (4, 3, 2, 1, 0))]
        await chats.history.update_thread(thread_id, name="Reha")
        assert (await names(chats, "anna"))[0] == "Reha"
        await chats.history.delete_thread(thread_id)
        # the session ends after the deletion
        await chats.history.update_thread(thread_id, metadata={"history": []})
        assert "Reha" not in await names(chats, "anna")
        assert await chats.history.get_thread(thread_id) is None

    run(body)


def test_others_chats_are_out_of_reach(run: Run) -> None:
    async def body(chats: Chats) -> None:
        thread_id, answered = await chats.ask("anna", "Annas Frage", "Annas Antwort")
        note = Text(name="Stelle", content="Annas Text", for_id=answered, thread_id=thread_id)
        await chats.history.create_element(note)
        await chats.history.queue.settled(5)
        own, _ = await chats.ask("berta", "Bertas Frage", "Bertas Antwort")
        history = chats.history
        step = {
            "id": answered,
            "threadId": thread_id,
            "type": "assistant_message",
            "output": "gefälscht",
            "createdAt": "2026-01-01T00:00:00Z",
            "metadata": {},
        }
        await history.create_step(step)  # type: ignore[arg-type]
        await history.create_step({**step, "threadId": own})  # type: ignore[arg-type]  # her own chat, Anna's step
        await history.create_element(
            Text(name="Stelle", content="gefälscht", for_id=answered, thread_id=thread_id, id=note.id)
        )
        await history.create_element(
            Text(name="Stelle", content="gefälscht", for_id=answered, thread_id=own, id=note.id)
        )
        await history.delete_step(answered)
        await history.delete_element(note.id)
        await history.update_thread(thread_id, name="gekapert", metadata={"is_shared": True})
        await history.delete_thread(thread_id)
        with pytest.raises(PermissionError):
            await history.upsert_feedback(Feedback(forId=answered, value=0, comment="fremd"))
        assert await history.get_element(thread_id, note.id) is None
        assert await names(chats, "berta") == ["Bertas Frage"]
        assert await names(chats, "berta", search="Annas") == []
        assert await history.get_thread_author(thread_id) == user_id("anna")
        thread = await history.get_thread(thread_id)
        assert thread
        assert (thread["name"], thread["metadata"]) == ("Annas Frage", {})
        assert [s["output"] for s in thread["steps"]] == ["Annas Frage", "Annas Antwort"]
        found = await history.store.element_row(user_id("anna"), thread_id, note.id)
        assert found
        assert found[1] == "Annas Text"
        assert chats.filed == []

    run(body)


def test_feedback_is_kept_and_filed_with_the_answer(run: Run) -> None:
    async def body(chats: Chats) -> None:
        thread_id, answered = await chats.ask(
            "anna", "Frage", "Antwort", metadata={"answer": {"text": "Antwort"}}
        )
        first = await chats.history.upsert_feedback(Feedback(forId=answered, value=0, comment="falsch"))
        await chats.history.upsert_feedback(Feedback(forId=answered, value=1, comment="doch gut", id=first))
        thread = await chats.history.get_thread(thread_id)
        assert thread
        assert thread["steps"][1]["feedback"] == {
            "id": first,
            "forId": answered,
            "value": 1,
            "comment": "doch gut",
        }
        assert [(f.value, (answer or {})["metadata"]["answer"]) for f, answer in chats.filed] == [
            (0, {"text": "Antwort"}),
            (1, {"text": "Antwort"}),
        ]
        assert await names(chats, "anna", feedback=1) == ["Frage"]
        assert await names(chats, "anna", feedback=0) == []
        assert await chats.history.delete_feedback(first)
        assert await names(chats, "anna", feedback=1) == []

    run(body)


def test_without_sign_in_nothing_is_stored(run: Run) -> None:
    async def body(chats: Chats) -> None:
        from chainlit.context import init_http_context

        thread_id = str(init_http_context(thread_id=str(uuid.uuid4())).session.thread_id)
        await chats.history.update_thread(thread_id, name="Frage")
        await chats.history.create_step(
            {"id": "s", "threadId": thread_id, "type": "user_message", "output": "Frage", "createdAt": "x"}
        )
        assert len(chats.history.queue) == 0
        assert await chats.history.get_thread(thread_id) is None
        await chats.history.upsert_feedback(Feedback(forId="s", value=1))
        assert [f.forId for f, _ in chats.filed] == ["s"]

    run(body)


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    async def body() -> None:
        database = ChatDatabase(f"sqlite:///{tmp_path}/neu/chats.sqlite")
        async with database.begin():
            pass
        await database.close()

    asyncio.run(body())
    assert stat.S_IMODE((tmp_path / "neu" / "chats.sqlite").stat().st_mode) == 0o600


@pytest.mark.parametrize("wrong", ["nicht/eine url", "mysql://x/y"])
def test_a_wrong_url_is_said_without_its_password(wrong: str) -> None:
    with pytest.raises(SettingsError, match="WBM_CHATS_URL"):
        ChatDatabase(wrong)


def test_the_database_goes_and_comes_back(postgres: Postgres) -> None:
    async def body() -> None:
        chats = Chats(postgres.new_database())
        chats.history.queue._longest = 0.5
        before, _ = await chats.ask("anna", "Vorher", "Antwort")
        assert await chats.history.queue.settled(5)
        await asyncio.to_thread(postgres.stop)
        try:
            begun = time.monotonic()
            during, answered = await chats.ask("anna", "Währenddessen", "Antwort")
            assert time.monotonic() - begun < 1, "the chat does not wait for its history"
            await asyncio.sleep(0.5)
            assert "nicht gespeichert" in chats.history.trouble(during)
            user = await chats.history.create_user(User(identifier="neu"))
            assert user
            assert await chats.history.get_user("neu") == user
            with pytest.raises(StorageUnreachable):  # an empty list would say that there are no chats
                await names(chats, "anna")
            assert await chats.history.get_thread(before) is None
            with pytest.raises(StorageUnreachable):
                await chats.history.delete_thread(before)
            await chats.history.upsert_feedback(Feedback(forId=answered, value=0))
            await asyncio.sleep(2)
        finally:
            await asyncio.to_thread(postgres.start)
        for _ in range(100):
            if not chats.history.trouble(during) and not len(chats.history.queue):
                break
            await asyncio.sleep(0.1)
        assert chats.history.trouble(during) == ""
        assert set(await names(chats, "anna")) == {"Vorher", "Währenddessen"}
        for thread_id in (before, during):
            thread = await chats.history.get_thread(thread_id)
            assert thread
            assert [s["output"] for s in thread["steps"]][1] == "Antwort"
        assert len(chats.filed) == 1
        await chats.history.close()

    asyncio.run(body())


def test_a_write_that_is_wrong_for_good_does_not_hold_up_the_others(run: Run) -> None:
    async def body(chats: Chats) -> None:
        from sqlalchemy import text

        async def wrong(connection: AsyncConnection) -> None:
            await connection.execute(text("INSERT INTO threads (id) VALUES ('x')"))

        async def broken(connection: AsyncConnection) -> None:
            raise RuntimeError("as a driver's own mistake")

        chats.history.queue.put("x", wrong)
        chats.history.queue.put("y", broken)
        thread_id, _ = await chats.ask("anna", "Danach", "Antwort")
        assert await names(chats, "anna") == ["Danach"]
        assert "konnte nicht gespeichert" in chats.history.trouble("x")
        assert "konnte nicht gespeichert" in chats.history.trouble("y")
        assert chats.history.trouble(thread_id) == ""  # what was lost is said in its own chat

    run(body)


def test_writes_that_wait_are_stored_together_but_for_one_that_is_wrong(run: Run) -> None:
    async def body(chats: Chats) -> None:
        written: list[int] = []
        transactions: list[object] = []

        async def wrong(_: AsyncConnection) -> None:
            raise ValueError("no row")

        def numbered(number: int) -> Write:
            async def write(connection: AsyncConnection) -> None:
                transactions.append(connection.get_transaction())
                written.append(number)

            return write

        for number in range(200):
            chats.history.queue.put("x", numbered(number))
        assert await chats.history.queue.settled(10)
        assert written == list(range(200))
        assert len({id(transaction) for transaction in transactions}) <= 5
        written.clear()
        for number in range(100):
            chats.history.queue.put("y" if number == 30 else "x", wrong if number == 30 else numbered(number))
        assert await chats.history.queue.settled(10)
        assert list(dict.fromkeys(sorted(written))) == [number for number in range(100) if number != 30]
        assert list(chats.history.queue.lost) == ["y"]

    run(body)
