"""The citations of a message in Chainlit: one element that opens each place in the side panel, and what the
panel asks back.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import chainlit as cl
from chainlit.data import get_data_layer

from chains.answer import Citation
from chat.answer.panel_place import place_props, section_json, short_label
from chat.history.data_layer import ChatHistory
from chat.history.quoted import answer_from_json, changed_since, stored_answers
from chat.web.originals import find_original
from knowledge.errors import StorageUnreachable, WbmError
from knowledge.model.document import Status
from knowledge.store.library import Library
from knowledge.store.opening import open_library
from settings import settings

if TYPE_CHECKING:
    from chainlit.types import ThreadDict

    from chains.answer import Answer

LOOK_UP = "fundstelle_nachsehen"  # name of the action that the panel calls
_ELEMENT = "Fundstellen"  # public/elements/Fundstellen.jsx
_PAGE = re.compile(r"#page=(\d{1,5})$")
_FARTHEST = 50  # sections before and behind the cited one


async def attach(message: cl.Message, answer: Answer) -> None:
    """Make the marks [n] of a message that was sent open their places.

    The element is not stored: `restore` makes it anew from the answer that the message keeps.
    """
    if answer.citations:
        element = cl.CustomElement(name=_ELEMENT, props=_props(message.id, answer), display="inline")
        await element.send(for_id=message.id, persist=False)


def restore(thread: ThreadDict) -> None:
    """Give a stored chat the elements of its answers; the texts that earlier versions stored instead open by
    themselves and are left out.
    """
    kept = [
        e
        for e in thread.get("elements") or []
        if not (e.get("type") == "text" and e.get("display") == "side") and e.get("name") != _ELEMENT
    ]
    for message_id, answer in stored_answers(thread["steps"]).items():
        if answer.citations:
            element = cl.CustomElement(
                name=_ELEMENT,
                props=_props(message_id, answer),
                display="inline",
                for_id=message_id,
                thread_id=thread["id"],
            )
            kept.append(element.to_dict())
    thread["elements"] = kept


async def look_up(action: cl.Action) -> dict[str, Any]:
    """What the library says now about a place of this chat: whether it reads as quoted, its PDF; with
    `offset` the section that far before or behind it.
    """
    try:
        citation = (
            await asyncio.to_thread(_named, action.payload["at"])
            if action.payload.get("at")
            else await _citation(str(action.payload["message"]), int(action.payload["n"]))
        )
        offset = int(action.payload.get("offset", 0))
    except (KeyError, TypeError, ValueError):
        return {"failure": "Diese Fundstelle gehört zu keiner Antwort dieses Chats."}
    except StorageUnreachable as error:
        return {"failure": str(error)}
    try:
        return (
            await asyncio.to_thread(_neighbour, citation, offset)
            if offset
            else await asyncio.to_thread(_now, citation)
        )
    except WbmError as error:
        return {"failure": str(error)}


def _props(message_id: str, answer: Answer) -> dict[str, Any]:
    today = date.today()
    labels = {str(citation.n): short_label(citation) for citation in answer.citations}
    return {
        "message": message_id,
        "labels": labels,
        "places": [place_props(citation, answer, today) for citation in answer.citations],
    }


async def _citation(message_id: str, n: int) -> Citation:
    """Of an answer of this chat, or of one that is stored: a page shows its chat before the server has gone
    on with it, which may take seconds after a start. Raises KeyError where there is none.
    """
    message = next((m for m in cl.chat_context.get() if m.id == message_id), None)
    data = (message.metadata or {}).get("answer") if message else await _stored(message_id)
    if not isinstance(data, Mapping):
        raise KeyError(message_id)
    found = next((citation for citation in answer_from_json(data).citations if citation.n == n), None)
    if found is None:
        raise KeyError(n)
    return found


async def _stored(message_id: str) -> dict[str, Any] | None:
    history = get_data_layer()  # type: ignore[no-untyped-call]
    return await history.answer_data(message_id) if isinstance(history, ChatHistory) else None


def _named(place: Any) -> Citation:
    """[document, locator], as a card names it."""
    document, locator = place
    return cited_at(str(document), str(locator))


def cited_at(document: str, locator: str, n: int = 0) -> Citation:
    """A place of the library as a citation of its whole text; raises ValueError where there is none."""
    with open_library(settings(), read_only=True) as library:
        found = library.passages_at(document, [locator])
    if not found:
        raise ValueError("no such place")
    return Citation(n, found[0], found[0].section.text)


def _now(citation: Citation) -> dict[str, Any]:
    config, document = settings(), citation.passage.document
    with open_library(config, read_only=True) as library:
        changed = changed_since(citation, library)
        order = _order(library, document.id)
        head = library.head(document.id)
    place = next(
        (i for i, section in enumerate(order) if section.locator == citation.passage.section.locator), -1
    )
    page = _PAGE.search(citation.passage.section.url)
    original = find_original(config, document.id) if page and head else None
    return {
        "changed": changed,
        "before": order[place - 1].locator if place > 0 else "",
        "after": order[place + 1].locator if 0 <= place < len(order) - 1 else "",
        "pdf": {"url": original.url, "page": int(page[1]), "newer": original.newer}
        if page and original
        else None,
    }


def _neighbour(citation: Citation, offset: int) -> dict[str, Any]:
    document = citation.passage.document
    with open_library(settings(), read_only=True) as library:
        order = _order(library, document.id)
    place = next(
        (i for i, section in enumerate(order) if section.locator == citation.passage.section.locator), -1
    )
    wanted = place + offset
    if place < 0 or not 0 <= wanted < len(order) or abs(offset) > _FARTHEST:
        return {"failure": "Weitere Stellen gibt es hier nicht."}
    following = wanted + (1 if offset > 0 else -1)
    more = order[following].locator if 0 <= following < len(order) and abs(offset) < _FARTHEST else ""
    return {**section_json(order[wanted]), "more": more}


def _order(library: Library, document_id: str) -> list[Any]:
    return [section for section in library.sections(document_id) if section.status is Status.IN_FORCE]
