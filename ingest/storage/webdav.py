"""A folder by WebDAV (RFC 4918), as Nextcloud, ownCloud and Apache give it: PROPFIND, folder by folder."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.etree.ElementTree import (
    ParseError,
)  # what the client's parser raises; nothing is parsed with it here

import httpx
from webdav4.client import Client, ClientError, HTTPError, ResourceNotFound
from webdav4.http import Client as HttpClient

from ingest.crawl.logins import Login
from ingest.files import LeftOut
from ingest.storage.connection import Connection, SentByConnection
from ingest.storage.port import RemoteFile, refused, why_not_within
from knowledge.editorial.sources import Source
from knowledge.errors import FetchFailed

if TYPE_CHECKING:
    from webdav4.multistatus import MultiStatusResponse, Response

_NOT_WEBDAV = (ParseError, AssertionError, ValueError, LookupError, httpx.InvalidURL)


class WebDav:
    """Files below a source's location."""

    def __init__(self, source: Source, connection: Connection, login: Login | None) -> None:
        self._source, self._login = source, login
        self._root = httpx.URL(source.location)
        auth = (login.user, login.password.get_secret_value()) if login else None
        client = HttpClient(transport=SentByConnection(connection), auth=auth, trust_env=False)
        self._client = Client(source.location, http_client=client, retry=False)

    def files(self) -> Iterator[RemoteFile | LeftOut]:
        """See Storage."""
        waiting = deque([("", 0)])
        visited = 0
        while waiting:
            folder, depth = waiting.popleft()
            visited += 1
            if visited > self._source.walk.pages:
                yield LeftOut(folder, f"mehr als {self._source.walk.pages} Ordner (crawl.pages)")
                return
            for found in self._listed(folder).responses.values():
                name, reason = self._named(found, folder)
                if reason:
                    yield LeftOut(found.href[:200], reason)
                elif not _is_folder(found):
                    url = str(self._root.join(found.href))
                    yield RemoteFile(name or self._root.path.rsplit("/", 1)[-1], url, _version(found))
                elif name == folder:
                    continue
                elif depth >= self._source.walk.depth:
                    yield LeftOut(name, "ein Ordner, der tiefer liegt als crawl.depth")
                else:
                    waiting.append((name, depth + 1))

    def fetch(self, file: RemoteFile) -> bytes:
        """See Storage."""
        answer = self._client.http.get(file.url)
        if answer.status_code != httpx.codes.OK:
            raise refused(file.url, answer.status_code, self._source.id, self._login)
        return bytes(answer.content)

    def _listed(self, folder: str) -> MultiStatusResponse:
        address = f"{self._source.location.rstrip('/')}/{folder}"
        try:
            # the client takes a path and escapes it, but leaves what looks escaped already
            return self._client.propfind(folder.replace("%", "%25"), headers={"Depth": "1"})
        except ResourceNotFound as error:
            raise refused(address, 404, self._source.id, self._login) from error
        except HTTPError as error:
            raise refused(address, error.status_code, self._source.id, self._login) from error
        except (*_NOT_WEBDAV, ClientError) as error:
            raise FetchFailed(
                f"{address}: Das ist kein Ordner, der WebDAV spricht ({type(error).__name__}). Bitte location"
                " der Quelle prüfen; bei Nextcloud steht die Adresse unter „Dateien“, „Einstellungen“,"
                " „WebDAV“."
            ) from error

    def _named(self, found: Response, folder: str) -> tuple[str, str]:
        """(path below the location, why it does not belong there): the folder itself or what lies right in
        it, on the same server; whatever else an answer names was not asked for.
        """
        try:
            address = self._root.join(found.href)
        except httpx.InvalidURL:
            return "", "keine gültige Adresse"
        if (address.scheme, address.netloc) != (self._root.scheme, self._root.netloc):
            return "", "eine Adresse auf einem anderen Server"
        here = f"{self._root.path.rstrip('/')}/{folder}".rstrip("/")
        path = httpx.URL(found.href).path.rstrip("/")
        if path == here:
            return folder, ""
        name = path.removeprefix(f"{here}/")
        outside = "ein Pfad, der nicht in dem Ordner liegt"
        if name == path or "/" in name:
            return "", outside
        return f"{folder}/{name}".lstrip("/"), why_not_within(name)


def _is_folder(found: Response) -> bool:
    return bool(found.properties.collection) or (
        found.properties.resource_type is None and found.path.endswith("/")
    )


def _version(found: Response) -> str:
    """The entity tag, or else the time of the last change with the size."""
    raw = found.properties.raw
    return raw.get("etag") or " ".join(filter(None, (raw.get("modified"), raw.get("content_length"))))
