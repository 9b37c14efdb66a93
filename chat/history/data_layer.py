"""Chainlit's data layer over our store.

An own layer instead of chainlit.data.sql_alchemy, since that one (2.12) binds lists and
dictionaries as they are (#2528
`tags`, #2750 `modes`), takes every database error for an empty result and so loses what it should keep,
stores no text elements without a cloud bucket, and lets a step or an element of another person's chat be
overwritten by its id.
Without sign-in nobody could be shown their chats, so nothing is stored.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from typing import TYPE_CHECKING, Any, cast

from chainlit.data.base import BaseDataLayer
from chainlit.data.utils import queue_until_user_message
from chainlit.types import PageInfo, PaginatedResponse
from chainlit.user import PersistedUser

from chat.access.requester import owner
from chat.database.connection import ChatDatabase, now
from chat.history.store import ChatStore
from chat.history.write_queue import WriteQueue
from knowledge.errors import StorageUnreachable

if TYPE_CHECKING:
    from collections.abc import Callable

    from chainlit.element import Element, ElementDict
    from chainlit.step import StepDict
    from chainlit.types import Feedback, Pagination, ThreadDict, ThreadFilter
    from chainlit.user import User

_log = logging.getLogger("wbm.chat")
_SETTLE = 2.0  # seconds that a read waits for the writes before it
AWAY = (
    "Der Chatverlauf wird gerade nicht gespeichert, weil die Datenbank nicht erreichbar ist. Die Antworten"
    " kommen weiter; sobald sie wieder da ist, wird nachgeholt."
)
LOST = "Ein Teil dieses Chats konnte nicht gespeichert werden."


class ChatHistory(BaseDataLayer):
    """Chats of signed-in people: stored while they happen, listed, searched, resumed, renamed, deleted."""

    def __init__(
        self, database: ChatDatabase, on_feedback: Callable[[Feedback, dict[str, Any] | None], None]
    ) -> None:
        """`on_feedback` also gets the stored data of the answer, where there is one (its
        `metadata["answer"]`).
        """
        self._database, self._on_feedback = database, on_feedback
        self.store, self.queue = ChatStore(database), WriteQueue(database)
        # people of this server's life: sign-in goes on while the database is away
        self._known: dict[str, PersistedUser] = {}

    def trouble(self, thread_id: str) -> str:
        """What has to be said in a chat about its saving; "" if all is well. What was lost is
        said where it was lost.
        """
        return AWAY if self.queue.away else LOST if thread_id in self.queue.lost else ""

    # -- people

    async def get_user(self, identifier: str) -> PersistedUser | None:
        """A person by their id, which is Chainlit's "identifier" here; in this server's life even while the
        database is away.
        """
        if identifier in self._known:
            return self._known[identifier]
        row = await self.store.find_user(identifier)
        return self._keep(identifier, row["name"], row["created_at"], row["metadata"] or {}) if row else None

    async def create_user(self, user: User) -> PersistedUser | None:
        """A person at their sign-in, which has already kept them (chat/access/sessions.py)."""
        return self._keep(
            user.identifier,
            user.display_name,
            now(),
            {key: value for key, value in user.metadata.items() if key != "session"},
        )

    def _keep(
        self, identifier: str, name: str | None, created_at: str, metadata: dict[str, Any]
    ) -> PersistedUser:
        self._known[identifier] = PersistedUser(
            id=identifier, identifier=identifier, display_name=name, createdAt=created_at, metadata=metadata
        )
        return self._known[identifier]

    # -- chats

    async def update_thread(
        self,
        thread_id: str,
        name: str | None = None,
        user_id: str | None = None,  # noqa: ARG002 - the owner is who is signed in, whatever id is given
        metadata: dict[str, Any] | None = None,
        tags: list[str] | None = None,
    ) -> None:
        """Begin, rename or complete a chat of the person signed in."""
        if who := owner():
            self.queue.put(
                thread_id, self.store.thread(who, thread_id, name=name, metadata=metadata, tags=tags)
            )

    async def get_thread_author(self, thread_id: str) -> str:
        """Whose chat it is; "" for one that is not there."""
        await self.queue.settled(_SETTLE)
        return await self.store.author(thread_id)

    async def delete_thread(self, thread_id: str) -> None:
        """Delete a chat of the person signed in; raises StorageUnreachable rather than saying
        what is not so.
        """
        self.queue.forget(thread_id)
        await self.queue.settled(_SETTLE)
        await self.store.delete_thread(owner(), thread_id)

    async def list_threads(
        self, pagination: Pagination, filters: ThreadFilter
    ) -> PaginatedResponse[ThreadDict]:
        """A page of the chats of `filters.userId`, which Chainlit sets to the person signed in.

        Raises StorageUnreachable: an empty list would say that there are no chats.
        """
        await self.queue.settled(_SETTLE)
        if not filters.userId:
            return PaginatedResponse(
                pageInfo=PageInfo(hasNextPage=False, startCursor=None, endCursor=None), data=[]
            )
        page = await self.store.page(
            filters.userId,
            first=pagination.first,
            after=pagination.cursor,
            search=filters.search,
            feedback=filters.feedback,
        )
        ends = (page.rows[0]["id"], page.rows[-1]["id"]) if page.rows else (None, None)
        data = [_thread_dict(row, [], []) for row in page.rows]
        return PaginatedResponse(
            pageInfo=PageInfo(hasNextPage=page.more, startCursor=ends[0], endCursor=ends[1]), data=data
        )

    async def get_thread(self, thread_id: str) -> ThreadDict | None:
        """A chat with all that was said; None if it is not there or the database is away (a reconnect must
        not fail of that).
        """
        await self.queue.settled(_SETTLE)
        try:
            rows = await self.store.thread_rows(thread_id)
        except StorageUnreachable:
            return None
        return _thread_dict(*rows) if rows else None

    async def answer_data(self, message_id: str) -> dict[str, Any] | None:
        """What a message of the person signed in keeps of its answer (its `metadata["answer"]`); None for one
        that is not theirs or has none. Raises StorageUnreachable.
        """
        if not (who := owner()):
            return None
        await self.queue.settled(_SETTLE)
        data = await self.store.answer_data(who, message_id)
        return data["metadata"]["answer"] if data else None

    # -- steps and elements

    @queue_until_user_message()
    async def create_step(self, step_dict: StepDict) -> None:
        """Keep a step of the chat that runs now."""
        if (who := owner()) and (thread_id := step_dict.get("threadId")):
            self.queue.put(thread_id, self.store.step(who, thread_id, cast("dict[str, Any]", step_dict)))

    @queue_until_user_message()
    async def update_step(self, step_dict: StepDict) -> None:
        """Keep a step in its new state."""
        if (who := owner()) and (thread_id := step_dict.get("threadId")):
            self.queue.put(thread_id, self.store.step(who, thread_id, cast("dict[str, Any]", step_dict)))

    @queue_until_user_message()
    async def delete_step(self, step_id: str) -> None:
        """Take a step out of the chat that runs now."""
        if who := owner():
            self.queue.put("", self.store.without(who, step_id=step_id))

    @queue_until_user_message()
    async def create_element(self, element: Element) -> None:
        """Keep a text or a custom element; files (uploads, exported protocols) are gone with the session and
        never stored.
        """
        who = owner()
        if (
            who
            and element.type in {"text", "custom"}
            and isinstance(element.content, str)
            and element.thread_id
        ):
            self.queue.put(
                element.thread_id,
                self.store.element(
                    who, element.thread_id, cast("dict[str, Any]", element.to_dict()), element.content
                ),
            )

    async def get_element(self, thread_id: str, element_id: str) -> ElementDict | None:
        """An element out of a chat of the person signed in."""
        await self.queue.settled(_SETTLE)
        found = await self.store.element_row(owner(), thread_id, element_id)
        return _element_dict(found[0]) if found else None

    @queue_until_user_message()
    async def delete_element(self, element_id: str, thread_id: str | None = None) -> None:  # noqa: ARG002 - the id says it
        """Take out an element of the person signed in."""
        if who := owner():
            self.queue.put("", self.store.without(who, element_id=element_id))

    # -- feedback

    async def upsert_feedback(self, feedback: Feedback) -> str:
        """File feedback for the editors, and keep it with the chat if it is one that the person
        signed in has.
        """
        feedback_id = feedback.id or str(uuid.uuid4())
        answer: dict[str, Any] | None = None
        if who := owner():
            await self.queue.settled(_SETTLE)
            try:
                if not await self.store.rate(
                    who, feedback.forId, feedback_id, value=feedback.value, comment=feedback.comment or ""
                ):
                    raise PermissionError("Diese Antwort steht in keinem Ihrer Chats.")
                answer = await self.store.answer_data(who, feedback.forId)
            except StorageUnreachable:
                _log.warning("feedback is filed for the editors but not kept with its chat")
        # names are masked, which loads long lists at first
        await asyncio.to_thread(self._on_feedback, feedback, answer)
        return feedback_id

    async def delete_feedback(self, feedback_id: str) -> bool:
        """Take feedback of one's own back; what was filed for the editors stays there without a
        person's name.
        """
        return await self.store.unrate(owner(), feedback_id) if owner() else True

    async def get_favorite_steps(self, user_id: str) -> list[StepDict]:  # noqa: ARG002
        """None: favourites are switched off in Chainlit's configuration."""
        return []

    async def build_debug_url(self) -> str:
        """None."""
        return ""

    async def close(self) -> None:
        """Store what waits and give the database back."""
        await self.queue.close()
        await self._database.close()


