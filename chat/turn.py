"""A turn of a conversation: a question in, an answer with its places out, while people can stop it or lose
the line.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import chainlit as cl
from chainlit.context import context

from chains.blocks.text_form import text_of
from chains.budget import Budget, within
from chains.case.views import case_text, same_case
from chains.events import Event
from chains.locality import keep_question_here
from chains.privacy.routing import Answering, who_answers
from chat import session, session_state
from chat.answer import sent_out
from chat.answer.actions import again_action, of_message
from chat.answer.markdown import inert
from chat.answer.message import Draft
from chat.answer.reply import put_out
from chat.answer.reply import show as show_text
from chat.answer.turn_line import in_line
from chat.asked import AskedQuestion, asked_now, chosen
from chat.chainlit.reconnect import RunningTurn, RunningTurns
from chat.check import show
from chat.finished import Remember, finish, list_places
from chat.opened import OpenedAssistant
from chat.operation.turns import READ, RENDER, WAIT, TurnOutcome
from chat.shown_settings import show_settings
from chat.uploads.index import ChatUploads
from chat.uploads.long_message import is_long
from knowledge.errors import LibraryUnreachable, SearchDisturbed, TooManyQuestions, TurnExhausted, WbmError

if TYPE_CHECKING:
    from chains.assistant import Assistant
    from chat.operation.turns import ObservedTurn
    from chat.setup import Backend

_log = logging.getLogger("wbm.chat")
_READERS = 2  # own documents that are read at once: each takes a core
_FAILED = (
    "Das hat nicht geklappt. Bitte die Frage noch einmal stellen; bleibt der Fehler, hilft `wbm doctor`."
)
_DISTURBED = (
    "Die Suche ist gerade gestört: Was ich nachschlage, ist beschädigt oder nicht lesbar. Bitte der Stelle"
    " Bescheid geben, die diesen Assistenten betreibt; `wbm doctor` sagt ihr, was zu tun ist."
)
_AWAY = (
    "Die Suche ist gerade gestört: Woraus ich antworte, ist im Moment nicht erreichbar. Es ist nichts"
    " verloren; bitte in einer Minute noch einmal fragen."
)


@dataclass(slots=True)
class Turns:
    """The turns of all conversations of a server."""

    backend: Backend
    opened: OpenedAssistant
    remember: Remember
    running: RunningTurns = field(default_factory=RunningTurns)
    _reading: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_READERS))

    async def turn(
        self, text: str, message: cl.Message | None = None, asked: AskedQuestion | None = None
    ) -> None:
        """Whatever fails in a turn is said in the chat, which goes on."""
        with self.backend.operation.observer.turn() as seen:
            seen.private = chosen().local_only
            if refused := await self.backend.refuse(context.session.id):
                seen.outcome = TurnOutcome.LIMITED
                await cl.Message(content=refused).send()
                return
            await self._admitted(text, message, asked, seen)

    async def _admitted(
        self, text: str, message: cl.Message | None, asked: AskedQuestion | None, seen: ObservedTurn
    ) -> None:
        reply = cl.Message(content="")
        turn = RunningTurn(_this_task(), reply)
        self.running.begin(context.session, turn, context.current_run)
        await context.emitter.task_start()  # again: a start may have said the end since
        try:
            if chosen().local_only:
                keep_question_here(self.backend.settings)
            assistant, embedding = await self.opened.ready()
            documents = session.uploads(self.backend.settings, embedding)
            before = set(documents.names)
            if message is not None and (
                taken := await session.take_documents(message, documents, self._reading)
            ):
                await cl.Message(content=inert(taken)).send()  # names files
            if is_long(text):
                text, said = await session.take_text(
                    text, documents, Budget(2 * self.backend.settings.turn_seconds)
                )
                await cl.Message(content=said).send()
            session.keep_names(documents)
            if text.strip():
                with seen.timed(READ):
                    question = asked or asked_now(text)
                fresh = bool(set(documents.names) - before)
                await self._in_line(reply, replace(question, own_first=fresh), assistant, documents, seen)
            else:
                seen.outcome = TurnOutcome.DOCUMENT
                await session_state.keep_with_chat()
        except SearchDisturbed as error:
            seen.outcome = TurnOutcome.DISTURBED
            _log.error("%s", error)  # with the place and the remedy, which are the operator's
            away = isinstance(error, LibraryUnreachable)
            await cl.Message(content=_AWAY if away else _DISTURBED).send()
        except WbmError as error:
            await cl.Message(content=f"Das hat nicht geklappt. {inert(str(error))}").send()
        except Exception:  # noqa: BLE001 - whatever a question trips over, the chat goes on
            _log.exception("question failed")  # the trace, never the question: it may hold personal data
            await cl.Message(content=_FAILED).send()
        finally:
            self.running.end(context.session, turn)

    async def _in_line(
        self,
        reply: cl.Message,
        asked: AskedQuestion,
        assistant: Assistant,
        documents: ChatUploads,
        seen: ObservedTurn,
    ) -> None:
        """Answer when it is this question's time; its own time begins then."""
        begun = time.monotonic()
        try:
            async with self.backend.operation.line.place(lambda place: show_text(reply, in_line(place))):
                seen.seconds[WAIT] = time.monotonic() - begun
                await self._answer(reply, asked, assistant, documents, seen)
        except TooManyQuestions as error:
            seen.outcome = TurnOutcome.TURNED_AWAY
            reply.content, reply.actions = str(error), of_message([again_action(asked.text)], reply.id)
            await reply.send()
        except asyncio.CancelledError:
            if WAIT not in seen.seconds:  # stopped in line
                await _stopped(reply, asked, Draft(), [])
                seen.outcome = TurnOutcome.STOPPED
                return
            raise

    async def _answer(
        self,
        reply: cl.Message,
        asked: AskedQuestion,
        assistant: Assistant,
        documents: ChatUploads,
        seen: ObservedTurn,
    ) -> None:
        """Search and answer, put out as it comes; a stop keeps what is out and says so."""
        changed = not asked.again and not same_case(asked.case.kept, session_state.case())
        if not asked.again:
            session_state.keep_case(asked.case.kept)
        if changed:
            await show_settings(self.opened.offered())
        draft, answering, budget = Draft(), None, self._budget()
        try:
            texts = [*documents.texts, case_text(asked.case.kept)]
            route = partial(
                who_answers,
                assistant,
                self.backend.settings,
                asked.text,
                asked.history,
                local_only=asked.chosen.local_only,
                documents=texts,
                files=documents.names,
            )
            answering = await within(budget, route)
            draft.notices = tuple(
                said
                for said in (self.backend.history.trouble(context.session.thread_id), answering.notice)
                if said
            )
            if asked.places_only:
                await list_places(reply, asked, assistant, draft, budget, self.remember)
                seen.outcome = TurnOutcome.PLACES
            else:
                result = await put_out(reply, draft, _events(answering, asked, documents, budget), budget)
                seen.answered(result)
                with seen.timed(RENDER):
                    await asyncio.shield(
                        asyncio.ensure_future(
                            finish(reply, result, asked, answering, draft, self.remember, changed=changed)
                        )
                    )
        except asyncio.CancelledError:
            if not reply.created_at:  # else the answer was out in full
                seen.outcome = TurnOutcome.STOPPED
                await _stopped(reply, asked, draft, answering.sent if answering else [])
        except TurnExhausted as error:
            seen.outcome = TurnOutcome.EXHAUSTED
            reply.content, reply.actions = str(error), of_message([again_action(asked.text)], reply.id)
            await reply.send()
        finally:
            budget.cancel()
            if changed:  # not before the answer, which would wait for it
                await show.show_case()

    def _budget(self) -> Budget:
        """The time for one turn: that of the search, and beside it what the model may take."""
        config = self.backend.settings
        return Budget(config.turn_seconds + (config.chat_model_timeout if config.chat_model else 0.0))


