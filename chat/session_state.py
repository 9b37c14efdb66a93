"""What a conversation remembers beside its messages: history, case. JSON, so that a resumed chat has it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import chainlit as cl
from chainlit.context import context
from chainlit.data import get_data_layer

from chat.case import ChatCase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chainlit.step import StepDict

_HISTORY, _CASE = "history", "case"
_REMEMBERED_TURNS = 6
History = list[tuple[str, str]]


def history() -> History:
    """(role, text) of the latest turns, oldest first."""
    return [(str(role), str(text)) for role, text in cl.user_session.get(_HISTORY) or []]


def remember(question: str, said: str) -> None:
    """Append a turn to what is remembered now."""
    cl.user_session.set(_HISTORY, [*history(), ("user", question), ("assistant", said)][-2 * _REMEMBERED_TURNS :])


def recall(steps: Sequence[StepDict]) -> None:
    """Fill an empty history from the messages of a stored chat: a server that was killed could not keep its own."""
    if history():
        return
    roles = {"user_message": "user", "assistant_message": "assistant"}
    told = [(roles[step["type"]], _said(step)) for step in steps if step["type"] in roles and step.get("output")]
    cl.user_session.set(_HISTORY, told[-2 * _REMEMBERED_TURNS :])


def case() -> ChatCase:
    """The case of this conversation, empty at first."""
    try:
        return ChatCase.from_json(cl.user_session.get(_CASE) or {})
    except (KeyError, TypeError, ValueError):
        return ChatCase()


def keep_case(changed: ChatCase) -> None:
    """Make this the case of the conversation."""
    cl.user_session.set(_CASE, changed.to_json())


async def keep_with_chat() -> None:
    """Store all this with the chat now, since Chainlit does it only when the page goes away."""
    layer, session = get_data_layer(), context.session
    if layer is not None and session.user is not None and session.has_first_interaction:
        await layer.update_thread(thread_id=session.thread_id, metadata=session.to_persistable())


def _said(step: StepDict) -> str:
    answer = (step.get("metadata") or {}).get("answer")
    return str(answer["text"]) if isinstance(answer, dict) and "text" in answer else step["output"]
