"""How large a request may be: counted while it comes in, by its route, before anything reads it; and how long
it may take.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# bytes; the largest that Chainlit's page sends to a usual route is a button's payload of a few kilobytes
SMALL = 64_000
FEEDBACK = 16_000  # bytes: a comment of 2,000 letters, each up to 6 bytes in JSON
SOCKET = 600_000  # bytes of one message by the socket: a long text typed or pasted
UPLOAD, POLLING = "/project/file", "/ws/"
SOURCE_FILE = "/quellen/datei"  # the file itself is the body
_ENVELOPE = 16_000  # bytes of a form around a file
_PAUSE = 20.0  # seconds without a byte of a request that is not whole; slower is no line, but an attack
_TOO_LARGE = "Diese Anfrage ist zu groß (höchstens {limit}). Bitte weniger auf einmal senden."
_TOO_SLOW = "Diese Anfrage kam nicht vollständig an. Bitte noch einmal versuchen."


@dataclass(frozen=True, slots=True)
class BodyLimits:
    """Bytes by the beginning of a path; `upload` is for a person's own document, `source` for an editor's."""

    upload: int
    source: int

    def of(self, path: str) -> int:
        """Bytes that a request to this path may have."""
        if path.rstrip("/") == UPLOAD:
            return self.upload + _ENVELOPE
        if path.rstrip("/") == SOURCE_FILE:
            return self.source
        if path.startswith(POLLING):
            return SOCKET
        return FEEDBACK if path.rstrip("/") == "/feedback" else SMALL


class LimitsBodies:
    """ASGI middleware: answers 413 to a request that says it is too large, or becomes it, and 408 to one that
    does not end.
    """

    def __init__(self, app: ASGIApp, limits: BodyLimits, pause: float = _PAUSE) -> None:
        self._app, self._limits, self._pause = app, limits, pause

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._limits.of(scope["path"])
        said = Headers(scope=scope).get("content-length", "0")
        body = _Body(
            limit,
            self._pause,
            receive,
            send,
            _whole=said == "0" and "transfer-encoding" not in Headers(scope=scope),
        )
        if not said.isdecimal() or int(said) > limit:
            body.failure = 413
        else:
            try:
                await self._app(scope, body.receive, body.send)
            except Exception:
                if not body.failure:
                    raise
        if body.failure and not body.answered:
            await _refusal(body.failure, limit)(scope, receive, send)


@dataclass(slots=True)
class _Body:
    """One request as it comes in; once it has failed, whatever the app answers is not sent."""

    limit: int
    pause: float
    _receive: Receive
    _send: Send
    failure: int = 0  # HTTP's status
    answered: bool = False
    _read: int = 0
    _whole: bool = field(default=False)

    async def receive(self) -> Message:
        """The next part; "disconnected" for one too many."""
        if self._whole or self.failure:
            return {"type": "http.disconnect"} if self.failure else await self._receive()
        try:
            message = await asyncio.wait_for(self._receive(), self.pause)
        except TimeoutError:
            self.failure = 408
            return {"type": "http.disconnect"}
        if message["type"] == "http.request":
            self._read += len(message.get("body", b""))
            self._whole = not message.get("more_body")
            if self._read > self.limit:
                self.failure = 413
                return {"type": "http.disconnect"}
        return message

    async def send(self, message: Message) -> None:
        """Pass on what the app answers; where it does not wait for the body, the line is closed, so that no
        one goes on sending.
        """
        if not self.failure or self.answered:
            self.answered = True
            if message["type"] == "http.response.start" and not self._whole:
                MutableHeaders(scope=message)["Connection"] = "close"
            await self._send(message)


def _refusal(status: int, limit: int) -> JSONResponse:
    size = f"{limit // 1_000_000} MB" if limit >= 1_000_000 else f"{limit // 1000} KB"  # noqa: PLR2004 - units
    said = _TOO_LARGE.format(limit=size) if status == 413 else _TOO_SLOW  # noqa: PLR2004 - HTTP's status
    return JSONResponse({"detail": said}, status_code=status, headers={"Connection": "close"})
