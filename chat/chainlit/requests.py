"""What a request to Chainlit's routes must be: its ids are ids, its session is the asker's, it comes not too
often, its route is one of ours.

Chainlit 2.12 looks a session up by whatever text is given, and asks whose it is at some routes only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.responses import JSONResponse

from chat.access.requester import owner
from chat.chainlit.browser import asked_by
from chat.chainlit.files import held
from chat.chainlit.ids import is_id
from chat.web.rates import RequestKind, SharedRates, TooOften, kind_of

if TYPE_CHECKING:
    from chainlit.session import WebsocketSession
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from chat.chainlit.browser import Browsers

# Routes of Chainlit for what this chat does not do: MCP, shared chats, elements that a page changes, other
# ways in, the API's description.
CLOSED = re.compile(
    r"/(?:mcp|project/element|project/thread/share|project/share/.*|auth/header|auth/jwt|slack/.*"
    r"|teams/.*|copilot/.*|docs|docs/.*|redoc|openapi\.json)/?"
)
_PATH_IDS = re.compile(r"/(?:project/(?:thread|file)|chats)/([^/]*)(?:/element/([^/]*))?/?")
_SESSION_KEYS = {"sessionId", "session_id"}
_IDS = _SESSION_KEYS | {
    "threadId",
    "thread_id",
    "forId",
    "for_id",
    "feedbackId",
    "element_id",
    "ask_parent_id",
    "parentId",
    "id",
    "cursor",
}
_HEADER = "x-chainlit-session-id"
_ROUTES_WITH_JSON = ("/project/", "/feedback", "/set-session-cookie", "/fall/")
_BEFORE_THE_SOCKET = "/set-session-cookie"  # the page tells its id here before it connects
_COMMENT = 2000  # letters of a comment on an answer: a page of text
_ODD = "Diese Anfrage passt nicht zu diesem Chat. Bitte die Seite neu laden."
_GONE = "Diesen Chat kennt der Server nicht mehr. Bitte die Seite neu laden."
_NOT_YOURS = "Dieser Chat gehört zu einer anderen Anmeldung. Bitte die Seite neu laden."
_NO_COOKIE = (
    "Dieser Browser hat das technisch notwendige Cookie dieses Chats nicht. Bitte Cookies für diese Adresse"
    " erlauben und die Seite neu laden."
)
_NO_PAGE = "Das gibt es hier nicht."
_LONG_COMMENT = f"Der Kommentar ist zu lang. Bitte höchstens {_COMMENT} Zeichen schreiben."
_FULL = (
    "Es liegen schon zu viele hochgeladene Dateien bereit. Bitte erst die Nachricht dazu senden oder einen"
    " neuen Chat beginnen."
)


class Refused(Exception):
    """A request that is not answered; `status` of HTTP, and what is said in German."""

    def __init__(self, status: int, said: str, wait: int = 0) -> None:
        super().__init__(said)
        self.status, self.wait = status, wait


@dataclass(frozen=True, slots=True)
class Room:
    """Bytes of uploaded files that may wait for their message: in one session, and in all of them."""

    session: int
    server: int


class ChecksRequests:
    """ASGI middleware around Chainlit's routes, inside the one that knows who asks
    (chat/access/requester.py).
    """

    def __init__(self, app: ASGIApp, rates: SharedRates, room: Room, browsers: Browsers) -> None:
        self._app, self._rates, self._room, self._browsers = app, rates, room, browsers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        browser = self._browsers.known_to(scope)
        with asked_by(browser):
            try:
                await self._count(scope)
                if scope["type"] == "http":
                    receive = await self._checked(scope, receive, browser)
                    send = self._browsers.giving(scope, send)
            except (Refused, TooOften) as error:
                await _refuse(error, scope, receive, send)
                return
            await self._app(scope, receive, send)

    async def _count(self, scope: Scope) -> None:
        kind = _kind(scope)
        if kind is not None:
            await self._rates.count(kind, owner(), address_of(scope))

    async def _checked(self, scope: Scope, receive: Receive, browser: str) -> Receive:
        """The request's body once more, if all of it is right; raises Refused."""
        path = scope["path"]
        if CLOSED.fullmatch(path):
            raise Refused(404, _NO_PAGE)
        asked = list(_asked_ids(scope))
        body: bytes | None = None
        if (
            scope["method"] not in {"GET", "HEAD"}
            and path.startswith(_ROUTES_WITH_JSON)
            and not _is_upload(path)
        ):
            body = await _whole(receive)
            given = _json(body)
            asked += _named_ids(given)
            _check_comment(given)
        pages = {value for key, value in asked if key in _SESSION_KEYS}
        if not all(is_id(value) for _, value in asked):
            raise Refused(400, _ODD)
        if pages and not browser:
            raise Refused(403, _NO_COOKIE)
        sessions = [_session_of(page) for page in pages if path.rstrip("/") != _BEFORE_THE_SOCKET]
        if _is_upload(path) and scope["method"] == "POST":
            self._check_room(sessions)
        return receive if body is None else _again(body, receive)

    def _check_room(self, sessions: list[WebsocketSession]) -> None:
        from chainlit.session import ws_sessions_id

        waiting = sum(held(session) for session in ws_sessions_id.values())
        if waiting >= self._room.server or any(held(session) >= self._room.session for session in sessions):
            raise Refused(413, _FULL)


