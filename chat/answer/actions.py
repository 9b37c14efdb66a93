"""The buttons under an answer, and what of a message they act on."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import chainlit as cl

from chains.answer import Answer
from chains.blocks.course_kinds import CourseList
from chains.extract.registers import Register
from chat import session
from chat.answer.message import Asked
from chat.history.quoted import answer_from_json

# names of the actions
SIMPLER, MORE, PLACES, COPY, AGAIN, PROPOSED = (
    "einfacher_sagen",
    "mehr_dazu",
    "quellen_zeigen",
    "kopieren",
    "noch_einmal",
    "naechste_frage",
)
OTHER_WAY = {SIMPLER: Register.SIMPLE, MORE: Register.LONG}


def answer_actions(answer: Answer, asked: Asked) -> list[cl.Action]:
    """The buttons that fit: no simpler way of the simple answer, no more of the long one, neither of a
    refusal or of a list of places; under small talk none but the questions that come next, under courses the
    protocol beside them.
    """
    if not (answer.abstained or asked.places_only or answer.citations):
        courses = any(isinstance(block, CourseList) for block in answer.blocks)
        proposed = [proposed_action(question) for question in answer.proposals]
        return [*proposed, session.take_action()] if courses else proposed
    again = not (answer.abstained or asked.places_only)
    offered = [
        (SIMPLER, "Einfacher sagen", "text-quote", again and asked.register is not Register.SIMPLE),
        (MORE, "Mehr dazu", "list-plus", again and asked.register is not Register.LONG),
        (PLACES, "Weitere Quellen" if asked.places_only else "Quellen zeigen", "library", True),
        (COPY, "Kopieren mit Fundstellen", "clipboard-copy", bool(answer.citations)),
    ]
    buttons = [
        cl.Action(name=name, payload={}, label=label, icon=icon)
        for name, label, icon, fits in offered
        if fits
    ]
    return [*map(proposed_action, answer.proposals), *buttons, session.take_action()]


def of_message(actions: Sequence[cl.Action], message_id: str) -> list[cl.Action]:
    """Buttons with ids that follow from the message and what they do: one that is sent again takes the place
    the same one that the page may still have, instead of standing beside it.
    """
    for action in actions:
        told = json.dumps(action.payload, sort_keys=True, ensure_ascii=False)
        action.id = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{message_id} {action.name} {told}"))
    return list(actions)


async def send_again(actions: Sequence[cl.Action], message_id: str) -> None:
    """Send the buttons of a message to a page that may have them already."""
    for action in of_message(actions, message_id):
        await action.remove()
        await action.send(for_id=message_id)


def proposed_action(question: str) -> cl.Action:
    """The button that asks one of the questions that come next."""
    return cl.Action(
        name=PROPOSED, payload={"question": question}, label=question, icon="message-circle-question"
    )


def again_action(question: str) -> cl.Action:
    """The button under what was stopped or lost: the same question once more."""
    return cl.Action(
        name=AGAIN, payload={"question": question}, label="Noch einmal fragen", icon="rotate-ccw"
    )


def kept_with(metadata: Mapping[str, Any] | None) -> tuple[Answer, Asked] | None:
    """The answer a message keeps, and what it answers; None for a message that is none of ours."""
    try:
        data = (metadata or {})["answer"]
        return answer_from_json(data), Asked.from_json(
            (metadata or {}).get("asked")
            or {"question": data["question"], "register": "normal", "places_only": False}
        )
    except (KeyError, TypeError, ValueError):
        return None


def message_of(action: cl.Action) -> tuple[Answer, Asked] | None:
    """What the message above a button keeps; messages of other chats are not found."""
    message = next((m for m in cl.chat_context.get() if m.id == action.forId), None)
    return kept_with(message.metadata) if message else None
