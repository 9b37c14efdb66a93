"""What is kept of people, given out and deleted: by request (DSGVO Art. 15 and 17) and by age
(Art. 5 Abs. 1 lit. e).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, exists, func, select

from chat.database.persons_step import folded
from chat.database.schema import accounts, elements, feedbacks, sessions, steps, threads, users

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from chat.database.connection import ChatDatabase


async def purge(database: ChatDatabase, days: int) -> int:
    """Delete chats whose last message is older than so many days, and people without account or chat; returns
    how many chats.
    """
    limit = (
        (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    )
    async with database.begin() as connection:
        count = int((await connection.execute(delete(threads).where(threads.c.updated_at < limit))).rowcount)
        gone = ~exists().where(accounts.c.id == users.c.id) & ~exists().where(threads.c.user_id == users.c.id)
        await connection.execute(delete(users).where(gone))
    return count


async def delete_person(database: ChatDatabase, name: str, *, earlier: bool = False) -> int | None:
    """Delete all chats of everybody who is or was called so, or of those alone whose account was removed
    (`earlier`).

    How many chats; None for a name that nothing is kept of. Accounts stay.
    """
    async with database.begin() as connection:
        people = await _people(connection, name, earlier=earlier)
        if not people:
            return None
        ids = [person["id"] for person in people]
        count = (
            await connection.execute(
                select(func.count()).select_from(threads).where(threads.c.user_id.in_(ids))
            )
        ).scalar_one()
        living = {
            row[0] for row in await connection.execute(select(accounts.c.id).where(accounts.c.id.in_(ids)))
        }
        if not count and living == set(ids):
            return None
        # the rest goes with it, by its foreign keys
        await connection.execute(delete(threads).where(threads.c.user_id.in_(ids)))
        await connection.execute(
            delete(users).where(users.c.id.in_([each for each in ids if each not in living]))
        )
    return int(count)


async def export_person(database: ChatDatabase, name: str, *, earlier: bool = False) -> dict[str, Any] | None:
    """Everything kept of a name, as JSON: account without password hash, chats, messages,
    stored texts, ratings.

    Whoever had the name before is another person: what is kept of removed accounts stands apart
    in `earlier`, unless nobody has the name now or only that was asked for; then the latest of
    them comes first.
    """
    async with database.read() as connection:
        columns = (
            accounts.c.id,
            accounts.c.name,
            accounts.c.role,
            accounts.c.created_at,
            accounts.c.provider,
            accounts.c.subject,
        )
        account = (
            (await connection.execute(select(*columns).where(accounts.c.folded == folded(name))))
            .mappings()
            .first()
        )
        people = await _people(connection, name, earlier=earlier)
        if not people and (account is None or earlier):
            return None
        times = (
            select(sessions.c.created_at, sessions.c.ends_at)
            .join(accounts, accounts.c.id == sessions.c.account_id)
            .where(accounts.c.folded == folded(name))
        )
        since = [dict(row) for row in (await connection.execute(times)).mappings()]
        kept: list[dict[str, Any]] = [
            {"person": person, "account": None, "chats": await _chats(connection, person["id"])}
            for person in people
        ]
    if account is None or earlier:
        return kept[0] | {"earlier": kept[1:]}
    now: dict[str, Any] = next(
        (each for each, person in zip(kept, people, strict=True) if person["id"] == account["id"]),
        {"person": None, "chats": []},
    )
    return now | {
        "account": {**account, "sessions": since},
        "earlier": [each for each in kept if each is not now],
    }


async def _people(connection: AsyncConnection, name: str, *, earlier: bool) -> list[dict[str, Any]]:
    """Who is or was called so (in any case of letters), the latest first; with `earlier` only
    those without account.
    """
    query = select(users).order_by(users.c.created_at.desc(), users.c.id)
    if earlier:
        query = query.where(~exists().where(accounts.c.id == users.c.id))
    return [
        dict(row)
        for row in (await connection.execute(query)).mappings()
        if folded(row["name"]) == folded(name)
    ]


async def _chats(connection: AsyncConnection, person: str) -> list[dict[str, Any]]:
    heads = [
        dict(row)
        for row in (
            await connection.execute(
                select(threads).where(threads.c.user_id == person).order_by(threads.c.created_at)
            )
        ).mappings()
    ]
    for head in heads:
        said = (
            select(steps.c.data)
            .where(steps.c.thread_id == head["id"])
            .order_by(steps.c.created_at, steps.c.id)
        )
        texts = select(elements.c.data, elements.c.content).where(elements.c.thread_id == head["id"])
        rated = (
            select(feedbacks)
            .join(steps, steps.c.id == feedbacks.c.step_id)
            .where(steps.c.thread_id == head["id"])
        )
        head["messages"] = [row[0] for row in await connection.execute(said)]
        head["texts"] = [{**row[0], "content": row[1]} for row in await connection.execute(texts)]
        head["ratings"] = [dict(row) for row in (await connection.execute(rated)).mappings()]
    return heads
