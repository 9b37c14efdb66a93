"""A database of before people had ids, with data, brought up on SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio
import json
import uuid
from typing import Any

from sqlalchemy import text

from chat.access.accounts import Accounts
from chat.access.oauth import Proved
from chat.access.roles import Role
from chat.database.connection import ChatDatabase
from chat.database.schema import MIGRATIONS
from chat.history.retention import export_person
from chat.history.store import ChatStore
from tests.postgres import Postgres

BEFORE = MIGRATIONS[:2]
OLD_HASH = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$uJ5Zbp3Ww2XV5cLAyQ2VHA"


def old_id(name: str) -> str:
    """As the code of before made it out of a name."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"wbm-assistent:{name}"))


async def old_account(
    connection: Any, name: str, since: str, hashed: str = OLD_HASH, role: str = "mentor"
) -> None:
    values = {"name": name, "role": role, "hash": hashed, "since": since}
    await connection.execute(
        text(
            "INSERT INTO accounts (name, role, password_hash, created_at) VALUES (:name, :role, :hash,"
            " :since)"
        ),
        values,
    )


async def old_chats(connection: Any, name: str, provider: str, chats: dict[str, str]) -> None:
    """`chats`: name of a chat -> when it was begun."""
    cast = "CAST(:m AS JSON)" if connection.dialect.name == "postgresql" else ":m"
    me = {
        "id": old_id(name),
        "name": name,
        "m": json.dumps({"role": "mentor", "provider": provider}),
        "at": min(chats.values()),
    }
    await connection.execute(
        text(f"INSERT INTO users (id, identifier, created_at, metadata) VALUES (:id, :name, :at, {cast})"), me
    )
    for chat, begun in chats.items():
        row = {"id": str(uuid.uuid4()), "user": me["id"], "chat": chat, "at": begun, "m": "{}"}
        await connection.execute(
            text(
                "INSERT INTO threads (id, user_id, name, created_at, updated_at, metadata) VALUES (:id,"
                f" :user, :chat, :at, :at, {cast})"
            ),
            row,
        )
        row |= {"step": str(uuid.uuid4()), "m": json.dumps({"id": "s", "output": chat})}
        await connection.execute(
            text(
                "INSERT INTO steps (id, thread_id, created_at, output, data) VALUES (:step, :id, :at, :chat,"
                f" {cast})"
            ),
            row,
        )


async def old_database(url: str) -> None:
    old = ChatDatabase(url, migrations=BEFORE)
    async with old.begin() as connection:
        await old_account(connection, "Anna@x.example", "2026-01-05T10:00:00.000Z", role="editor")
        await old_chats(
            connection,
            "Anna@x.example",
            "credentials",
            {"Annas": "2026-02-01T10:00:00.000Z", "Annas zweiter": "2026-02-02T10:00:00.000Z"},
        )
        # made again: one chat is of a berta before her
        await old_account(connection, "berta", "2026-03-01T10:00:00.000Z")
        await old_chats(
            connection,
            "berta",
            "credentials",
            {"der ersten Berta": "2026-02-01T10:00:00.000Z", "der zweiten": "2026-03-02T10:00:00.000Z"},
        )
        await old_chats(
            connection, "karl", "credentials", {"des entfernten Karl": "2026-02-01T10:00:00.000Z"}
        )
        await old_chats(connection, "Ida@kammer.example", "google", {"Idas": "2026-02-01T10:00:00.000Z"})
        await old_account(connection, "otto@x.example", "2026-01-01T10:00:00.000Z", hashed="")
        await old_account(connection, "neu", "2026-01-01T10:00:00.000Z")
    await old.close()


async def chats_of(database: ChatDatabase, account: str) -> list[str]:
    page = await ChatStore(database).page(account, first=20, after=None, search=None, feedback=None)
    return sorted(row["name"] for row in page.rows)


