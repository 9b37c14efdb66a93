"""The case and its card on the page: with an answer, after a change, when a chat is opened again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import chainlit as cl
from chainlit.context import context

from chains.case.views import case_json
from chat import session_state
from chat.answer.actions import kept_with
from chat.case.form import written
from chat.chainlit.own_ids import page_of
from chat.check.service import AskedCase, case_shown, checked
from chat.session import CHECK
from knowledge.errors import WbmError

if TYPE_CHECKING:
    from chainlit.types import ThreadDict

    from chains.answer import Answer
    from chains.case.facts import Case, Fact
    from chains.retrieval.searcher import Searcher

_ELEMENT = "Foerdercheck"  # public/elements/Foerdercheck.jsx


def kept_json(case: Case, supposed: Mapping[str, Fact]) -> dict[str, Any]:
    """What a message keeps of the case of its card; `supposed`: what the question asked besides."""
    return {
        "case": case_json(case),
        "what_if": {name: written(fact.value) for name, fact in supposed.items()},
    }


def card_props(message_id: str, kept: Mapping[str, Any], answer: Answer, searcher: Searcher | None) -> Any:
    """The element's props; None where the case touches no programme or cannot be checked (any more)."""
    try:
        card = checked(AskedCase.of(kept), date.today(), searcher, cited_in(answer))
    except WbmError:
        return None
    return card | {"message": message_id} if card["rows"] else None


def last_shown() -> Any:
    """What the chat's latest card is about; None without one."""
    kept = ((message.metadata or {}).get(CHECK) for message in reversed(cl.chat_context.get()))
    return next((about for about in kept if about), None)


def cited_in(answer: Answer | None) -> dict[tuple[str, str], int]:
    """(document, locator) -> number of an answer's citations."""
    return {
        (citation.passage.document.id, citation.passage.section.locator): citation.n
        for citation in (answer.citations if answer else ())
    }


async def attach(message: cl.Message, props: Mapping[str, Any] | None) -> None:
    """The card below a message that was sent; not stored, `restore` makes it anew."""
    if props:
        element = cl.CustomElement(name=_ELEMENT, props=dict(props), display="inline")
        await element.send(for_id=message.id, persist=False)


def restore(thread: ThreadDict, searcher: Searcher | None) -> None:
    """Give a stored chat the cards of its answers, as the rules are now."""
    kept = [element for element in thread.get("elements") or [] if element.get("name") != _ELEMENT]
    for step in thread["steps"]:
        data, found = (step.get("metadata") or {}).get(CHECK), kept_with(step.get("metadata"))
        if not isinstance(data, Mapping) or found is None:
            continue
        props = card_props(str(step["id"]), data, found[0], searcher)
        if props:
            element = cl.CustomElement(
                name=_ELEMENT, props=props, display="inline", for_id=str(step["id"]), thread_id=thread["id"]
            )
            kept.append(element.to_dict())
    thread["elements"] = kept


async def show_case() -> None:
    """Tell the page what the case is now (public/case/case.js), and whether the chat is stored."""
    session = context.session
    await cl.send_window_message(
        {
            "wbm": "fall",
            "session": page_of(session),
            "stored": session.user is not None,
            **case_shown(session_state.case()),
        }
    )
