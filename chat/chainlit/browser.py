"""Which browser asks: the server gives each a signed cookie that no script reads, and nothing that a page
calls itself is worth anything without it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.requests import cookie_parser

if TYPE_CHECKING:
    from starlette.types import Message, Scope, Send

_NAME = "wbm_browser"
_AGE = 400 * 86_400  # seconds; the longest that browsers keep one
_asking: ContextVar[str] = ContextVar("browser", default="")


@contextmanager
def asked_by(browser: str) -> Iterator[None]:
    """Within it, it is this browser ("" for none) that asks for sessions."""
    before = _asking.set(browser)
    try:
        yield
    finally:
        _asking.reset(before)


@dataclass(frozen=True, slots=True)
class Browsers:
    """Gives browsers their cookie, knows its own again, and makes the ids of their sessions."""

    key: bytes

    @classmethod
    def of(cls, secret: str) -> Browsers:
        """With a key for this purpose alone, out of the server's secret."""
        return cls(hmac.digest(secret.encode(), b"wbm browsers", "sha256"))

    def known(self, cookies: str) -> str:
        """The browser that a Cookie header tells of; "" for none that this server has given its cookie."""
        browser, _, signature = cookie_parser(cookies).get(_NAME, "").partition(".")
        signed = hmac.compare_digest(signature.encode(), self._made("browser", browser).encode())
        return browser if browser and signed else ""

    def known_to(self, scope: Scope) -> str:
        """The browser that a request comes from; "" for none."""
        return self.known("; ".join(Headers(scope=scope).getlist("cookie")))

    def session_id(self, page: str) -> str:
        """The id of the session that a page of the browser which asks calls by this name; "" where no browser
        asks. Nobody can choose one, nor come by one of another browser's.
        """
        browser = _asking.get()
        if not browser:
            return ""
        made = hmac.digest(self.key, f"session {browser} {page}".encode(), hashlib.sha256)
        return str(uuid.UUID(bytes=made[:16], version=4))

    def giving(self, scope: Scope, send: Send) -> Send:
        """`send` that gives a page's browser its cookie, if it has none yet."""
        if scope["method"] != "GET" or "text/html" not in Headers(scope=scope).get("accept", ""):
            return send
        if self.known_to(scope):
            return send
        browser = secrets.token_urlsafe(32)
        value = f"{browser}.{self._made('browser', browser)}"
        cookie = f"{_NAME}={value}; Path=/; Max-Age={_AGE}; HttpOnly; SameSite=Lax"

        async def given(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"set-cookie", cookie.encode("latin-1"))]
            await send(message)

        return given

    def _made(self, what: str, browser: str) -> str:
        made = hmac.digest(self.key, f"{what} {browser}".encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(made).decode().rstrip("=")
