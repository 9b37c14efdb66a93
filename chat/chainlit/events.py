"""What may come in by the socket: the events that this chat has, each with what belongs to it and nothing
else, not too often.

Chainlit 2.12 hands to its handlers whatever a client sends: a session's id that is a path, a message that
calls itself an answer and brings its own metadata, settings of any name and size, events of features that are
switched off.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from chainlit.session import WebsocketSession
from chainlit.utils import utc_now
from socketio.exceptions import ConnectionRefusedError as Refusal

from chat.chainlit.browser import asked_by
from chat.chainlit.ids import is_id
from chat.chainlit.requests import address_of
from chat.web.bodies import SOCKET
from chat.web.rates import RequestKind, SharedRates, TooOften

if TYPE_CHECKING:
    from chat.chainlit.browser import Browsers
    from chat.chainlit.sessions import SessionLimits

_log = logging.getLogger("wbm.chat")
_ODD = "Das passt nicht zu diesem Chat. Bitte die Seite neu laden."
_TOO_MANY = "Es sind zu viele Chats zugleich offen. Bitte nicht mehr gebrauchte Seiten schließen."
_FILES = 3  # of one message, as .chainlit/config.toml says to the page
# characters of what a page says of itself, of a name, of a setting; entries of a list
_AUTH, _NAME, _SETTING, _VALUES = 4_000, 200, 4_000, 100
Handler = Callable[..., Awaitable[Any]]
Check = Callable[[WebsocketSession, tuple[Any, ...]], tuple[Any, ...]]


class Odd(Exception):
    """What no page of ours sends."""


@dataclass(frozen=True, slots=True)
class Guard:
    """Puts checks before the handlers of Chainlit's socket server; `profiles`: names a page may choose."""

    sio: Any
    rates: SharedRates
    limits: SessionLimits
    browsers: Browsers
    profiles: frozenset[str]

    def install(self) -> None:
        """To be called when all handlers are there."""
        handlers: dict[str, Handler] = self.sio.handlers["/"]
        kept = {event: self._checked(handlers[event], kind, check) for event, (kind, check) in EVENTS.items()}
        kept |= {"connect": self._connect(handlers["connect"]), "disconnect": handlers["disconnect"]}
        handlers.clear()
        handlers.update(kept)
        self.sio.eio.max_http_buffer_size = SOCKET

    def _connect(self, handler: Handler) -> Handler:
        async def connect(sid: str, environ: dict[str, Any], auth: Any = None) -> Any:
            browser = self.browsers.known(str(environ.get("HTTP_COOKIE") or ""))
            if not browser or not self._is_page(auth):
                raise Refusal(_ODD)
            told = {key: auth.get(key) for key in ("sessionId", "clientType", "chatProfile", "threadId")}
            with asked_by(browser):
                answer = await handler(sid, environ, told | {"userEnv": None})
            session = WebsocketSession.get(sid)
            if (
                session is not None
                and not session.restored
                and not await self.limits.make_room(session, self._connected)
            ):
                await session.delete()
                raise Refusal(_TOO_MANY)
            return answer

        return connect

    def _connected(self, session: WebsocketSession) -> bool:
        return bool(self.sio.manager.is_connected(session.socket_id, "/"))

    def _is_page(self, auth: Any) -> bool:
        if not isinstance(auth, Mapping) or not all(
            isinstance(value, str | None) and len(value or "") <= _AUTH for value in auth.values()
        ):
            return False
        profile = unquote(auth.get("chatProfile") or "")
        return (
            is_id(auth.get("sessionId"))
            and auth.get("clientType") == "webapp"
            and _empty_or_id(auth.get("threadId"))
            and (not profile or profile in self.profiles)
        )

    def _checked(self, handler: Handler, kind: RequestKind, check: Check) -> Handler:
        async def guarded(sid: str, *data: Any) -> Any:
            session = WebsocketSession.get(sid)
            if session is None:
                return None
            try:
                await self.rates.count(
                    kind,
                    str(session.user.identifier) if session.user else session.id,
                    address_of(session.environ.get("asgi.scope") or {}),
                )
                checked = check(session, data)
            except (Odd, TooOften) as error:
                await self.sio.emit("toast", {"message": str(error), "type": "warning"}, to=sid)
                await self.sio.emit("task_end", {}, to=sid)
                return None
            return await handler(sid, *checked)

        return guarded


def _empty_or_id(value: Any) -> bool:
    return value in {None, ""} or is_id(value)


def _nothing(_session: WebsocketSession, _data: tuple[Any, ...]) -> tuple[Any, ...]:
    return ()


def _message(session: WebsocketSession, data: tuple[Any, ...]) -> tuple[Any, ...]:
    """A new message of a person: its id, its words, its files; all else is this server's to say."""
    from chainlit.chat_context import chat_contexts

    payload = data[0] if len(data) == 1 else None
    message = payload.get("message") if isinstance(payload, Mapping) else None
    files = (payload.get("fileReferences") or []) if isinstance(payload, Mapping) else []
    if (
        not isinstance(message, Mapping)
        or not isinstance(message.get("output"), str)
        or not is_id(message.get("id"))
        or message["id"][14] != "4"
    ):  # Chainlit's page makes UUIDs of version 4
        raise Odd(_ODD)
    if (
        not isinstance(files, list)
        or len(files) > _FILES
        or not all(isinstance(file, Mapping) and is_id(file.get("id")) for file in files)
    ):
        raise Odd(_ODD)
    if any(known.id == message["id"] for known in chat_contexts.get(session.id, ())):
        raise Odd(_ODD)
    name = message.get("name")
    own = {
        "id": message["id"],
        "threadId": session.thread_id,
        "name": name[:_NAME] if isinstance(name, str) else "User",
        "type": "user_message",
        "output": message["output"],
        "createdAt": utc_now(),
        "metadata": {},
    }
    return ({"message": own, "fileReferences": [{"id": file["id"]} for file in files]},)


def _settings(session: WebsocketSession, data: tuple[Any, ...]) -> tuple[Any, ...]:
    """Values of the settings that the page was shown."""
    values = data[0] if len(data) == 1 else None
    if not isinstance(values, Mapping) or not all(
        _is_value(value) for key, value in values.items() if key in session.chat_settings
    ):
        raise Odd(_ODD)
    return ({key: value for key, value in values.items() if key in session.chat_settings},)


def _is_value(value: Any) -> bool:
    if isinstance(value, list):
        return len(value) <= _VALUES and all(
            isinstance(entry, str) and len(entry) <= _NAME for entry in value
        )
    return (
        value is None
        or isinstance(value, bool | int | float)
        or (isinstance(value, str) and len(value) <= _SETTING)
    )


EVENTS: dict[str, tuple[RequestKind, Check]] = {
    "connection_successful": (RequestKind.OTHER_EVENT, _nothing),
    "clear_session": (RequestKind.OTHER_EVENT, _nothing),
    "stop": (RequestKind.OTHER_EVENT, _nothing),
    "client_message": (RequestKind.MESSAGE, _message),
    "chat_settings_change": (RequestKind.SETTINGS, _settings),
}