def address_of(scope: Scope) -> str:
    """The address that a request came from; behind a proxy on this machine the one it names (uvicorn's
    proxy_headers).
    """
    return str(scope["client"][0]) if scope.get("client") else ""


def _kind(scope: Scope) -> RequestKind | None:
    if scope["path"].startswith("/ws/"):  # a first handshake; what follows on it names the socket it got
        return None if b"sid=" in scope.get("query_string", b"") else RequestKind.CONNECT
    return kind_of(scope["method"], scope["path"]) if scope["type"] == "http" else None


def _is_upload(path: str) -> bool:
    return path.rstrip("/") == "/project/file"


def _asked_ids(scope: Scope) -> Iterator[tuple[str, Any]]:
    """The ids in path, query and headers; what is named more than once is given as often."""
    if found := _PATH_IDS.fullmatch(scope["path"]):
        yield from (("id", value) for value in found.groups() if value is not None)
    if scope["path"].startswith(_ROUTES_WITH_JSON):
        query = parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
        yield from ((key, value) for key, value in query if key in _IDS)
    yield from (("session_id", value) for value in Headers(scope=scope).getlist(_HEADER))


def _named_ids(given: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The ids in a JSON body and one level below; one that is left empty is none, but for the session's."""
    levels = [given, *(value for value in given.values() if isinstance(value, Mapping))]
    named = [(key, level[key]) for level in levels for key in _IDS & level.keys()]
    return [
        (key, value if isinstance(value, str) else None)
        for key, value in named
        if key in _SESSION_KEYS or not (value is None or value == "")
    ]


def _json(body: bytes) -> Mapping[str, Any]:
    try:
        given = json.loads(body or b"{}")
    except (ValueError, RecursionError) as error:
        raise Refused(400, _ODD) from error
    if not isinstance(given, dict):
        raise Refused(400, _ODD)
    return given


def _check_comment(given: Mapping[str, Any]) -> None:
    feedback = given.get("feedback")
    if isinstance(feedback, Mapping) and len(str(feedback.get("comment") or "")) > _COMMENT:
        raise Refused(413, _LONG_COMMENT)


def _session_of(page: str) -> WebsocketSession:
    """The session that a page of the asking browser names; raises Refused unless it is the asker's."""
    from chainlit.session import WebsocketSession

    session: WebsocketSession | None = WebsocketSession.get_by_id(page)
    if session is None:
        raise Refused(404, _GONE)
    if (session.user.identifier if session.user else "") != owner():
        raise Refused(403, _NOT_YOURS)
    return session


async def _whole(receive: Receive) -> bytes:
    parts = []
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise Refused(400, _ODD)
        parts.append(bytes(message.get("body", b"")))
        if not message.get("more_body"):
            return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Receive:
    sent = False

    async def replay() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


async def _refuse(error: Refused | TooOften, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    status, wait = (429, error.seconds) if isinstance(error, TooOften) else (error.status, error.wait)
    headers = {"Retry-After": str(wait)} if wait else {}
    await JSONResponse({"detail": str(error)}, status_code=status, headers=headers | {"Connection": "close"})(
        scope, receive, send
    )
