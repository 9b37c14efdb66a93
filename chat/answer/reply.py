"""Putting an answer out: word by word while it comes about, whole at its end."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import chainlit as cl

from chains.events import AnswerStep, Done, Event, Noted, TextDelta
from chat.answer import panel, sent_out
from chat.answer.actions import answer_actions, of_message
from chat.answer.thread_stream import from_thread
from chat.history.quoted import answer_json

if TYPE_CHECKING:
    from chains.answer import Answer
    from chains.budget import Budget
    from chat.answer.message import Asked, Draft

_PATIENCE = 0.25  # seconds without words until people are told what is being done


async def put_out(
    reply: cl.Message, draft: Draft, make: Callable[[], Generator[Event, None, None]], budget: Budget
) -> Answer:
    """Stream the events into the reply, warnings before words, what is being done only while nothing else is
    out; returns the answer.
    """
    async with contextlib.aclosing(from_thread(make, _PATIENCE)) as events:
        async for event in events:
            match event:
                case None if not budget.left:
                    raise budget.exhausted()
                case None:
                    await show(reply, draft.shown(waiting=True))
                case AnswerStep(doing):
                    draft.doing = doing
                case Noted(notices):
                    draft.warnings = notices
                case TextDelta(_, so_far):
                    draft.said = so_far
                    await show(reply, draft.shown(waiting=False))
                case Done(answer):
                    return answer
    raise AssertionError("a stream of events ends with Done")


async def send_whole(
    reply: cl.Message,
    result: Answer,
    kept: Asked,
    sent: Sequence[str] = (),
    check: Mapping[str, Any] | None = None,
) -> None:
    """Send the reply in the place of what was streamed, with its places, its buttons and what is kept with
    it; `sent`: what went to a model elsewhere, `check`: the case that its card is about.
    """
    reply.metadata = (
        {"answer": answer_json(result), "asked": kept.to_json()}
        | ({sent_out.KEPT: list(sent)} if sent else {})
        | (dict(check) if check else {})
    )
    reply.actions = of_message(answer_actions(result, kept), reply.id)
    await reply.send()
    await panel.attach(reply, result)
    await sent_out.attach(reply, sent)


async def show(reply: cl.Message, now: str) -> None:
    """Bring the page from what it has to `now`: only what is new where that is enough."""
    before = reply.content if reply.streaming else ""
    if now != before:
        grown = bool(before) and now.startswith(before)
        await reply.stream_token(now[len(before) :] if grown else now, is_sequence=bool(before) and not grown)
