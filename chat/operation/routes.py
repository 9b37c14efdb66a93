"""/healthz, /readyz and /metrics: for those who run the server and their programs, so before sign-in and
limits, and without a word of what people wrote.
"""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, PlainTextResponse, Response

from chat.operation.metrics import CONTENT_TYPE
from knowledge.errors import SettingsError

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from chat.operation.metrics import Metrics
    from chat.operation.readiness import Readiness
    from settings import Settings

HEALTH, READY, METRICS = "/healthz", "/readyz", "/metrics"
_FRESH = {"Cache-Control": "no-store"}
_THROUGH_A_PROXY = ("x-forwarded-for", "forwarded", "x-real-ip")
_NOT_FOR_YOU = (
    "Die Messwerte gibt es nur für die Adressen in WBM_METRICS_HOSTS oder mit dem Schlüssel in"
    " WBM_METRICS_TOKEN."
)


@dataclass(frozen=True, slots=True)
class MayMeasure:
    """Who may fetch the figures: nobody where they are off."""

    on: bool
    hosts: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]
    token: str

    @classmethod
    def of(cls, settings: Settings) -> MayMeasure:
        """As it is set. Raises SettingsError: an address is none."""
        try:
            hosts = tuple(
                ipaddress.ip_network(part.strip(), strict=False)
                for part in settings.metrics_hosts.split(",")
                if part.strip()
            )
        except ValueError as error:
            raise SettingsError(
                f"WBM_METRICS_HOSTS: {error}. Bitte Adressen oder Netze schreiben, zum Beispiel"
                " 127.0.0.1,10.0.0.0/8."
            ) from error
        return cls(settings.metrics, hosts, settings.metrics_token.get_secret_value())

    def admits(self, scope: Scope) -> bool:
        """By the token, or by the address of who comes directly: behind a proxy anybody seems near."""
        headers = Headers(scope=scope)
        scheme, _, said = headers.get("authorization", "").partition(" ")
        if self.token and scheme.lower() == "bearer":
            return hmac.compare_digest(said.strip().encode(), self.token.encode())
        if any(name in headers for name in _THROUGH_A_PROXY) or not scope.get("client"):
            return False
        try:
            address = ipaddress.ip_address(scope["client"][0])
        except ValueError:
            return False
        address = getattr(address, "ipv4_mapped", None) or address
        return any(address in network for network in self.hosts)


class AnswersOperators:
    """ASGI middleware around sign-in and limits."""

    def __init__(self, app: ASGIApp, readiness: Readiness, metrics: Metrics, may: MayMeasure) -> None:
        self._app, self._readiness, self._metrics, self._may = app, readiness, metrics, may

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] != "http" or scope["path"] not in {HEALTH, READY, METRICS}:
            await self._app(scope, receive, send)
        elif scope["method"] not in {"GET", "HEAD"}:
            await PlainTextResponse("Hier wird nur gelesen.", 405, {"Allow": "GET, HEAD"})(
                scope, receive, send
            )
        else:
            await (await self._answer(scope))(scope, receive, send)

    async def _answer(self, scope: Scope) -> Response:
        if scope["path"] == HEALTH:
            return PlainTextResponse("Der Server läuft.", headers=_FRESH)
        if scope["path"] == READY:
            lacks = await self._readiness.lacks()
            said = {"bereit": not lacks, "fehlt": [str(lack) for lack in lacks]}
            return JSONResponse(said, 503 if lacks else 200, _FRESH)
        if not self._may.on:
            return PlainTextResponse("Das gibt es hier nicht.", 404)
        if not self._may.admits(scope):
            return PlainTextResponse(_NOT_FOR_YOU, 403, _FRESH)
        figures = await asyncio.to_thread(self._metrics.text)
        return Response(figures, headers=_FRESH, media_type=CONTENT_TYPE)
