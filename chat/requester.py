"""Who makes the present HTTP request: Chainlit asks its data layer for some things without saying for whom."""

from __future__ import annotations

from contextvars import ContextVar
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from chat.roles import Role
    from chat.sign_in import SignIn

_requester: ContextVar[tuple[str, Role | None]] = ContextVar("requester", default=("", None))
_HERE = {"localhost", "127.0.0.1", "::1"}
_NOT_FROM_HERE = (
    "Dieser Chat läuft ohne Anmeldung und antwortet deshalb nur auf diesem Rechner. Für andere Adressen oder einen vorgeschalteten Server bitte WBM_SIGN_IN=1 setzen."
)


def owner() -> str:
    """Identifier of the signed-in person whose chat or request this is; "" where nobody is signed in."""
    from chainlit.context import ChainlitContextException, context

    try:
        user: Any = context.session.user
    except (ChainlitContextException, AttributeError):
        return _requester.get()[0]
    return str(user.identifier) if user else _requester.get()[0]


def requester_role() -> Role | None:
    """The role of who makes the present HTTP request; None for nobody signed in."""
    return _requester.get()[1]


class KnowsRequester:
    """ASGI middleware: keeps the signed-in person of each request where `owner` finds them.

    Who has a valid session but no account any more is treated as signed out: the cookies do not reach Chainlit.
    """

    def __init__(self, app: ASGIApp, sign_in: SignIn) -> None:
        self._app, self._sign_in = app, sign_in

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        user = _signed_in(Headers(scope=scope))
        role = await self._sign_in.role(user) if user else None
        if user and role is None:
            scope = {**scope, "headers": [(key, value) for key, value in scope["headers"] if key.lower() not in {b"cookie", b"authorization"}]}
        token = _requester.set((str(user.identifier), role) if role else ("", None))
        try:
            await self._app(scope, receive, send)
        finally:
            _requester.reset(token)


class OnlyFromHere:
    """ASGI middleware where nobody signs in: answers this machine's own names only.

    A server put before the chat would otherwise open it to everybody, and so would a foreign page by DNS rebinding.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] in {"http", "websocket"}:
            headers = Headers(scope=scope)
            host = headers.get("host", "").rsplit(":", 1)[0].strip("[]") if not headers.get("host", "").endswith("]") else headers["host"].strip("[]")
            if host.lower() not in _HERE or "x-forwarded-for" in headers or "forwarded" in headers:
                if scope["type"] == "http":
                    await PlainTextResponse(_NOT_FROM_HERE, status_code=403)(scope, receive, send)
                else:
                    await send({"type": "websocket.close", "code": 1008})
                return
        await self._app(scope, receive, send)


def _signed_in(headers: Headers) -> Any:
    """The person (chainlit.User) whose valid session cookie comes with a request; None without one."""
    import jwt
    from chainlit.auth import get_token_from_cookies
    from chainlit.auth.jwt import decode_jwt, get_jwt_secret

    try:
        cookies = {key: morsel.value for key, morsel in SimpleCookie(headers.get("cookie", "")).items()}
    except CookieError:
        cookies = {}
    scheme, _, bearer = headers.get("authorization", "").partition(" ")
    token = get_token_from_cookies(cookies) or (bearer if scheme.lower() == "bearer" else "")
    if not token or not get_jwt_secret():
        return None
    try:
        return decode_jwt(token)
    except (jwt.InvalidTokenError, TypeError, ValueError):
        return None
