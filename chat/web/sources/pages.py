"""GET /quellen: what is read, source by source; GET /quellen/dokument/…: one document's reading beside its
original. Both need no script; public/quellen.js adds what changes something.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from chains.answer import german_date
from chat.access.roles import Role
from chat.web.originals import find_original
from chat.web.page import INLINE_ONLY, refusal, rendered
from chat.web.sources.work import REGIONS
from knowledge.editorial.overview import (
    DocumentRow,
    SourceRow,
    document_row,
    document_rows,
    left_out_in_words,
    read_in_words,
    source_rows,
)
from knowledge.editorial.sources import is_web, load_sources
from knowledge.errors import WbmError
from knowledge.model.document import Section, Status
from knowledge.store.opening import library_there, open_library

if TYPE_CHECKING:
    from starlette.requests import Request

    from settings import Settings

_WITH_SCRIPT = INLINE_ONLY.format(script="'self'") + "; connect-src 'self'"
_WITH_ORIGINAL = INLINE_ONLY.format(script="'none'") + "; object-src 'self'; frame-src 'self'"
_A_PAGE = 200  # sections shown at once; the longest law has 1,500
_FEW = 10  # documents of a source that are shown without asking for them
_NOT_HERE = "Dieses Dokument ist nicht eingelesen."
_SHOWN_ONLY = {Status.REPEALED: "aufgehoben", Status.APPARATUS: "kein Text, aus dem geantwortet wird"}


@dataclass(frozen=True, slots=True)
class ShownSource:
    """One source with its documents, for the template; `row` as `wbm sources` shows it."""

    row: SourceRow
    last: str
    listed: bool
    documents: list[dict[str, Any]]

    @property
    def switchable(self) -> bool:
        """Courses have an index of their own, which knows no switch."""
        return bool(self.documents)


class SourcePages:
    """The two pages, for editors."""

    def __init__(self, settings: Settings, *, sign_in: bool) -> None:
        self._settings, self._sign_in = settings, sign_in

    def routes(self) -> list[Route]:
        """To be put before Chainlit's own, whose last one answers everything."""
        return [Route("/quellen", self.sources), Route("/quellen/dokument/{document_id:path}", self.document)]

    async def sources(self, request: Request) -> Response:  # noqa: ARG002 - Starlette's signature
        """What is indexed, how old it is, what is missing."""
        return await self._page(lambda: rendered("quellen.html.j2", _WITH_SCRIPT, **self._sources()))

    async def document(self, request: Request) -> Response:
        """The reading of a document; its id is looked up in the library and nowhere else."""
        name, first = str(request.path_params["document_id"]), _number(request.query_params.get("ab", ""))

        def page() -> Response:
            values = self._document(name, first)
            return (
                rendered("dokument.html.j2", _WITH_ORIGINAL, **values)
                if values
                else PlainTextResponse(_NOT_HERE, status_code=404)
            )

        return await self._page(page)

    async def _page(self, page: Callable[[], Response]) -> Response:
        if no := refusal(Role.EDITOR, sign_in=self._sign_in):
            return no
        try:
            return await asyncio.to_thread(page)
        except WbmError as error:
            return PlainTextResponse(str(error), status_code=503)

    def _sources(self) -> dict[str, Any]:
        config = self._settings
        listed = load_sources(config.sources)
        values = {
            "regions": REGIONS,
            "megabytes": config.source_megabytes,
            "embedding": config.embedding,
            "few": _FEW,
        }
        if not library_there(config):
            return values | {
                "read": [],
                "unread": [(s.id, s.kind) for s in listed],
                "generation": 0,
                "count": 0,
            }
        with open_library(config, read_only=True) as library:
            rows, documents = source_rows(library, listed), document_rows(library)
            generation, embedding = library.generation, library.embedding
        ids = {source.id for source in listed}
        read = [row for row in rows if row.documents or row.errors]
        return values | {
            "read": [_shown_source(row, row.source in ids, documents) for row in read],
            "unread": [(row.source, row.kind) for row in rows if row.source in ids and row not in read],
            "generation": generation,
            "embedding": embedding,
            "count": len(documents),
        }

    def _document(self, name: str, first: int) -> dict[str, Any]:
        """Everything that the template shows; empty for what is not in the library."""
        if not library_there(self._settings):
            return {}
        with open_library(self._settings, read_only=True) as library:
            row = document_row(library, name)
            sections = library.sections(name) if row else []
        if row is None:
            return {}
        original = find_original(self._settings, name)
        pdf = original.url if original else ""
        address = row.head.url if is_web(row.head.url) else ""
        return {
            "document": _shown_document(row),
            "kind": row.head.kind,
            "source": row.source,
            "synced": _time(row.synced_at),
            "pdf": pdf,
            "newer": bool(original and original.newer),
            "address": address,
            "sections": list(_shown_sections(sections[first : first + _A_PAGE], pdf or address)),
            "first": first,
            "count": len(sections),
            "before": max(0, first - _A_PAGE) if first else None,
            "after": first + _A_PAGE if first + _A_PAGE < len(sections) else None,
        }


def _shown_source(row: SourceRow, listed: bool, documents: list[DocumentRow]) -> ShownSource:
    own = [_shown_document(each) for each in documents if each.source == row.source]
    return ShownSource(row, _time(row.last_success), listed, own)


def _shown_document(row: DocumentRow) -> dict[str, Any]:
    head = row.head
    return {
        "id": head.id,
        "title": head.title,
        "page": f"/quellen/dokument/{quote(head.id, safe='/')}",
        "stand": german_date(head.stand),
        "too_old": head.is_out_of_date(date.today()),
        "max_age_days": head.max_age_days,
        "licence": head.licence,
        "on": row.on,
        "switched_off": row.switched_off,
        "read": read_in_words(row.reading),
        "left_out": left_out_in_words(row.reading),
        "recorded": row.reading.left_out is not None,
    }


def _shown_sections(sections: list[Section], original: str) -> Iterator[dict[str, Any]]:
    for section in sections:
        mark = section.url.partition("#")[2]
        own = section.url if is_web(section.url) else ""
        yield {
            "locator": section.locator,
            "path": " › ".join((*section.path, section.heading) if section.heading else section.path),
            "text": section.text,
            "footnotes": section.footnotes,
            "note": _SHOWN_ONLY.get(section.status, ""),
            "place": f"{original}#{mark}" if original.startswith("/") and mark else own,
        }


def _number(said: str) -> int:
    return int(said) if said.isascii() and said.isdecimal() and len(said) < len("1000000") else 0


def _time(moment: str) -> str:
    return f"{datetime.fromisoformat(moment).astimezone():%d.%m.%Y %H:%M}" if moment else "noch nie"
