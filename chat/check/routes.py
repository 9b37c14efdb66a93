"""POST /fall/…: the page's requests about the case of its conversation. Who may ask, from which page, how
often and how much is checked before they come here (chat/web, chat/chainlit/requests.py).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import chainlit as cl
from chainlit.context import init_ws_context
from chainlit.session import WebsocketSession
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from chains.case.facts import Case
from chat import session, session_state
from chat.answer.actions import kept_with
from chat.case.form import changed
from chat.check.service import AskedCase, case_form, case_shown, checked, draft_of, place_shown
from chat.check.show import cited_in
from chat.protocol.consultation import Agreed
from chat.protocol.docx import protocol_docx
from chat.protocol.letter import letter_docx
from chat.protocol.pdf import protocol_pdf
from knowledge.errors import WbmError

if TYPE_CHECKING:
    from starlette.requests import Request

    from chains.retrieval.searcher import Searcher

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_ODD = "Diese Anfrage passt nicht zu diesem Chat. Bitte die Seite neu laden."
_LONGEST_PLACE = 300  # letters of a document's id or a locator


@dataclass(frozen=True, slots=True)
class CaseRoutes:
    """The routes; `searcher` gives what finds the places of proofs, None while there is no index."""

    searcher: Callable[[], Awaitable[Searcher | None]]

    def routes(self) -> list[Route]:
        """To be put before Chainlit's own, whose last one answers everything."""
        return [Route("/fall/{what}", self.handle, methods=["POST"])]

    async def handle(self, request: Request) -> Response:
        """One request; what cannot be done is said in German."""
        act = self._acts().get(request.path_params["what"])
        try:
            data = json.loads(await request.body())
        except ValueError:
            data = None
        chat = WebsocketSession.get_by_id(str(data.get("sessionId"))) if isinstance(data, dict) else None
        if act is None or chat is None:
            return JSONResponse({"detail": _ODD}, status_code=404 if act is None else 400)
        init_ws_context(chat)
        try:
            found = await act(data)
        except WbmError as error:
            return JSONResponse({"detail": str(error)}, status_code=400)
        return found if isinstance(found, Response) else JSONResponse(found, headers=_NOT_KEPT)

    def _acts(self) -> Mapping[str, Callable[[dict[str, Any]], Awaitable[Any]]]:
        return {
            "stand": self._state,
            "angaben": self._form,
            "aendern": self._change,
            "leeren": self._clear,
            "pruefen": self._check,
            "fundstelle": self._place,
            "entwurf": self._draft,
            "entwurf.docx": self._draft_docx,
            "protokoll.docx": partial(self._protocol, kind="docx"),
            "protokoll.pdf": partial(self._protocol, kind="pdf"),
        }

    async def _state(self, _: dict[str, Any]) -> Any:
        return case_shown(session_state.case())

    async def _form(self, _: dict[str, Any]) -> Any:
        return await asyncio.to_thread(case_form, session_state.case(), date.today())

    async def _change(self, data: dict[str, Any]) -> Any:
        return await self._kept(changed(session_state.case(), _mapping(data, "facts")))

    async def _clear(self, _: dict[str, Any]) -> Any:
        return await self._kept(Case())

    async def _kept(self, case: Case) -> Any:
        session_state.keep_case(case)
        await session_state.keep_with_chat()
        return case_shown(case)

    async def _check(self, data: dict[str, Any]) -> Any:
        message = next((m for m in cl.chat_context.get() if m.id == data.get("forId")), None)
        kept = kept_with(message.metadata) if message else None
        cited = cited_in(kept[0] if kept else None)
        return await asyncio.to_thread(
            checked, AskedCase.of(data), date.today(), await self.searcher(), cited
        )

    async def _place(self, data: dict[str, Any]) -> Any:
        document, locator = (str(data.get(name) or "")[:_LONGEST_PLACE] for name in ("document", "locator"))
        n = data.get("n")
        return await asyncio.to_thread(place_shown, document, locator, n if isinstance(n, int) else 0)

    async def _draft(self, data: dict[str, Any]) -> Any:
        draft = await asyncio.to_thread(_draft_from, data)
        return {"subject": draft.subject, "text": draft.text}

    async def _draft_docx(self, data: dict[str, Any]) -> Response:
        draft = await asyncio.to_thread(_draft_from, data)
        return _file(await asyncio.to_thread(letter_docx, draft), f"{draft.file_stem}.docx", _DOCX)

    async def _protocol(self, data: dict[str, Any], *, kind: str) -> Response:
        agreed = Agreed.of(_mapping(data, "agreed"))
        record = await asyncio.to_thread(AskedCase.of(data).record, date.today(), agreed)
        whole = session.protocol().with_record(record)
        session.keep_protocol(whole)
        await session_state.keep_with_chat()
        make = protocol_docx if kind == "docx" else protocol_pdf
        mime = _DOCX if kind == "docx" else "application/pdf"
        return _file(await asyncio.to_thread(make, whole), f"{whole.file_stem}.{kind}", mime)


def _draft_from(data: dict[str, Any]) -> Any:
    agreed = Agreed.of(_mapping(data, "agreed"))
    return draft_of(AskedCase.of(data), str(data.get("to")), agreed, date.today())


def _mapping(data: dict[str, Any], name: str) -> Mapping[str, Any]:
    found = data.get(name)
    return found if isinstance(found, Mapping) else {}


_NOT_KEPT = {"Cache-Control": "no-store"}


def _file(content: bytes, name: str, mime: str) -> Response:
    headers = _NOT_KEPT | {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=mime, headers=headers)
