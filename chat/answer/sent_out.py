"""All that went to a chat model elsewhere for one answer, to be unfolded below it, word for
word as it was sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import chainlit as cl

if TYPE_CHECKING:
    from chainlit.types import ThreadDict

KEPT = "sent"  # its key in a message's metadata
_ELEMENT = "Hinausgegangen"  # public/elements/Hinausgegangen.jsx


async def attach(message: cl.Message, sent: Sequence[str]) -> None:
    """Let people unfold below a message that was sent what went out for it; nothing where nothing did."""
    if sent:
        await _element(sent).send(for_id=message.id, persist=False)


def restore(thread: ThreadDict) -> None:
    """The same for the messages of a stored chat."""
    kept = [element for element in thread.get("elements") or [] if element.get("name") != _ELEMENT]
    for step in thread["steps"]:
        sent = (step.get("metadata") or {}).get(KEPT)
        if isinstance(sent, list) and sent:
            element = _element([str(text) for text in sent])
            element.for_id, element.thread_id = str(step["id"]), thread["id"]
            kept.append(element.to_dict())
    thread["elements"] = kept


def _element(sent: Sequence[str]) -> Any:
    return cl.CustomElement(name=_ELEMENT, props={"texts": list(sent)}, display="inline")