def test_people_keep_their_chats_and_get_ids_that_no_name_leads_to(url: str) -> None:
    async def body() -> None:
        await old_database(url)
        database = ChatDatabase(url)
        people = {account.name: account for account in await Accounts(database).all()}
        assert {name: (a.role, a.by_password, a.version) for name, a in people.items()} == {
            "Anna@x.example": (Role.EDITOR, True, 0),
            "berta": (Role.MENTOR, True, 0),
            "otto@x.example": (Role.MENTOR, False, 0),
            "neu": (Role.MENTOR, True, 0),
        }
        assert await chats_of(database, people["Anna@x.example"].id) == ["Annas", "Annas zweiter"]
        assert await chats_of(database, people["berta"].id) == ["der zweiten"]
        assert await chats_of(database, people["neu"].id) == []
        async with database.read() as connection:
            ids = {
                row[0]
                for row in await connection.execute(
                    text(
                        "SELECT id FROM users UNION SELECT id FROM accounts UNION SELECT user_id FROM threads"
                    )
                )
            }
            said = sorted(row[0] for row in await connection.execute(text("SELECT output FROM steps")))
        assert not ids & {
            old_id(name)
            for name in ("Anna@x.example", "berta", "karl", "Ida@kammer.example", "otto@x.example", "neu")
        }
        assert said == [
            "Annas",
            "Annas zweiter",
            "Idas",
            "der ersten Berta",
            "der zweiten",
            "des entfernten Karl",
        ]
        given = await export_person(database, "BERTA")
        assert given
        assert (
            [c["name"] for c in given["chats"]],
            [[c["name"] for c in e["chats"]] for e in given["earlier"]],
        ) == (["der zweiten"], [["der ersten Berta"]])
        gone = await export_person(database, "karl")
        assert gone
        assert [c["name"] for c in gone["chats"]] == ["des entfernten Karl"]
        await database.close()

    asyncio.run(body())


def test_who_came_by_their_domain_finds_their_chats_again_and_who_was_removed_does_not(url: str) -> None:
    async def body() -> None:
        await old_database(url)
        database = ChatDatabase(url)
        accounts = Accounts(database)
        domains = {"kammer.example"}
        assert await accounts.by_identity(Proved("github", "7", "ida@kammer.example"), set()) is None
        ida = await accounts.by_identity(Proved("google", "1", "ida@kammer.example"), domains)
        assert ida
        assert (ida.role, await chats_of(database, ida.id)) == (Role.MENTOR, ["Idas"])
        await accounts.remove("ida@kammer.example")
        assert await accounts.by_identity(Proved("google", "1", "ida@kammer.example"), domains) is None
        await accounts.add("ida@kammer.example", Role.MENTOR, None)
        again = await accounts.by_identity(Proved("google", "1", "ida@kammer.example"), domains)
        assert again
        assert (again.id != ida.id, await chats_of(database, again.id)) == (True, [])
        await accounts.add("karl", Role.MENTOR, "ein langer Satz als Passwort")
        karl = await accounts.find("karl")
        assert karl
        assert await chats_of(database, karl.id) == []
        await database.close()

    asyncio.run(body())


def test_two_servers_that_start_at_once_bring_it_up_once(url: str) -> None:
    async def body() -> None:
        await old_database(url)
        both = [ChatDatabase(url), ChatDatabase(url)]
        lists = await asyncio.gather(*(Accounts(database).all() for database in both))
        assert lists[0] == lists[1]
        async with both[0].read() as connection:
            assert [
                r[0] for r in await connection.execute(text("SELECT name FROM migrations ORDER BY name"))
            ] == sorted(n for n, _ in MIGRATIONS)
        for database in both:
            await database.close()

    asyncio.run(body())


def test_a_step_that_breaks_leaves_the_database_as_it_was(postgres: Postgres, tmp_path: Any) -> None:
    async def body(url: str) -> None:
        await old_database(url)

        async def breaks(_: Any) -> None:
            raise RuntimeError

        name, statements = MIGRATIONS[2]
        broken = ChatDatabase(url, migrations=(*BEFORE, (name, (*statements, breaks))))
        try:
            async with broken.begin():
                pass
        except RuntimeError:
            pass
        else:
            raise AssertionError
        await broken.close()
        old = ChatDatabase(url, migrations=BEFORE)
        async with old.begin() as connection:
            assert {row[0] for row in await connection.execute(text("SELECT user_id FROM threads"))} >= {
                old_id("berta"),
                old_id("karl"),
            }
            assert (
                len((await connection.execute(text("SELECT name, password_hash FROM accounts"))).all()) == 4
            )
        await old.close()

    asyncio.run(body(postgres.new_database()))
    asyncio.run(body(f"sqlite:///{tmp_path}/kaputt.sqlite"))
