"""A bucket, or what lies below a prefix of it, by S3's protocol: Amazon's, or a server's of one's own."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import botocore.session
from botocore import UNSIGNED
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from ingest.crawl.logins import Login
from ingest.files import LeftOut
from ingest.storage.connection import Connection, unpacked
from ingest.storage.port import RemoteFile, refused, why_not_within
from knowledge.editorial.sources import Source
from knowledge.errors import FetchFailed

_SAID = (ClientError, BotoCoreError, ResponseParserError)
_NOBODY = "ohne-anmeldung"  # else botocore would look for keys in files and at addresses of the cloud
# nothing of this machine's files and variables for Amazon's tools
_OWN_SETTINGS = {
    "profile": (None, None, None, None),
    "config_file": (None, None, os.devnull, None),
    "credentials_file": (None, None, os.devnull, None),
}


class S3:
    """Objects whose keys begin with what a source's location names."""

    def __init__(self, source: Source, connection: Connection, login: Login | None) -> None:
        self._source, self._login, self._connection = source, login, connection
        parts = urlsplit(source.location)
        self._bucket, _, self._prefix = unquote(parts.path.lstrip("/")).partition("/")
        self._server = f"{parts.scheme}://{parts.netloc}"
        self._client = botocore.session.Session(session_vars=_OWN_SETTINGS).create_client(
            "s3",
            region_name=source.bucket.region,
            endpoint_url=self._server,
            aws_access_key_id=login.user if login else _NOBODY,
            aws_secret_access_key=login.password.get_secret_value() if login else _NOBODY,
            config=Config(
                signature_version="s3v4" if login else UNSIGNED,
                s3={"addressing_style": "path"},  # the bucket in the path: one host, which the entry names
                retries={"total_max_attempts": 1},  # the connection tries again itself
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )
        self._client.meta.events.register("before-send.s3", self._send)

    def files(self) -> Iterator[RemoteFile | LeftOut]:
        """See Storage."""
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=self._prefix
        )
        try:
            for page in pages:
                for each in page.get("Contents", ()):
                    if (found := self._found(each)) is not None:
                        yield found
        except _SAID as error:
            raise self._said(self._source.location, error) from error

    def fetch(self, file: RemoteFile) -> bytes:
        """See Storage."""
        key = unquote(urlsplit(file.url).path).removeprefix(f"/{self._bucket}/")
        try:
            return bytes(self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read())
        except _SAID as error:
            raise self._said(file.url, error) from error

    def _found(self, each: dict[str, Any]) -> RemoteFile | LeftOut | None:
        """A key as a file; None for a folder's own mark, and for a neighbour whose name begins alike."""
        key = str(each["Key"])
        folder = self._prefix.rstrip("/")
        name = key if not folder else key.removeprefix(folder).removeprefix("/")
        if folder and not (key == folder or key.startswith(f"{folder}/")):
            return None
        if key.endswith("/") or not name:
            return None if key != folder else self._file(key.rsplit("/", 1)[-1], key, each)
        if reason := why_not_within(name):
            return LeftOut(name[:200], reason)
        if name.count("/") > self._source.walk.depth:
            return LeftOut(name, "liegt tiefer als crawl.depth")
        return self._file(name, key, each)

    def _file(self, name: str, key: str, each: dict[str, Any]) -> RemoteFile:
        version = each.get("ETag") or f"{each.get('LastModified', '')} {each.get('Size', '')}".strip()
        return RemoteFile(name, f"{self._server}/{quote(self._bucket)}/{quote(key)}", version)

    def _send(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        body = request.body or b""
        headers = {
            name: value.decode() if isinstance(value, bytes) else str(value)
            for name, value in request.headers.items()
        }
        answer = self._connection.send(
            request.method, request.url, headers, body if isinstance(body, bytes) else body.read()
        )
        return AWSResponse(request.url, answer.status, unpacked(answer), _Raw(answer.body))

    def _said(self, address: str, error: Exception) -> FetchFailed:
        if not isinstance(error, ClientError):
            return FetchFailed(
                f"{address}: Das ist kein Speicher, der S3 spricht, oder seine Antwort ist beschädigt"
                f" ({type(error).__name__}). Bitte location der Quelle prüfen."
            )
        code = str(error.response.get("Error", {}).get("Code", ""))
        status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
        if code == "AuthorizationHeaderMalformed":
            return FetchFailed(
                f"{address}: Der Bucket liegt in einer anderen Region. Bitte sie bei der Quelle unter s3:"
                " {region: …} eintragen."
            )
        return refused(address, status, self._source.id, self._login)


class _Raw(io.BytesIO):
    """A body that is there already, read as botocore reads one that comes."""

    def stream(self, **_: Any) -> Iterator[bytes]:
        """All that is left."""
        yield self.read()
