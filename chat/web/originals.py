"""The PDF behind an indexed document, given to the panel by our own server.

A request names a document of the library and nothing else; which file that is, the source it
was read from says, so no path ever comes from outside.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from chat.access.requester import requester_role
from ingest.crawl.page_store import PageStore
from ingest.modules.reader import module_files
from ingest.sources.read import document_files
from knowledge.editorial.sources import load_sources
from knowledge.errors import WbmError
from knowledge.store.opening import library_there, open_library

if TYPE_CHECKING:
    from knowledge.editorial.sources import Source
    from settings import Settings

_BEGIN, _LARGEST = b"%PDF-", 60_000_000  # bytes
_BY_HAND = "pfad:"  # how the source of a file that was given by hand is called (ingest/sync/runs.py)
_PATH = "/fundstellen/original/"
_POLICY = (
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'self'"
)


@dataclass(frozen=True, slots=True)
class Original:
    """A document's PDF; `newer`: the file was changed after it was read, so its pages may differ from what
    was indexed.
    """

    document_id: str
    file: Path | None
    stored: bytes = b""
    newer: bool = False

    @property
    def url(self) -> str:
        """Where this server gives it out."""
        return _PATH + quote(self.document_id, safe="/")

    def content(self) -> bytes:
        """Its bytes; b"" if they are no PDF (any more), too many or cannot be read."""
        try:
            data = self.stored or (
                self.file.read_bytes() if self.file and self.file.stat().st_size <= _LARGEST else b""
            )
        except OSError:
            return b""
        return data if data[:1024].lstrip().startswith(_BEGIN) else b""


def find_original(settings: Settings, document_id: str) -> Original | None:
    """The PDF that a document of the library was read from; None if it is none, or gone.

    Raises:
        StorageFailed, SettingsError: library or source list cannot be read.
    """
    if not library_there(settings):
        return None
    with open_library(settings, read_only=True) as library:
        found = library.origin(document_id)
    if found is None:
        return None
    source_id, synced = found
    if source_id.startswith(_BY_HAND):
        return _on_disk(document_files(Path(source_id.removeprefix(_BY_HAND))), document_id, synced)
    source = next((s for s in load_sources(settings.sources) if s.id == source_id), None)
    return _of_source(settings, source, document_id, synced) if source else None


def _of_source(settings: Settings, source: Source, document_id: str, synced: str) -> Original | None:
    place = settings.sources.parent / source.location
    match source.kind:
        case "web" | "sitemap" | "webdav" | "s3":
            return _crawled(settings.data / "crawl" / f"{source.id}.sqlite", source.id, document_id)
        case "file" | "folder":
            return _on_disk(document_files(place), document_id, synced)
        case "modules":
            return _on_disk(module_files(place, source.id), document_id, synced)
        case _:
            return None


def _on_disk(files: dict[str, Path], document_id: str, synced: str) -> Original | None:
    file = files.get(document_id)
    if file is None or file.suffix.lower() != ".pdf" or not file.is_file():
        return None
    return Original(
        document_id, file, newer=file.stat().st_mtime > datetime.fromisoformat(synced).timestamp() + 1
    )


def _crawled(store_file: Path, source_id: str, document_id: str) -> Original | None:
    if not store_file.is_file():
        return None
    with PageStore(store_file) as store:
        body = store.body_of(document_id.removeprefix(f"{source_id}/"))
    return Original(document_id, None, stored=body) if body[:1024].lstrip().startswith(_BEGIN) else None


class Originals:
    """The route; where people sign in, for them alone."""

    def __init__(self, settings: Settings, *, sign_in: bool) -> None:
        self._settings, self._sign_in = settings, sign_in

    def routes(self) -> list[Route]:
        """To be put before Chainlit's own."""
        return [Route(_PATH + "{document_id:path}", self.original)]

    async def original(self, request: Request) -> Response:
        """The PDF, shown and not downloaded."""
        if self._sign_in and requester_role() is None:
            return PlainTextResponse("Bitte zuerst im Chat anmelden.", status_code=401)
        try:
            content = await asyncio.to_thread(self._content, str(request.path_params["document_id"]))
        except WbmError as error:
            return PlainTextResponse(str(error), status_code=503)
        if not content:
            return PlainTextResponse("Dieses PDF ist hier nicht vorhanden.", status_code=404)
        headers = {
            "Content-Security-Policy": _POLICY,
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
            "Content-Disposition": 'inline; filename="fundstelle.pdf"',
        }
        return Response(content, media_type="application/pdf", headers=headers)

    def _content(self, document_id: str) -> bytes:
        found = find_original(self._settings, document_id)
        return found.content() if found else b""
