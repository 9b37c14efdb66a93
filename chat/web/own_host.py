"""The chat page asks nobody but this server: what Chainlit's page names elsewhere is taken out, and a policy
forbids the rest.
"""

from __future__ import annotations

import gzip
import re
from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_FOREIGN = re.compile(r"(?<!\s)\s*+<(?:link|meta)\b[^<>]{0,1000}\b(?:href|content)=\"https?://[^<>]{0,1000}>")
_INLINE = re.compile(r"<script>([^<]*+(?:<(?!/?script>)[^<]*+)*+)</script>")
_PAGE = '<div id="root">'


def content_policy(scripts: str = "") -> str:
    """The Content-Security-Policy; `scripts`: hashes of the inline scripts that the page brings along.

    Chainlit compiles the elements in public/elements in the browser (react-runner), which needs
    'unsafe-eval'; inline scripts are therefore allowed by their hash alone, so that none slips
    in with a text.
    """
    return (
        f"default-src 'self'; script-src 'self' 'unsafe-eval'{scripts}; style-src 'self' 'unsafe-inline';"
        " img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' ws: wss:; worker-src 'self'"
        " blob:; object-src 'none'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'"
    )


class OnlyThisHost:
    """ASGI middleware around all of Chainlit."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        held: Message | None = None
        body = b""

        async def guarded(message: Message) -> None:
            nonlocal held, body
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if (
                    headers.get("content-type", "").startswith("text/html")
                    and "content-security-policy" not in headers
                ):
                    held = message
                    return
                headers.setdefault("Content-Security-Policy", content_policy())
            elif held is not None:
                body += message.get("body", b"")
                if message.get("more_body"):
                    return
                headers = MutableHeaders(scope=held)
                # Chainlit packs before this sees it; the page is small
                if headers.get("content-encoding") == "gzip":
                    body = gzip.decompress(body)
                    del headers["content-encoding"]
                page, policy = own_page(body.decode("utf-8", "replace"))
                body = page.encode()
                headers["Content-Length"], headers["Content-Security-Policy"] = str(len(body)), policy
                await send(held)
                message = {"type": "http.response.body", "body": body}
            await send(message)

        await self._app(scope, receive, guarded)


def own_page(page: str) -> tuple[str, str]:
    """(Chainlit's page in German without a foreign address, its policy); another page as it is, with a policy
    that runs no inline script.
    """
    if _PAGE not in page:
        return page, content_policy()
    page = _FOREIGN.sub("", page).replace('<html lang="en">', '<html lang="de">', 1)
    hashes = (b64encode(sha256(script.encode()).digest()).decode() for script in _INLINE.findall(page))
    return page, content_policy("".join(f" 'sha256-{digest}'" for digest in hashes))
