"""The laws of the list, fetched in the background: a job like those of the page of the sources, begun when
the server runs, and GET /gesetze/stand for the chat's page, which says how far it is.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from chat.access.requester import requester_role
from chat.access.roles import Role
from chat.web.sources.jobs import JobEnd, JobRunning, StepFailed
from knowledge.editorial.due_laws import due_laws
from knowledge.editorial.sources import load_sources
from knowledge.errors import WbmError

if TYPE_CHECKING:
    from starlette.requests import Request

    from chat.web.sources.jobs import Run, SourceJobs
    from settings import Settings

_log = logging.getLogger("wbm.chat")
_TITLE = "Die Gesetze werden geholt"
_FETCHED = "Die Gesetze werden geholt: {done} von {total}. Bis dahin antworte ich aus dem, was schon da ist."
_MADE_READY = "Die Gesetze sind geholt und werden für die Suche vorbereitet."
_THERE = "Die Gesetze sind da. Geantwortet wird jetzt auch aus ihnen."
_NOT_ALL = "Die Gesetze wurden nicht zu Ende geholt. Der nächste Start versucht es wieder."


class LawsInBackground:
    """Fetches what is due, once a server's life; whatever goes wrong is said once and stops nothing."""

    def __init__(self, settings: Settings, jobs: SourceJobs, *, sign_in: bool) -> None:
        self._settings, self._jobs, self._sign_in = settings, jobs, sign_in
        self._number = 0  # of our job
        self._task: asyncio.Task[None] | None = None

    def routes(self) -> list[Route]:
        """To be put before Chainlit's own, whose last one answers everything."""
        return [Route("/gesetze/stand", self.state)]

    def begin(self) -> None:
        """Begin, where it is wished for; to be called in the server's event loop."""
        if self._settings.fetch_laws and not self._settings.local_only:
            self._task = asyncio.get_running_loop().create_task(self._begin())

    async def _begin(self) -> None:
        try:
            due = await asyncio.to_thread(self._due)
            if due:
                self._number = self._jobs.start(_TITLE, self._fetch).number
        except JobRunning:
            _log.info("the laws are not fetched now: an editor is reading something")
        except WbmError as error:
            _log.warning("%s", error)

    def _due(self) -> bool:
        return bool(due_laws(self._settings, load_sources(self._settings.sources)))

    async def _fetch(self, run: Run) -> JobEnd:
        try:
            await run("reading", "laws")
        except StepFailed as error:
            more = f" (und {len(error.reasons) - 1} weitere)" if error.reasons[1:] else ""
            _log.warning("%s%s", error.reasons[0] if error.reasons else _NOT_ALL, more)
            raise
        return JobEnd(ok=True, text=_THERE)

    async def state(self, request: Request) -> Response:  # noqa: ARG002 - Starlette's signature
        """Whether they are being fetched, and a sentence about it for the page; "" where there is none."""
        running, said = self._said()
        return JSONResponse({"running": running, "said": said}, headers={"Cache-Control": "no-store"})

    def _said(self) -> tuple[bool, str]:
        state = self._jobs.state()
        if not self._number or state.number != self._number:
            return False, ""
        if state.running:
            if state.phase in {"embedding", "indexing"}:
                return True, _MADE_READY
            return True, _FETCHED.format(done=state.done, total=state.total) if state.total else ""
        end = state.outcome
        if end is None or end.ok:
            return False, end.text if end else ""
        # what is to be done is for whoever keeps this server
        keeper = not self._sign_in or requester_role() is Role.EDITOR
        return False, (end.reasons or (end.text,))[0] if keeper else ""
