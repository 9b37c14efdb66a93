"""What every response says to the browser, and that the address people use is https where it is
said to be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SECURE = {"http": "https", "ws": "wss"}
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # own pages still say where they are, which the check of the origin may need
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class SaysHowToTreatIt:
    """ASGI middleware around all: safe headers; with a public address by https, the request counts as one, so
    that cookies are Secure.
    """

    def __init__(self, app: ASGIApp, public_address: str) -> None:
        self._app, self._https = app, public_address.startswith("https://")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        if self._https:
            scope = {**scope, "scheme": _SECURE.get(scope.get("scheme", ""), scope.get("scheme", "https"))}

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                if self._https:
                    headers.setdefault("Strict-Transport-Security", "max-age=31536000")
            await send(message)

        await self._app(scope, receive, told)
