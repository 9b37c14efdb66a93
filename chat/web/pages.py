"""Pages beside the chat: the latest evaluation (evaluators), privacy (everybody), stored
texts of one's own chats.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from chat.access.requester import owner
from chat.access.roles import Role
from chat.history.data_layer import ChatHistory
from chat.web.page import INLINE_ONLY, refusal, rendered
from knowledge.errors import StorageUnreachable

if TYPE_CHECKING:
    from settings import Settings


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

    def routes(self) -> list[Route]:
        """To be put before Chainlit's own, whose last one answers everything."""
        return [
            Route("/bericht", self.report),
            Route("/datenschutz", self.privacy),
            Route("/chats/{thread_id}/element/{element_id}", self.element),
        ]

    async def report(self, request: Request) -> Response:  # noqa: ARG002
        """The report of the latest evaluation."""
        if no := refusal(Role.EVALUATOR, sign_in=self._sign_in):
            return no
        path = await asyncio.to_thread(self._latest_report)
        if path is None or not path.is_file():
            return PlainTextResponse(
                "Es gibt noch keinen Bericht. `wbm eval run starter` misst und schreibt einen.",
                status_code=404,
            )
        headers = {
            "Content-Security-Policy": INLINE_ONLY.format(script="'unsafe-inline'"),
            "Cache-Control": "no-store",
        }
        return FileResponse(path, media_type="text/html; charset=utf-8", headers=headers)

    async def privacy(self, request: Request) -> Response:  # noqa: ARG002
        """What happens to what people type."""
        return rendered(
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
