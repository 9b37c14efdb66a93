"""Putting an answer out: word by word while it comes about, whole at its end."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING

import chainlit as cl

from chains.events import Done, Event, Noted, Piece, Step
from chat import panel
from chat.answer_actions import answer_actions
from chat.quoted import answer_json
from chat.thread_stream import from_thread

if TYPE_CHECKING:
    from chains.answer import Answer
    from chat.answer_message import Asked, Draft

_PATIENCE = 0.25  # seconds without words until people are told what is being done


async def put_out(reply: cl.Message, draft: Draft, make: Callable[[], Generator[Event, None, None]]) -> Answer:
    """Stream the events into the reply, warnings before words, what is being done only while nothing else is out; returns the answer."""
    async with contextlib.aclosing(from_thread(make, _PATIENCE)) as events:
        async for event in events:
            match event:
                case None:
                    await _show(reply, draft.shown(waiting=True))
                case Step(doing):
                    draft.doing = doing
                case Noted(warnings):
                    draft.warnings = warnings
                case Piece(text):
                    draft.text += text
                    await _show(reply, draft.shown(waiting=False))
                case Done(answer):
                    return answer
    raise AssertionError("a stream of events ends with Done")


async def send_whole(reply: cl.Message, result: Answer, kept: Asked) -> None:
    """Send the reply in the place of what was streamed, with its places, its buttons and what is kept with it."""
    reply.metadata = {"answer": answer_json(result), "asked": kept.to_json()}
    reply.actions = answer_actions(result, kept)
    await reply.send()
    await panel.attach(reply, result)


async def _show(reply: cl.Message, now: str) -> None:
    """Bring the page from what it has to `now`: only what is new where that is enough."""
    before = reply.content if reply.streaming else ""
    if now != before:
        grown = bool(before) and now.startswith(before)
        await reply.stream_token(now[len(before) :] if grown else now, is_sequence=bool(before) and not grown)
