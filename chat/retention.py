"""What is kept of people, given out and deleted: by request (DSGVO Art. 15 and 17) and by age (Art. 5 Abs. 1 lit. e)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select

from chat.schema import accounts, elements, feedbacks, steps, threads, users
from chat.store import user_id

if TYPE_CHECKING:
    from chat.database import ChatDatabase


async def purge(database: ChatDatabase, days: int) -> int:
    """Delete chats whose last message is older than so many days; returns how many."""
    limit = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    async with database.begin() as connection:
        return int((await connection.execute(delete(threads).where(threads.c.updated_at < limit))).rowcount)


async def delete_person(database: ChatDatabase, name: str) -> int | None:
    """Delete all chats of a person and what is kept of them beside their account; how many chats, None for somebody nothing is kept of."""
    me = user_id(name)
    async with database.begin() as connection:
        if (await connection.execute(select(users.c.id).where(users.c.id == me))).first() is None:
            return None
        count = (await connection.execute(select(func.count()).select_from(threads).where(threads.c.user_id == me))).scalar_one()
        await connection.execute(delete(users).where(users.c.id == me))  # the rest goes with it, by its foreign keys
    return int(count)


async def export_person(database: ChatDatabase, name: str) -> dict[str, Any] | None:
    """Everything kept of a person, as JSON: account without password hash, chats, messages, stored texts, ratings."""
    me = user_id(name)
    async with database.begin() as connection:
        user = (await connection.execute(select(users).where(users.c.id == me))).mappings().first()
        account = (await connection.execute(select(accounts.c.name, accounts.c.role, accounts.c.created_at).where(accounts.c.name == name))).mappings().first()
        if user is None and account is None:
            return None
        heads = [dict(row) for row in (await connection.execute(select(threads).where(threads.c.user_id == me).order_by(threads.c.created_at))).mappings()]
        for head in heads:
            said = select(steps.c.data).where(steps.c.thread_id == head["id"]).order_by(steps.c.created_at, steps.c.id)
            texts = select(elements.c.data, elements.c.content).where(elements.c.thread_id == head["id"])
            rated = select(feedbacks).join(steps, steps.c.id == feedbacks.c.step_id).where(steps.c.thread_id == head["id"])
            head["messages"] = [row[0] for row in await connection.execute(said)]
            head["texts"] = [{**row[0], "content": row[1]} for row in await connection.execute(texts)]
            head["ratings"] = [dict(row) for row in (await connection.execute(rated)).mappings()]
    return {"person": dict(user) if user else None, "account": dict(account) if account else None, "chats": heads}
