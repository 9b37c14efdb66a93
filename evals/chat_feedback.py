"""Thumbs and comments from the chat, put into the review queue: the part of Chainlit's data layer that they need.

Nothing else is kept here; conversations live in the browser's session only.
"""

from __future__ import annotations

import uuid
from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from chainlit.data.base import BaseDataLayer
from chainlit.types import PageInfo, PaginatedResponse

from chains.answer import place_label
from evals.inbox import Inbox, Offered
from evals.places import place

if TYPE_CHECKING:
    from chainlit.types import Feedback

    from chains.answer import Answer

_REMEMBERED = 2000  # answers that feedback may still come for
_OFFERED = 9  # places an editor can choose from with one key


class ChatFeedback(BaseDataLayer):
    """Remembers the latest answers by turn and files what people think of them."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._answers: OrderedDict[str, tuple[Answer, tuple[tuple[str, str], ...]]] = OrderedDict()

    def remember(self, turn_id: str, answer: Answer, history: Sequence[tuple[str, str]]) -> None:
        """Keep an answer in memory until feedback comes or newer ones push it out."""
        self._answers[turn_id] = (answer, tuple(history))
        while len(self._answers) > _REMEMBERED:
            self._answers.popitem(last=False)

    async def upsert_feedback(self, feedback: Feedback) -> str:
        """File feedback; for an answer no longer remembered there is nothing to file."""
        known = self._answers.get(feedback.forId)
        if known is not None:
            answer, history = known
            passages = [c.passage for c in answer.citations] + [h.passage for h in answer.hits]
            offered = {place(p.document.id, p.section.locator): place_label(p) for p in passages}
            self._inbox.add(
                helpful=bool(feedback.value), comment=feedback.comment or "", question=answer.question, history=history, answer=answer.text, abstained=answer.abstained,
                offered=[Offered(place=where, label=label) for where, label in list(offered.items())[:_OFFERED]],
            )  # fmt: skip
        return feedback.id or str(uuid.uuid4())

    async def delete_feedback(self, feedback_id: str) -> bool:  # noqa: ARG002 - what is filed is the editor's
        """Taken back in the page; what was filed stays in the queue without a person's name."""
        return True

    # What a data layer must have, for conversations that are not stored.

    async def get_user(self, identifier: str) -> None:
        """No users are kept."""

    async def create_user(self, user: Any) -> None:
        """No users are kept."""

    async def create_element(self, element: Any) -> None:
        """Not kept."""

    async def get_element(self, thread_id: str, element_id: str) -> None:
        """Not kept."""

    async def delete_element(self, element_id: str, thread_id: str | None = None) -> None:
        """Not kept."""

    async def create_step(self, step_dict: Any) -> None:
        """Not kept."""

    async def update_step(self, step_dict: Any) -> None:
        """Not kept."""

    async def delete_step(self, step_id: str) -> None:
        """Not kept."""

    async def get_thread_author(self, thread_id: str) -> str:  # noqa: ARG002
        """Nobody."""
        return ""

    async def delete_thread(self, thread_id: str) -> None:
        """Not kept."""

    async def list_threads(self, pagination: Any, filters: Any) -> PaginatedResponse[Any]:  # noqa: ARG002
        """None."""
        return PaginatedResponse(pageInfo=PageInfo(hasNextPage=False, startCursor=None, endCursor=None), data=[])

    async def get_thread(self, thread_id: str) -> None:
        """None."""

    async def update_thread(self, thread_id: str, name: str | None = None, user_id: str | None = None, metadata: Any = None, tags: list[str] | None = None) -> None:
        """Not kept."""

    async def build_debug_url(self) -> str:
        """None."""
        return ""

    async def close(self) -> None:
        """Nothing is open."""

    async def get_favorite_steps(self, user_id: str) -> list[Any]:  # noqa: ARG002
        """None."""
        return []
