"""What is stored of chats and read back: every statement names the person whose chat it is, so others' are
out of reach.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, or_, select, update

from chat.database.connection import ChatDatabase, now
from chat.database.schema import elements, feedbacks, steps, threads, users

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection
    from sqlalchemy.sql.elements import ColumnElement

    from chat.history.write_queue import Write

_NAME_CHARS = 80
_NOT_KEPT = {"is_shared", "shared_at"}  # sharing would open a chat to everybody who has its link


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """One page of a person's chats, newest first; `more`: whether there is another."""

    rows: tuple[dict[str, Any], ...]
    more: bool


class ChatStore:
    """Reads chats and gives the writes for the queue; `owner` is always a person's id.

    Raises (every read):
        StorageUnreachable: the database is away.
    """

    def __init__(self, database: ChatDatabase) -> None:
        self._database = database

    # -- writes: each may run twice

    def thread(
        self,
        owner: str,
        thread_id: str,
        *,
        name: str | None,
        metadata: Mapping[str, Any] | None,
        tags: list[str] | None,
    ) -> Write:
        """Change a chat; only one with a name is begun by it (a session that ends must not bring a deleted
        chat back). A value None in `metadata` takes a key out.
        """

        async def write(connection: AsyncConnection) -> None:
            if name is not None:
                await self._begin(connection, owner, thread_id)
            mine = (threads.c.id == thread_id) & (threads.c.user_id == owner)
            found = (await connection.execute(select(threads.c.metadata).where(mine))).first()
            if found is None:
                return
            values: dict[str, Any] = {"updated_at": now()}
            if name is not None:
                values["name"] = clean_text(" ".join(name.split()))[:_NAME_CHARS] or "Chat"
            if tags is not None:
                values["tags"] = clean(tags)
            if metadata is not None:
                merged = (found[0] or {}) | clean(metadata)
                values["metadata"] = {
                    key: value for key, value in merged.items() if value is not None and key not in _NOT_KEPT
                }
            await connection.execute(update(threads).where(mine).values(values))

        return write

    def step(self, owner: str, thread_id: str, step: Mapping[str, Any]) -> Write:
        """Keep a step (message or run) in the state that it has now."""
        data = clean({key: value for key, value in step.items() if key not in {"feedback", "streaming"}})

        async def write(connection: AsyncConnection) -> None:
            if not await self._begin(connection, owner, thread_id):
                return
            row = {
                "id": data["id"],
                "thread_id": thread_id,
                "created_at": data.get("createdAt") or data.get("start") or now(),
                "output": data.get("output") or "",
                "data": data,
            }
            statement = self._database.insert(steps).values(row)
            await connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["id"],
                    set_={"output": row["output"], "data": data},
                    where=steps.c.thread_id == thread_id,
                )
            )
            await connection.execute(
                update(threads).where(threads.c.id == thread_id).values(updated_at=now())
            )

        return write

    def element(self, owner: str, thread_id: str, element: Mapping[str, Any], content: str) -> Write:
        """Keep a text that belongs to a message."""
        data = clean(element)

        async def write(connection: AsyncConnection) -> None:
            if not await self._begin(connection, owner, thread_id):
                return
            row = {
                "id": data["id"],
                "thread_id": thread_id,
                "for_id": data.get("forId"),
                "data": data,
                "content": clean_text(content),
            }
            statement = self._database.insert(elements).values(row)
            await connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["id"],
                    set_={k: v for k, v in row.items() if k not in {"id", "thread_id"}},
                    where=elements.c.thread_id == thread_id,
                )
            )

        return write

    def without(self, owner: str, *, step_id: str = "", element_id: str = "") -> Write:
        """Take out a step or an element of one's own."""
        table, key = (steps, step_id) if step_id else (elements, element_id)

        async def write(connection: AsyncConnection) -> None:
            await connection.execute(
                delete(table).where(table.c.id == key, table.c.thread_id.in_(_threads_of(owner)))
            )

        return write

    async def _begin(self, connection: AsyncConnection, owner: str, thread_id: str) -> bool:
        """Make the chat if it is not there; whether it is this person's. Of somebody who was deleted nothing
        is begun again.
        """
        if (await connection.execute(select(users.c.id).where(users.c.id == owner))).first() is None:
            return False
        row: dict[str, Any] = {
            "id": thread_id,
            "user_id": owner,
            "name": None,
            "created_at": now(),
            "updated_at": now(),
            "tags": None,
            "metadata": {},
        }
        await connection.execute(self._database.insert(threads).values(row).on_conflict_do_nothing())
        return bool(
            (
                await connection.execute(select(threads.c.user_id).where(threads.c.id == thread_id))
            ).scalar_one()
            == owner
        )

    # -- at once: what a person asked for must have happened when the page says so

    async def delete_thread(self, owner: str, thread_id: str) -> None:
        """Delete a chat of one's own with all that belongs to it."""
        async with self._database.begin() as connection:
            await connection.execute(
                delete(threads).where(threads.c.id == thread_id, threads.c.user_id == owner)
            )

    async def rate(self, owner: str, step_id: str, feedback_id: str, *, value: int, comment: str) -> bool:
        """Keep what a person thinks of an answer in a chat of their own; whether it was theirs."""
        async with self._database.begin() as connection:
            mine = select(steps.c.id).where(steps.c.id == step_id, steps.c.thread_id.in_(_threads_of(owner)))
            if (await connection.execute(mine)).first() is None:
                return False
            row = {"id": feedback_id, "step_id": step_id, "value": value, "comment": clean_text(comment)}
            await connection.execute(
                self._database.insert(feedbacks)
                .values(row)
                .on_conflict_do_update(index_elements=["step_id"], set_=row)
            )
            return True

    async def unrate(self, owner: str, feedback_id: str) -> bool:
        """Take feedback of one's own back."""
        async with self._database.begin() as connection:
            mine = select(steps.c.id).where(steps.c.thread_id.in_(_threads_of(owner)))
            result = await connection.execute(
                delete(feedbacks).where(feedbacks.c.id == feedback_id, feedbacks.c.step_id.in_(mine))
            )
            return bool(result.rowcount)

    # -- reads

    async def find_user(self, owner: str) -> dict[str, Any] | None:
        """A person's row; None for one never seen."""
        async with self._database.read() as connection:
            row = (await connection.execute(select(users).where(users.c.id == owner))).mappings().first()
        return dict(row) if row else None

    async def author(self, thread_id: str) -> str:
        """Whose chat it is; "" for one that is not there."""
        async with self._database.read() as connection:
            found = await connection.execute(select(threads.c.user_id).where(threads.c.id == thread_id))
        return str(found.scalar() or "")

    async def page(
        self, owner_id: str, *, first: int, after: str | None, search: str | None, feedback: int | None
    ) -> ThreadPage:
        """A person's chats, last used first; `search` looks in names and messages, `after` is the id of the
        last chat seen.
        """
        conditions: list[ColumnElement[bool]] = [threads.c.user_id == owner_id]
        if search:
            wanted = search.lower()
            said = select(steps.c.thread_id).where(
                func.lower(steps.c.output).contains(wanted, autoescape=True)
            )
            conditions.append(
                or_(func.lower(threads.c.name).contains(wanted, autoescape=True), threads.c.id.in_(said))
            )
        if feedback is not None:
            conditions.append(
                threads.c.id.in_(
                    select(steps.c.thread_id)
                    .join(feedbacks, feedbacks.c.step_id == steps.c.id)
                    .where(feedbacks.c.value == feedback)
                )
            )
        if after:
            seen = (
                select(threads.c.updated_at)
                .where(threads.c.id == after, threads.c.user_id == owner_id)
                .scalar_subquery()
            )
            conditions.append(
                or_(threads.c.updated_at < seen, (threads.c.updated_at == seen) & (threads.c.id < after))
            )
        query = (
            select(threads)
            .where(*conditions)
            .order_by(threads.c.updated_at.desc(), threads.c.id.desc())
            .limit(first + 1)
        )
        async with self._database.read() as connection:
            rows = [dict(row) for row in (await connection.execute(query)).mappings()]
        return ThreadPage(tuple(rows[:first]), len(rows) > first)

    async def thread_rows(
        self, thread_id: str
    ) -> tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]] | None:
        """(chat, its steps in order with their feedback, its elements without content); None
        for one that is not there.
        """
        async with self._database.read() as connection:
            head = (
                (await connection.execute(select(threads).where(threads.c.id == thread_id)))
                .mappings()
                .first()
            )
            if head is None:
                return None
            columns = (
                steps.c.data,
                feedbacks.c.id.label("feedback_id"),
                feedbacks.c.value,
                feedbacks.c.comment,
            )
            said = (
                select(*columns)
                .outerjoin(feedbacks, feedbacks.c.step_id == steps.c.id)
                .where(steps.c.thread_id == thread_id)
                .order_by(steps.c.created_at, steps.c.id)
            )
            step_rows = [dict(row) for row in (await connection.execute(said)).mappings()]
            element_rows = [
                dict(row)
                for row in (
                    await connection.execute(select(elements.c.data).where(elements.c.thread_id == thread_id))
                ).mappings()
            ]
        return dict(head), step_rows, element_rows

    async def element_row(
        self, owner: str, thread_id: str, element_id: str
    ) -> tuple[dict[str, Any], str] | None:
        """(element, content) out of a chat of one's own."""
        async with self._database.read() as connection:
            query = select(elements.c.data, elements.c.content).where(
                elements.c.id == element_id,
                elements.c.thread_id == thread_id,
                elements.c.thread_id.in_(_threads_of(owner)),
            )
            row = (await connection.execute(query)).first()
        return (row[0], row[1]) if row else None

    async def answer_data(self, owner: str, step_id: str) -> dict[str, Any] | None:
        """The data of the answer that belongs to a step of one's own: the step itself, or the
        message below it.
        """
        async with self._database.read() as connection:
            rows = await connection.execute(
                select(steps.c.data).where(
                    steps.c.thread_id.in_(_threads_of(owner)),
                    or_(steps.c.id == step_id, steps.c.data["parentId"].as_string() == step_id),
                )
            )
        return next((data for (data,) in rows if (data.get("metadata") or {}).get("answer")), None)


def _threads_of(owner: str) -> Any:
    return select(threads.c.id).where(threads.c.user_id == owner)


def clean_text(text: str) -> str:
    """Text that every database takes: without NUL and without halves of surrogate pairs."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def clean(value: Any) -> Any:
    """A JSON value that every database takes; what is no JSON becomes None, as Chainlit does it
    with session values.
    """
    if isinstance(value, Mapping):
        return {clean_text(str(key)): clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean(item) for item in value]
    if isinstance(value, str):
        return clean_text(value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if json.dumps(value) not in {"NaN", "Infinity", "-Infinity"} else None
    return None
