"""Sessions on both databases: what ends them, and what holds while the database is away."""

from __future__ import annotations

import asyncio

import pytest

from chat.access.accounts import Account, Accounts
from chat.access.roles import Role
from chat.access.sessions import Sessions
from chat.database.connection import ChatDatabase
from knowledge.errors import StorageUnreachable
from tests.chat.client import PASSWORD
from tests.postgres import Postgres


async def added(database: ChatDatabase, name: str) -> Account:
    accounts = Accounts(database)
    await accounts.add(name, Role.MENTOR, PASSWORD)
    found = await accounts.verify(name, PASSWORD)
    assert found
    return found


def test_a_password_that_changes_while_somebody_signs_in_with_the_old_one_ends_that_session_too(
    url: str,
) -> None:
    async def body() -> None:
        database = ChatDatabase(url)
        anna = await added(database, "anna")
        await Accounts(database).set_password("anna", PASSWORD + "!")
        sessions = Sessions(database, 1)
        assert await sessions.person(await sessions.open(anna, "credentials")) is None
        assert await sessions.people(["erfunden", ""]) == {}
        await database.close()

    asyncio.run(body())


def test_sessions_of_others_stay_and_old_rows_go(url: str) -> None:
    async def body() -> None:
        database = ChatDatabase(url)
        anna, berta = await added(database, "anna"), await added(database, "berta")
        sessions, brief = Sessions(database, 1), Sessions(database, 0.3 / 3600)
        mine, other, hers = [await sessions.open(who, "credentials") for who in (anna, anna, berta)]
        short = await brief.open(anna, "credentials")
        assert {p.name for p in (await sessions.people([mine, other, hers, short])).values()} == {
            "anna",
            "berta",
        }
        await sessions.end(mine)
        elsewhere = Sessions(database, 1)  # another server
        assert set(await elsewhere.people([mine, other, hers])) == {other, hers}
        await Accounts(database).remove("anna")
        assert set(await elsewhere.people([mine, other, hers, short])) == {hers}
        await asyncio.sleep(0.4)
        later = await brief.open(berta, "credentials")
        await asyncio.sleep(0.4)
        assert await brief.person(later) is None
        await sessions.tidy()
        assert await sessions.person(hers)
        await database.close()

    asyncio.run(body())


def test_while_the_database_is_away_only_what_was_in_force_stays_so(postgres: Postgres) -> None:
    async def body() -> None:
        database = ChatDatabase(postgres.new_database())
        anna = await added(database, "anna")
        sessions = Sessions(database, 1)
        mine, ended = await sessions.open(anna, "credentials"), await sessions.open(anna, "credentials")
        await asyncio.to_thread(postgres.stop)
        try:
            assert await sessions.person(mine)
            with pytest.raises(StorageUnreachable):
                await sessions.end(ended)
            assert await sessions.person(ended) is None
            # a server that was started meanwhile knows nobody
            assert await Sessions(database, 1).person(mine) is None
        finally:
            await asyncio.to_thread(postgres.start)
        await sessions.save_ends()
        assert set(await Sessions(database, 1).people([mine, ended])) == {mine}
        await database.close()

    asyncio.run(body())
