"""Who makes the present HTTP request: Chainlit asks its data layer for some things without saying for whom."""

from __future__ import annotations

from contextvars import ContextVar
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any

from starlette.datastructures import Headers

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_requester: ContextVar[str] = ContextVar("requester", default="")


def owner() -> str:
    """Identifier of the signed-in person whose chat or request this is; "" where nobody is signed in."""
    from chainlit.context import ChainlitContextException, context

    try:
        user: Any = context.session.user
    except ChainlitContextException:
        return _requester.get()
    return str(user.identifier) if user else _requester.get()


def signed_in(headers: Headers) -> Any:
    """The person (chainlit.User) whose valid session cookie comes with a request; None without one."""
    import jwt
    from chainlit.auth import get_token_from_cookies
    from chainlit.auth.jwt import decode_jwt, get_jwt_secret

    try:
        cookies = {key: morsel.value for key, morsel in SimpleCookie(headers.get("cookie", "")).items()}
    except CookieError:
        return None
    token = get_token_from_cookies(cookies)
    if not token or not get_jwt_secret():
        return None
    try:
        return decode_jwt(token)
    except (jwt.InvalidTokenError, TypeError, ValueError):
        return None


class KnowsRequester:
    """ASGI middleware: keeps the signed-in person of each HTTP request where `owner` finds them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        user = signed_in(Headers(scope=scope))
        token = _requester.set(str(user.identifier) if user else "")
        try:
            await self._app(scope, receive, send)
        finally:
            _requester.reset(token)
