"""The courses of an answer as cards below it: with the answer, and when a chat is opened again."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import chainlit as cl

from chains.blocks.course_kinds import CourseList
from chat.answer.actions import kept_with

if TYPE_CHECKING:
    from chainlit.types import ThreadDict

    from chains.answer import Answer

_ELEMENT = "Kursliste"  # public/elements/Kursliste.jsx


def course_props(answer: Answer) -> dict[str, Any] | None:
    """The element's props; None where an answer found no courses."""
    block = next((block for block in answer.blocks if isinstance(block, CourseList)), None)
    if block is None or not block.courses:
        return None
    return list_props(block)


def list_props(block: CourseList) -> dict[str, Any]:
    """A list of courses as the page draws it; a link leads only to a web address."""
    props = asdict(block)
    for card in props["courses"]:
        if not card["url"].startswith(("http://", "https://")):
            card["url"] = ""
    return props


async def attach(message: cl.Message, answer: Answer) -> None:
    """The cards below a message that was sent; not stored, `restore` makes them anew."""
    if props := course_props(answer):
        element = cl.CustomElement(name=_ELEMENT, props=props, display="inline")
        await element.send(for_id=message.id, persist=False)


def restore(thread: ThreadDict) -> None:
    """Give a stored chat the cards of its answers."""
    kept = [element for element in thread.get("elements") or [] if element.get("name") != _ELEMENT]
    for step in thread["steps"]:
        found = kept_with(step.get("metadata"))
        props = course_props(found[0]) if found else None
        if props:
            element = cl.CustomElement(
                name=_ELEMENT, props=props, display="inline", for_id=str(step["id"]), thread_id=thread["id"]
            )
            kept.append(element.to_dict())
    thread["elements"] = kept
