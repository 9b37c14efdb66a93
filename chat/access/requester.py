"""Who makes the present HTTP request: Chainlit asks its data layer for some things without
saying for whom.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse

from chat.access.tokens import Credentials

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from chat.access.roles import Role
    from chat.access.sessions import Person
    from chat.access.sign_in import SignIn

_requester: ContextVar[Person | None] = ContextVar("requester", default=None)
_address: ContextVar[str] = ContextVar("address", default="")
_HERE = {"localhost", "127.0.0.1", "::1"}
_NOT_FROM_HERE = (
    "Dieser Chat läuft ohne Anmeldung und antwortet deshalb nur auf diesem Rechner. Für andere Adressen oder"
    " einen vorgeschalteten Server bitte WBM_SIGN_IN=1 setzen."
)


def owner() -> str:
    """Id of the signed-in person whose chat or request this is; "" where nobody is signed in."""
    from chainlit.context import ChainlitContextException, context

    try:
        user: Any = context.session.user
    except (ChainlitContextException, AttributeError):
        user = None
    if user:
        return str(user.identifier)
    return person.id if (person := _requester.get()) else ""


def requester_role() -> Role | None:
    """The role of who makes the present HTTP request; None for nobody signed in."""
    return person.role if (person := _requester.get()) else None


def requester_address() -> str:
    """Where the present request comes from, as the server knows it.

    Behind a proxy that is the address which uvicorn takes from X-Forwarded-For, and it takes
    that from the proxies in FORWARDED_ALLOW_IPS alone (127.0.0.1 if nothing is set); anybody else's header is
    never looked at.
    """
    return _address.get()


class KnowsRequester:
    """ASGI middleware: keeps the signed-in person of each request where `owner` finds them.

    A token whose session has ended, or that never had one, does not reach Chainlit: for it
    nobody is signed in.
    """

    def __init__(self, app: ASGIApp, sign_in: SignIn) -> None:
        self._app, self._sign_in = app, sign_in

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        brought = Credentials(scope)
        by_cookie, by_bearer = [
            await self._sign_in.person(token) if token and brought.needed else None
            for token in (brought.cookie, brought.bearer)
        ]
        known = _requester.set(by_cookie or by_bearer)
        client = scope.get("client")
        here = _address.set(str(client[0]) if client else "")
        try:
            await self._app(
                brought.scope(cookie=by_cookie is not None, bearer=by_bearer is not None), receive, send
            )
        finally:
            _requester.reset(known)
            _address.reset(here)


class OnlyFromHere:
    """ASGI middleware where nobody signs in: answers this machine's own names only.

    A server put before the chat would otherwise open it to everybody, and so would a foreign
    page by DNS rebinding.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] in {"http", "websocket"}:
            headers = Headers(scope=scope)
            host = (
                headers.get("host", "").rsplit(":", 1)[0].strip("[]")
                if not headers.get("host", "").endswith("]")
                else headers["host"].strip("[]")
            )
            if host.lower() not in _HERE or "x-forwarded-for" in headers or "forwarded" in headers:
                if scope["type"] == "http":
                    await PlainTextResponse(_NOT_FROM_HERE, status_code=403)(scope, receive, send)
                else:
                    await send({"type": "websocket.close", "code": 1008})
                return
        await self._app(scope, receive, send)
