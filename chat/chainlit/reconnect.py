"""The socket's events that Chainlit leaves wanting: a page that comes back gets what it missed, a stop stops
the turn, both in German, and what ends beside a turn does not take its stop button away.

Chainlit binds what it sends to the socket that was open then; what is sent while the page is
away is lost to it, and its own "stop" says so in English. The handlers here take the places of Chainlit's
(chainlit/socket.py, 2.12).
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from chainlit.chat_context import chat_context
from chainlit.context import context, init_ws_context
from chainlit.session import BaseSession, WebsocketSession
from chainlit.step import Step, stub_step

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from chainlit.message import Message

_NOT_OPENED = (
    "Dieser Chat lässt sich nicht öffnen: Er wurde gelöscht, oder die Datenbank ist gerade nicht erreichbar."
    " Dann bitte in ein paar Minuten noch einmal versuchen."
)


@dataclass(slots=True)
class RunningTurn:
    """A turn that runs: its task, and its reply so far."""

    task: asyncio.Task[Any]
    reply: Message


@dataclass(slots=True)
class RunningTurns:
    """The turns that run, and the steps that Chainlit counts those of a session by, for as long as the
    session lives.
    """

    _running: dict[str, RunningTurn] = field(default_factory=dict)
    _steps: WeakKeyDictionary[BaseSession, list[Step]] = field(default_factory=WeakKeyDictionary)

    def begin(self, session: BaseSession, turn: RunningTurn, step: Step | None) -> None:
        """A turn begins; one that still runs in this session is stopped, since a page shows one at a time."""
        self.stop(session)
        self._running[session.id] = turn
        if step is not None:
            self._steps.setdefault(session, []).append(step)

    def end(self, session: BaseSession, turn: RunningTurn) -> None:
        """It has ended."""
        if self._running.get(session.id) is turn:
            del self._running[session.id]

    def run_in(self, session: BaseSession) -> bool:
        """Whether one runs in this session."""
        return session.id in self._running

    def stop(self, session: BaseSession) -> None:
        """Cancel what runs in a session."""
        turn = self._running.pop(session.id, None)
        if turn is not None:
            turn.task.cancel()

    async def catch_up(self, session: BaseSession) -> None:
        """Send the page all messages of its session again, which it puts in the place of what it has, and
        what is being written.
        """
        emit = context.emitter.emit
        for step in self._steps.get(session, []):
            await emit("new_message", stub_step(step))
        for message in chat_context.get():
            await emit("new_message", message.to_dict())
            for element in message.elements:
                await emit("element", element.to_dict())
            for action in message.actions:
                await emit("remove_action", action.to_dict())
                await emit("action", action.to_dict())
        turn = self._running.get(session.id)
        if turn is not None:
            if turn.reply.streaming:
                await emit("new_message", turn.reply.to_dict())
            await context.emitter.task_start()


def install(sio: Any, turns: RunningTurns) -> None:
    """Put the handlers into Chainlit's socket server (chainlit.server.sio)."""
    connected: Callable[[str], Awaitable[None]] = sio.handlers["/"]["connection_successful"]

    async def connection_successful(sid: str) -> None:
        session = WebsocketSession.get(sid)
        returned = session is not None and session.restored
        if session is not None:
            session.emit = _corrected(session, turns)
        await connected(sid)
        if session is None:
            return
        # from now on this session lives here; reading it from the database again would lose
        # what is not stored
        if session.has_first_interaction:
            session.thread_id_to_resume, session.chat_started = None, True
        if returned:
            init_ws_context(session)
            await turns.catch_up(session)

    async def stop(sid: str) -> None:
        session = WebsocketSession.get(sid)
        if session is not None:
            turns.stop(session)

    sio.on("connection_successful", handler=connection_successful)
    sio.on("stop", handler=stop)


def _corrected(session: WebsocketSession, turns: RunningTurns) -> Callable[[str, Any], Awaitable[None]]:
    """German where a chat cannot be gone on with, and no word that nothing runs while a turn does: a start
    that has ended would say so.
    """
    emit: Any = session.emit

    async def said(event: str, told: Any) -> None:
        if event == "task_end" and turns.run_in(session):
            return
        await emit(event, _NOT_OPENED if event == "resume_thread_error" else told)

    return said
