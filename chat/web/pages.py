"""Pages beside the chat: sources (editors), the latest evaluation (evaluators), privacy (everybody), stored
texts of one's own chats.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from chains.answer import german_date
from chat.access.requester import owner, requester_role
from chat.access.roles import Role
from chat.history.data_layer import ChatHistory
from knowledge.editorial.sources import load_sources
from knowledge.errors import StorageUnreachable, WbmError
from knowledge.store.library import Library

if TYPE_CHECKING:
    from settings import Settings

_TEMPLATES = Path(__file__).parent / "templates"
# a page that holds all it needs may ask nobody for anything; the report brings its own scripts along
_INLINE_ONLY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src {script}; img-src data:; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'none'"
)


class Pages:
    """The pages as routes; where nobody signs in, whoever sits at this machine may see all of them."""

    def __init__(
        self,
        settings: Settings,
        history: ChatHistory,
        *,
        sign_in: bool,
        latest_report: Callable[[], Path | None],
        remote_model: Callable[[], str],
    ) -> None:
        """`latest_report`: the newest evaluation's HTML file; `remote_model`: what a model outside this
        machine is called, "" if there is none.
        """
        self._settings, self._history, self._sign_in = settings, history, sign_in
        self._latest_report, self._remote_model = latest_report, remote_model
        self._templates = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=select_autoescape(["html", "j2"]),
            trim_blocks=True,
        )

    def routes(self) -> list[Route]:
        """To be put before Chainlit's own, whose last one answers everything."""
        return [
            Route("/quellen", self.sources),
            Route("/bericht", self.report),
            Route("/datenschutz", self.privacy),
            Route("/chats/{thread_id}/element/{element_id}", self.element),
        ]

    async def sources(self, request: Request) -> Response:  # noqa: ARG002 - Starlette's signature
        """What is indexed, how old it is, what is missing."""
        if refused := self._refuse(Role.EDITOR):
            return refused
        try:
            return self._page("quellen.html.j2", **await asyncio.to_thread(self._sources))
        except WbmError as error:
            return PlainTextResponse(str(error), status_code=503)

    async def report(self, request: Request) -> Response:  # noqa: ARG002
        """The report of the latest evaluation."""
        if refused := self._refuse(Role.EVALUATOR):
            return refused
        path = await asyncio.to_thread(self._latest_report)
        if path is None or not path.is_file():
            return PlainTextResponse(
                "Es gibt noch keinen Bericht. `wbm eval run starter` misst und schreibt einen.",
                status_code=404,
            )
        headers = {
            "Content-Security-Policy": _INLINE_ONLY.format(script="'unsafe-inline'"),
            "Cache-Control": "no-store",
        }
        return FileResponse(path, media_type="text/html; charset=utf-8", headers=headers)

    async def privacy(self, request: Request) -> Response:  # noqa: ARG002
        """What happens to what people type."""
        return self._page(
            "datenschutz.html.j2",
            remote=self._remote_model(),
            sign_in=self._sign_in,
            days=self._settings.chats_days,
        )

    async def element(self, request: Request) -> Response:
        """A stored text out of a chat of the person who asks; for all others it is not there."""
        who = owner()
        try:
            found = (
                await self._history.store.element_row(
                    who, request.path_params["thread_id"], request.path_params["element_id"]
                )
                if who
                else None
            )
        except StorageUnreachable as error:
            return PlainTextResponse(str(error), status_code=503)
        if found is None:
            return PlainTextResponse("Das gibt es hier nicht.", status_code=404)
        return PlainTextResponse(
            found[1], headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"}
        )

    def _refuse(self, role: Role) -> Response | None:
        if not self._sign_in or requester_role() is role:
            return None
        if requester_role() is None:
            return PlainTextResponse(
                "Bitte zuerst im Chat anmelden, dann diese Seite noch einmal öffnen.", status_code=401
            )
        return PlainTextResponse(
            f"Diese Seite ist für die Rolle „{role.value}“. `wbm users role NAME {role.value}` vergibt sie.",
            status_code=403,
        )

    def _page(self, template: str, **values: Any) -> HTMLResponse:
        page = self._templates.get_template(template).render(**values)
        return HTMLResponse(
            page,
            headers={
                "Content-Security-Policy": _INLINE_ONLY.format(script="'none'"),
                "Cache-Control": "no-store",
            },
        )

    def _sources(self) -> dict[str, Any]:
        config = self._settings
        listed = load_sources(config.sources)
        if not config.library.exists():
            return {"rows": [], "generation": 0, "embedding": config.embedding, "missing": listed}
        with Library(config.library, read_only=True) as library:
            heads = library.heads()
            generation, embedding = library.generation, library.embedding
        rows = [
            {
                "title": head.title,
                "kind": head.kind,
                "source": source,
                "stand": german_date(head.stand),
                "max_age_days": head.max_age_days,
                "too_old": head.is_out_of_date(date.today()),
                "synced": f"{datetime.fromisoformat(synced):%d.%m.%Y %H:%M}",
                "chunks": chunks,
                "licence": head.licence,
                "url": head.url if head.url.startswith(("https://", "http://")) else "",
            }
            for head, source, synced, chunks in heads
        ]
        there = {source for _, source, _, _ in heads}
        return {
            "rows": rows,
            "generation": generation,
            "embedding": embedding,
            "missing": [s for s in listed if s.id not in there],
        }
