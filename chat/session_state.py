"""What a conversation remembers beside its messages: history, case, what was cited last. JSON, so that a
resumed chat has it again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import chainlit as cl
from chainlit.context import context
from chainlit.data import get_data_layer

from chains.case.facts import Case
from chains.case.views import case_from_json, case_json
from chains.retrieval.places import Places, places_of
from chat.history.quoted import stored_answers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chainlit.step import StepDict

    from chains.answer import Answer

_HISTORY, _CASE, _CITED = "history", "case", "cited"
_REMEMBERED_TURNS = 6
History = list[tuple[str, str]]


def history() -> History:
    """(role, text) of the latest turns, oldest first."""
    return [(str(role), str(text)) for role, text in cl.user_session.get(_HISTORY) or []]


def cited() -> Places | None:
    """The law places that the last answer cited; None where no answer is remembered as data."""
    kept = cl.user_session.get(_CITED)
    return tuple((str(document), str(number)) for document, number in kept) if kept is not None else None


def remember(question: str, said: str, answer: Answer | None = None) -> None:
    """Append a turn to what is remembered now; `answer` where it came to its end."""
    cl.user_session.set(
        _HISTORY, [*history(), ("user", question), ("assistant", said)][-2 * _REMEMBERED_TURNS :]
    )
    _keep_cited(answer)


def _keep_cited(answer: Answer | None) -> None:
    kept = [list(place) for place in places_of(answer.citations)] if answer else None
    cl.user_session.set(_CITED, kept or None)


def recall(steps: Sequence[StepDict]) -> None:
    """Fill an empty history from the messages of a stored chat: a server that was killed could
    not keep its own.
    """
    if history():
        return
    roles = {"user_message": "user", "assistant_message": "assistant"}
    told = [
        (roles[step["type"]], _said(step)) for step in steps if step["type"] in roles and step.get("output")
    ]
    cl.user_session.set(_HISTORY, told[-2 * _REMEMBERED_TURNS :])
    answers = list(stored_answers(steps).values())
    _keep_cited(answers[-1] if answers else None)


def case() -> Case:
    """The case of this conversation, empty at first."""
    kept = cl.user_session.get(_CASE)
    try:
        return case_from_json(kept) if kept else Case()
    except (KeyError, TypeError, ValueError, AttributeError):
        return Case()


def keep_case(changed: Case) -> None:
    """Make this the case of the conversation."""
    cl.user_session.set(_CASE, case_json(changed))


async def keep_with_chat() -> None:
    """Store all this with the chat now, since Chainlit does it only when the page goes away."""
    layer, session = get_data_layer(), context.session
    if layer is not None and session.user is not None and session.has_first_interaction:
        await layer.update_thread(thread_id=session.thread_id, metadata=session.to_persistable())


def _said(step: StepDict) -> str:
    answer = stored_answers([step]).get(step["id"])
    return answer.text if answer else step["output"]
