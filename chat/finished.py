"""What stands when an answer is through: the whole message with its places and buttons, and what is kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import chainlit as cl

from chains.budget import Budget, within
from chains.case.views import case_line
from chains.place_search import find_places
from chains.privacy.routing import Answering
from chat import session, session_state
from chat.answer.markdown import inert, places_markdown, seen_markdown
from chat.answer.message import Asked, Draft, whole
from chat.answer.reply import send_whole
from chat.asked import AskedQuestion, usual_register
from chat.case.chat_case import matters_to
from chat.check import show
from chat.courses import cards
from chat.settings_panel import described

if TYPE_CHECKING:
    from chains.answer import Answer
    from chains.assistant import Assistant

Remember = Callable[[str, "Answer", Sequence[tuple[str, str]]], None]  # for feedback: turn, answer, history
_HOW_TO_CHANGE = "ändern oder leeren: über dem Eingabefeld"


async def finish(
    reply: cl.Message,
    result: Answer,
    asked: AskedQuestion,
    answering: Answering,
    draft: Draft,
    remember: Remember,
    *,
    changed: bool,
) -> None:
    """The whole message in the place of what was streamed, with its places, its buttons and
    what is kept with it.
    """
    aside = _aside_lines(asked, result, changed=changed)
    reply.content = whole(
        result,
        notices=draft.notices,
        seen=seen_markdown(answering.seen),
        aside=aside,
        first=not session_state.history(),
        register=asked.chosen.register,
    )
    kept = Asked(asked.standalone, asked.chosen.register, case=asked.case.kept)
    about = show.kept_json(asked.case.of_focus, asked.case.reading.supposed)
    one_case = not asked.case.case.parties  # an answer for several has a row for each instead
    shown = result.decided and one_case and about != show.last_shown()
    check = {session.CHECK: about} if shown else None
    await send_whole(reply, result, kept, answering.sent, check)
    if check:
        card = await asyncio.to_thread(show.card_props, reply.id, about, result, answering.assistant.searcher)
        await show.attach(reply, card)
    await cards.attach(reply, result)
    # the page rates the turn, not the message
    remember(reply.parent_id or reply.id, result, asked.history)
    session_state.remember(asked.text, result.text, result)
    await session_state.keep_with_chat()


async def list_places(
    reply: cl.Message,
    asked: AskedQuestion,
    assistant: Assistant,
    draft: Draft,
    budget: Budget,
    remember: Remember,
) -> None:
    """The places without an answer."""
    found = await within(
        budget,
        lambda: find_places(
            assistant.searcher, asked.text, asked.history, filters=asked.chosen.filters, without=asked.shown
        ),
    )
    title = "Weitere Fundstellen" if asked.shown else "Fundstellen"
    parts = [
        *(f"⚠️ {said}" for said in draft.notices),
        places_markdown(found, title),
        inert(described(replace(asked.chosen, register=usual_register()), usual_register())),
    ]
    reply.content = "\n\n".join(part for part in parts if part)
    await send_whole(reply, found, Asked(asked.standalone, asked.chosen.register, places_only=True))
    remember(reply.parent_id or reply.id, found, asked.history)
    session_state.remember(asked.text, found.text, found)
    await session_state.keep_with_chat()


def _aside_lines(asked: AskedQuestion, result: Answer, *, changed: bool) -> list[str]:
    lines = []
    case = asked.case.kept
    line = case_line(case)
    if line and (changed or result.decided or matters_to(case, result)):
        lines.append(f"**Fall:** {inert(line)}" + (f" ({_HOW_TO_CHANGE})" if changed else ""))
    settings = described(asked.chosen, usual_register())
    return [*lines, f"**Einstellungen:** {inert(settings)}"] if settings else lines
