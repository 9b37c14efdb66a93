"""Open sockets whose session has ended: their next event is refused, and within seconds the
page is told and cut off.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from typing import TYPE_CHECKING, Any

from chat.access.tokens import session_of
from chat.database.connection import now
from knowledge.errors import WbmError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from chainlit.session import WebsocketSession

    from chat.access.sign_in import SignIn

_log = logging.getLogger("wbm.chat")
ENDED = (
    "Ihre Anmeldung ist beendet: Sie haben sich abgemeldet, das Passwort oder die Rolle wurde geändert, der"
    " Zugang entfernt oder die Zeit ist abgelaufen. [Neu anmelden](/login)"
)
_EVERY = 2.0  # seconds between two looks at all open sockets, one query for 500 of them


class SocketWatch:
    """Checks the sessions of sockets against the database."""

    def __init__(self, sign_in: SignIn) -> None:
        self._sign_in = sign_in

    def install(self, sio: Any) -> None:
        """Put a check before every handler of Chainlit's socket server (chainlit.server.sio).

        A socket that connects has been checked with its request (chat/access/requester.py); one that leaves
        may always do so.
        """
        handlers: dict[str, Callable[..., Awaitable[Any]]] = sio.handlers["/"]
        for name, handler in list(handlers.items()):
            if name == "connect":
                handlers[name] = _with_present_token(handler)
            elif name != "disconnect":
                handlers[name] = self._checked(sio, handler)

    def _checked(self, sio: Any, handler: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def checked(sid: str, *told: Any) -> Any:
            from chainlit.session import WebsocketSession

            session = WebsocketSession.get(sid)
            if session is not None and await self._sign_in.person(session.token) is None:
                await _cut_off(sio, session)
                return None
            return await handler(sid, *told)

        return checked

    async def run(self) -> None:
        """Look at all open sockets, again and again."""
        from chainlit.server import sio

        while True:
            await asyncio.sleep(_EVERY)
            try:
                await self._sign_in.sessions.save_ends()
                for session in await self._ended():
                    await _cut_off(sio, session)
            except WbmError:
                _log.warning("open pages are not checked now: the chats database is away")
            except Exception:  # noqa: BLE001 - the next look may succeed
                _log.exception("open pages were not checked")

    async def _ended(self) -> list[WebsocketSession]:
        from chainlit.server import sio
        from chainlit.session import ws_sessions_sid

        open_now = [
            (session, session_of(session.token))
            for sid, session in list(ws_sessions_sid.items())
            if sio.manager.is_connected(sid, "/")
        ]
        in_force = await self._sign_in.sessions.people(named for _, named in open_now if named)
        return [session for session, named in open_now if named not in in_force]


def _with_present_token(connect: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """Chainlit's `connect`, after which a session that is taken up again has the token that it
    was taken up with.
    """

    async def connected(sid: str, environ: dict[str, Any], *told: Any) -> Any:
        from chainlit.session import WebsocketSession
        from chainlit.socket import _get_token

        answer = await connect(sid, environ, *told)
        if (session := WebsocketSession.get(sid)) is not None:
            session.token = _get_token(environ)
        return answer

    return connected


async def _cut_off(sio: Any, session: WebsocketSession) -> None:
    """Say why in the chat, without keeping it there, and close the socket."""
    message = {
        "id": str(uuid.uuid4()),
        "threadId": session.thread_id,
        "name": "Assistent",
        "type": "assistant_message",
        "output": ENDED,
        "input": "",
        "createdAt": now(),
        "metadata": {},
        "streaming": False,
        "isError": True,
    }
    sid = session.socket_id
    await sio.emit("new_message", message, to=sid)
    await sio.emit("task_end", to=sid)
    await sio.disconnect(sid)
