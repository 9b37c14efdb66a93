"""What a conversation remembers beside its messages: history, case, what the last answer was. JSON, so that
a resumed chat has it again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import chainlit as cl
from chainlit.context import context
from chainlit.data import get_data_layer

from chains.case.facts import Case
from chains.case.views import case_from_json, case_json
from chains.last_answer import LastAnswer
from chat.history.quoted import stored_answers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chainlit.step import StepDict

    from chains.answer import Answer

_HISTORY, _CASE, _LAST = "history", "case", "last"
_REMEMBERED_TURNS = 6
History = list[tuple[str, str]]


def history() -> History:
    """(role, text) of the latest turns, oldest first."""
    return [(str(role), str(text)) for role, text in cl.user_session.get(_HISTORY) or []]


def last_answer() -> LastAnswer | None:
    """What the last answer was; None where none is remembered as data."""
    kept = cl.user_session.get(_LAST)
    if not kept:
        return None
    cited = tuple((str(document), str(number)) for document, number in kept["cited"])
    return LastAnswer(cited, bool(kept["quoted"]))


def remember(question: str, said: str, answer: Answer | None = None) -> None:
    """Append a turn to what is remembered now; `answer` where it came to its end."""
    cl.user_session.set(
        _HISTORY, [*history(), ("user", question), ("assistant", said)][-2 * _REMEMBERED_TURNS :]
    )
    _keep_last(answer)


def _keep_last(answer: Answer | None) -> None:
    last = LastAnswer.of(answer) if answer is not None and answer.citations else None
    kept = {"cited": [list(place) for place in last.cited], "quoted": last.quoted} if last else None
    cl.user_session.set(_LAST, kept)


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
    _keep_last(answers[-1] if answers else None)


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
