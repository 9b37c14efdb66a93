"""Conversations: how a chat begins and goes on, and what its buttons and messages start."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import chainlit as cl
from chainlit.context import context

from chains.case.views import case_text, edited_case, same_case
from chains.limits import LONGEST_QUESTION
from chat import session, session_state
from chat.answer import panel, sent_out
from chat.answer.actions import OTHER_WAY, again_action, answer_actions, kept_with, message_of, send_again
from chat.answer.markdown import inert
from chat.answer.message import copied
from chat.asked import AskedQuestion, asked_now, chosen, known_case
from chat.case.chat_case import case_command
from chat.check import show
from chat.courses import cards
from chat.profiles import profile_named
from chat.settings_panel import CASE, DAY
from chat.shown_settings import set_case, show_settings
from chat.turn import Turns
from chat.uploads.long_message import TOO_LONG_A_CASE, is_long

if TYPE_CHECKING:
    from chainlit.step import StepDict
    from chainlit.types import ThreadDict

_LONGEST_PROPOSAL = 200  # characters; ours are shorter, and a payload comes from the page
_RESTARTED = (
    "Der Assistent wurde neu gestartet und kennt dieses Gespräch nicht mehr; was oben steht, bleibt lesbar."
    " War eine Antwort noch nicht fertig, bitte noch einmal fragen."
)
_UNANSWERED = "Diese Frage wurde nicht zu Ende beantwortet: Der Assistent wurde dabei unterbrochen."


@dataclass(slots=True)
class Conversation:
    """All conversations of a server; what belongs to one lies in its Chainlit session."""

    turns: Turns

    # -- what happens to a chat

    async def start(self) -> None:
        """Begin a chat: its settings panel; a page that was open when the server was restarted is told so."""
        if context.session.thread_id_to_resume:
            await cl.Message(content=_RESTARTED).send()
        await show_settings(self.turns.opened.offered())
        await show.show_case()

    async def resume(self, thread: ThreadDict) -> None:
        """Go on with a stored chat: history, case, settings and the buttons under its answers
        are there again.
        """
        panel.restore(thread)
        sent_out.restore(thread)
        show.restore(thread, await self.turns.opened.searcher())
        cards.restore(thread)
        steps = thread.get("steps") or []
        session_state.recall(steps)
        await show_settings(self.turns.opened.offered())
        await show.show_case()
        for step in steps:
            if kept := kept_with(step.get("metadata")):
                await send_again(answer_actions(*kept), step["id"])
        spoken = [step for step in steps if step["type"] in {"user_message", "assistant_message"}]
        if spoken and spoken[-1]["type"] == "user_message":
            asked = spoken[-1]
            note = _noted(steps, _UNANSWERED, asked)
            await send_again([again_action(asked["output"])], note)
        if spoken and (said := session.gone_documents()):
            _noted(steps, inert(said), spoken[-1])

    async def change_settings(self, values: dict[str, Any]) -> None:
        """Take over what people chose in the panel; a value that cannot be taken is said and
        stays out of it.
        """
        choice = chosen()
        if choice.problem:
            context.session.chat_settings[DAY] = ""
            await cl.Message(content=inert(choice.problem)).send()
        known = session_state.case()
        written = str(values.get(CASE) or "")[:LONGEST_QUESTION]
        if written != case_text(known):
            told = edited_case(written, known, date.today())
            if not same_case(told, known):
                await set_case(told)
        await show_settings(self.turns.opened.offered())
        await session_state.keep_with_chat()

    # -- turns

    async def ask(self, message: cl.Message) -> None:
        """A turn that begins with a message: a case that is set, a document that is added, a question."""
        told = case_command(message.content[:LONGEST_QUESTION], date.today())
        if told is not None and is_long(message.content):
            await cl.Message(content=TOO_LONG_A_CASE).send()
            return
        if told is not None and not message.elements:
            await set_case(told)
            await show_settings(self.turns.opened.offered())
            await session_state.keep_with_chat()
            return
        await self.turns.turn(message.content, message)

    async def ask_again(self, action: cl.Action) -> None:
        """The question of an answer in another way: simpler, more, or once more where the
        answer was stopped.
        """
        kept = message_of(action)
        question = kept[1].question if kept else str(action.payload.get("question") or "")
        if not question:
            await cl.Message(
                content="Zu dieser Nachricht gibt es keine Frage mehr. Bitte noch einmal fragen."
            ).send()
            return
        choice = chosen()
        if action.name in OTHER_WAY:
            choice = replace(choice, register=OTHER_WAY[action.name])
        await self._aside(
            AskedQuestion(
                question,
                [],
                choice,
                known_case(kept[1].case if kept else None),
                kept[1].places_only if kept else profile_named(context.session.chat_profile).places_only,
                again=True,
            )
        )

    async def ask_proposed(self, action: cl.Action) -> None:
        """The question that a button under an answer proposes, asked as if it had been typed."""
        question = str(action.payload.get("question") or "")[:_LONGEST_PROPOSAL]
        if question:
            await cl.Message(content=question, type="user_message").send()
            await self._aside(asked_now(question))

    async def show_places(self, action: cl.Action) -> None:
        """The nearest places that an answer does not show."""
        if kept := message_of(action):
            answer, asked = kept
            shown = frozenset((c.passage.document.id, c.passage.section.locator) for c in answer.citations)
            await self._aside(
                AskedQuestion(asked.question, [], chosen(), known_case(), places_only=True, shown=shown)
            )

    async def copy(self, action: cl.Action) -> None:
        """Hand an answer with its citations to the page, which puts it onto the clipboard
        (public/page/clipboard.js).
        """
        if kept := message_of(action):
            await cl.send_window_message({"wbm": "kopieren", "text": copied(kept[0])})

    async def _aside(self, asked: AskedQuestion) -> None:
        """A turn that a button began: in a task of its own, which can be stopped without breaking off the
        page's request.
        """

        async def run() -> None:
            await context.emitter.task_start()
            try:
                async with cl.Step(name="on_message", type="run"):
                    await self.turns.turn(asked.text, None, asked)
            finally:
                await context.emitter.task_end()

        await asyncio.wait([asyncio.create_task(run())])


def _noted(steps: list[StepDict], said: str, last: StepDict) -> str:
    """Put a note below the last message of a chat that is opened again; its id, which is the same at each
    opening, so that the page has it once.
    """
    note = cl.Message(content=said, id=str(uuid.uuid5(uuid.NAMESPACE_OID, f"{last['id']} {said}")))
    note.created_at = last["createdAt"]
    steps.append(note.to_dict())
    return str(note.id)