def element_url(thread_id: str, element_id: str) -> str:
    """Where the page reads a stored element's content (chat/web/pages.py)."""
    return f"/chats/{thread_id}/element/{element_id}"


def _thread_dict(
    head: dict[str, Any], step_rows: list[dict[str, Any]], element_rows: list[dict[str, Any]]
) -> ThreadDict:
    return {
        "id": head["id"],
        "createdAt": head["created_at"],
        "name": head["name"],
        "userId": head["user_id"],
        "userIdentifier": head["user_id"],
        "tags": head["tags"],
        "metadata": head["metadata"] or {},
        "steps": [_step_dict(row) for row in step_rows],
        "elements": [_element_dict(row["data"]) for row in element_rows],
    }


def _step_dict(row: dict[str, Any]) -> StepDict:
    data: dict[str, Any] = {"input": "", "output": "", "metadata": {}} | row["data"] | {"streaming": False}
    if row["feedback_id"]:
        data["feedback"] = {
            "id": row["feedback_id"],
            "forId": data["id"],
            "value": row["value"],
            "comment": row["comment"] or "",
        }
    return cast("StepDict", data)


def _element_dict(data: dict[str, Any]) -> ElementDict:
    url = element_url(data["threadId"], data["id"])
    return cast(
        "ElementDict", data | ({} if data.get("type") == "custom" else {"url": url, "chainlitKey": None})
    )
