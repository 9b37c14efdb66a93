"""Who may change anything here and open the chat's socket: pages that this server gave out, whether people
sign in or not.

A browser says where a request comes from (Origin; Sec-Fetch-Site, W3C Fetch Metadata; Referer). One of them
must name this server. A page elsewhere cannot forge them, and cookies alone prove nothing: they come along
from every page of the same site, another port of this machine included.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from settings import Settings

_SAFE = {"GET", "HEAD", "OPTIONS"}
_SOCKET = "/ws/"
_PORTS = {"http": 80, "https": 443}
# this provider answers with a form of its own page
_FORM_POST = {"/auth/oauth/azure-ad-hybrid/callback": "https://login.microsoftonline.com"}
_FOREIGN = (
    "Diese Anfrage kommt nicht von einer Seite dieses Servers. Bitte den Chat unter seiner eigenen Adresse"
    " öffnen (hinter einem Proxy: WBM_PUBLIC_ADDRESS setzen)."
)
Place = tuple[str, str, int]  # scheme, host, port


@dataclass(frozen=True, slots=True)
class Origins:
    """The places that pages of this server come from; without a public address, the one that a
    request was sent to.
    """

    public: Place | None
    more: frozenset[Place]

    @classmethod
    def of(cls, settings: Settings) -> Origins:
        """As they are set."""
        more = (place_of(entry.strip()) for entry in settings.origins.split(","))
        return cls(place_of(settings.public_address), frozenset(place for place in more if place))

    def has(self, origin: str, scope: Scope) -> bool:
        """Whether this Origin (or address of a page) is one of them."""
        place = place_of(origin)
        if place is None:
            return False
        return place in self.more or (place == self.public if self.public else _asked(place, scope))


class OnlyOwnPages:
    """ASGI middleware: refuses a change (POST, PUT, PATCH, DELETE …) and the socket, handshake and polling,
    to pages of other places.
    """

    def __init__(self, app: ASGIApp, origins: Origins) -> None:
        self._app, self._origins = app, origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        guarded = scope["type"] == "websocket" or (
            scope["type"] == "http" and (scope["method"] not in _SAFE or scope["path"].startswith(_SOCKET))
        )
        if not guarded or self._own(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await JSONResponse({"detail": _FOREIGN}, status_code=403)(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    def _own(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        said = headers.getlist("origin")
        if said:
            asked_by_form = scope["type"] == "http" and said == [_FORM_POST.get(scope["path"])]
            return asked_by_form or (len(said) == 1 and self._origins.has(said[0], scope))
        if scope["type"] == "websocket":  # every browser says it there (RFC 6455 § 4.1)
            return False
        if site := headers.get("sec-fetch-site"):
            return site == "same-origin"
        return self._origins.has(headers.get("referer", ""), scope)


def place_of(address: str) -> Place | None:
    """Scheme, host and port of an address; None for "null", an odd one, or none."""
    try:
        parts = urlsplit(address)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        return None
    return (
        (parts.scheme, parts.hostname, port)
        if parts.scheme in _PORTS and parts.hostname and "@" not in parts.netloc
        else None
    )


def _asked(place: Place, scope: Scope) -> bool:
    """Whether it is the place that the request was sent to (Host); a page by http is none of a
    server by https.
    """
    scheme, host, port = place
    secure = scope.get("scheme") in {"https", "wss"}
    asked = place_of(f"{scheme}://{Headers(scope=scope).get('host', '')}")
    return asked == (scheme, host, port) and (scheme == "https" or not secure)