async def _stopped(reply: cl.Message, asked: AskedQuestion, draft: Draft, sent: Sequence[str]) -> None:
    """Keep what is out of an answer that was stopped, and say so."""
    reply.content, reply.actions = draft.stopped(), of_message([again_action(asked.text)], reply.id)
    reply.metadata = {sent_out.KEPT: list(sent)} if sent else {}
    await reply.send()
    await sent_out.attach(reply, sent)
    session_state.remember(asked.text, text_of(draft.said))
    await session_state.keep_with_chat()


def _events(
    answering: Answering, asked: AskedQuestion, documents: ChatUploads, budget: Budget
) -> Callable[[], Generator[Event, None, None]]:
    """The one call of the assistant."""
    talk = "" if asked.again else context.session.thread_id  # said again, it is no step of the talk

    def events() -> Generator[Event, None, None]:
        chosen = asked.chosen
        own = documents.hits if documents.names else None
        yield from answering.assistant.stream(
            asked.text,
            asked.history,
            register=chosen.register,
            filters=chosen.filters,
            case=asked.case,
            talk=talk,
            last=asked.last,
            own=own,
            own_first=asked.own_first,
            courses_first=asked.courses_first,
            budget=budget,
        )

    return events


def _this_task() -> asyncio.Task[Any]:
    task = asyncio.current_task()
    assert task is not None  # noqa: S101 - a coroutine always runs in one
    return task
