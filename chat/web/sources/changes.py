"""POST /quellen/…: what an editor does on the page of the sources, and GET /quellen/stand: how far it is.

From which page, how often and how much is checked before they come here (chat/web, chat/chainlit).
"""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from chat.access.roles import Role
from chat.web.page import refusal
from chat.web.sources.adding import take_in
from chat.web.sources.jobs import JobRunning, JobState, SourceJobs
from chat.web.sources.work import SourceWork
from knowledge.editorial.added import added_folder
from knowledge.errors import WbmError
from knowledge.store.switches import SwitchScope

if TYPE_CHECKING:
    from starlette.requests import Request

    from chat.web.sources.jobs import Work
    from settings import Settings

_TITLE = 80  # letters of an address
_ODD = "Diese Anfrage passt nicht zu dieser Seite. Bitte die Seite neu laden."
_NOT_KEPT = {"Cache-Control": "no-store"}


class SourceChanges:
    """The routes, for editors alone."""

    def __init__(self, settings: Settings, jobs: SourceJobs, *, sign_in: bool) -> None:
        self._settings, self._sign_in = settings, sign_in
        self._work = SourceWork(settings)
        self._jobs = jobs

    def routes(self) -> list[Route]:
        """To be put before Chainlit's own, whose last one answers everything."""
        return [Route("/quellen/stand", self.state), Route("/quellen/{what}", self.change, methods=["POST"])]

    async def state(self, request: Request) -> Response:  # noqa: ARG002 - Starlette's signature
        """How far the present job is, or how the last one ended."""
        if no := refusal(Role.EDITOR, sign_in=self._sign_in):
            return no
        return JSONResponse(self._jobs.state().json(), headers=_NOT_KEPT)

    async def change(self, request: Request) -> Response:
        """Begin a job, or break one off; what cannot be done is said in German."""
        if no := refusal(Role.EDITOR, sign_in=self._sign_in):
            return JSONResponse({"detail": bytes(no.body).decode()}, status_code=no.status_code)
        try:
            what = str(request.path_params["what"])
            begun = await (self._file(request) if what == "datei" else self._asked(what, request))
        except JobRunning as error:
            return JSONResponse({"detail": str(error)}, status_code=409)
        except WbmError as error:
            return JSONResponse({"detail": str(error)}, status_code=400)
        if begun is None:
            return JSONResponse({"detail": _ODD}, status_code=404)
        return JSONResponse(begun.json(), status_code=202, headers=_NOT_KEPT)

    async def _file(self, request: Request) -> JobState:
        self._jobs.require_idle()
        file = await take_in(self._settings, request.query_params.get("name", ""), request.stream())
        try:
            work = self._work.add_file(file, request.query_params.get("region", ""))
            return self._jobs.start(f"„{file.said}“ wird aufgenommen", work)
        except JobRunning:
            file.drop()
            raise

    async def _asked(self, what: str, request: Request) -> JobState | None:
        data = _object(await request.body())
        if what == "abbrechen":
            self._jobs.stop()
            return self._jobs.state()
        self._jobs.require_idle()
        prepared = await asyncio.to_thread(self._prepared, what, data)
        return self._jobs.start(*prepared) if prepared else None

    def _prepared(self, what: str, data: dict[str, Any]) -> tuple[str, Work] | None:
        """Title and work of what is asked; None for nothing that is known."""
        name = _text(data, "id")
        match what:
            case "adresse":
                address = _text(data, "address")
                work = self._work.add_address(address, _text(data, "region"))
                return f"„{address[:_TITLE]}“ wird aufgenommen", work
            case "lesen":
                return f"„{name}“ wird neu gelesen", self._work.read_again(name)
            case "entfernen":
                return f"„{name}“ wird entfernt", self._work.remove(name)
            case "schalten":
                on = data.get("on") is True
                scope = SwitchScope.SOURCE if data.get("scope") == "source" else SwitchScope.DOCUMENT
                title = f"„{name}“ wird {'an' if on else 'ab'}geschaltet"
                return title, self._work.switch(scope, name, on=on)
            case _:
                return None


def source_jobs(settings: Settings) -> SourceJobs:
    """The jobs of a server with these settings."""
    places = {"WBM_DATA": settings.data, "WBM_SOURCES": settings.sources}
    environment = {name: str(place.resolve()) for name, place in places.items()}
    return SourceJobs(added_folder(settings.data).with_name("lesen"), environment)


def _object(body: bytes) -> dict[str, Any]:
    try:
        data = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise WbmError(_ODD)
    return data


def _text(data: dict[str, Any], name: str) -> str:
    found = data.get(name)
    return found if isinstance(found, str) else ""
