"""Sends what clients of WebDAV and S3 ask for as the crawler asks: internal addresses refused, redirects
checked, size, time and attempts limited, nothing but reading.

The clients speak their protocols and never open a connection: both of them take another's sending.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import replace
from typing import Any, Literal, Self, TypeVar, cast, get_args

import httpx

from ingest.crawl.fetcher import Call, Fetched, Fetcher
from ingest.crawl.named_files import own_host_only
from ingest.crawl.pace import Pace
from ingest.crawl.session import Session
from knowledge.editorial.sources import Source
from knowledge.errors import FetchFailed, FetchRefused

_Result = TypeVar("_Result")
_Method = Literal["GET", "HEAD", "PROPFIND"]
# of the connection, which is ours: a client's would ask for encodings that have no limit
_OURS = {"accept", "accept-encoding", "connection", "content-length", "host", "user-agent"}


class TimeUp(FetchFailed):
    """The source's time is over."""


class Connection:
    """Requests of one source, one after another; use as a context."""

    def __init__(self, source: Source, session: Session) -> None:
        # whoever gives a login is expected: the pause between requests is for strangers
        rules = replace(session.rules_for(source), delay=source.walk.delay or 0.0)
        self._source, self._ends = source, session.ends_for(source)
        self._fetcher = Fetcher(rules, Pace(session.clock, rules.delay, 1), session.traffic_of(source))
        self._runner = asyncio.Runner()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.run(self._fetcher.__aexit__(None, None, None))
        finally:
            self._runner.close()

    def run(self, work: Coroutine[Any, Any, _Result]) -> _Result:
        """Wait for something on this connection's loop."""
        return self._runner.run(work)

    @contextmanager
    def entered(self, manager: AbstractAsyncContextManager[_Result]) -> Iterator[_Result]:
        """An async context of this loop around a block that is not."""
        value = self.run(manager.__aenter__())
        try:
            yield value
        finally:
            self.run(manager.__aexit__(None, None, None))

    def send(self, method: str, url: str, headers: Mapping[str, str], body: bytes = b"") -> Fetched:
        """The answer, whatever its status below 500.

        Raises:
            FetchFailed: no connection, too large, too slow, broken off, 429 or 5xx after the last attempt.
            FetchRefused: a method that changes something, another host, an internal address.
            TimeUp: the source's time is over.
        """
        if method not in get_args(_Method):
            raise FetchRefused(f"{url}: Hier wird nur gelesen, nicht „{method}“.")
        kept = {name: value for name, value in headers.items() if name.lower() not in _OURS}
        return self.run(self._ask(url, Call(cast("_Method", method), kept, body, whole=True)))

    async def _ask(self, url: str, call: Call) -> Fetched:
        async def check(target: str) -> None:
            own_host_only(self._source, url, target)

        own_host_only(self._source, self._source.location, url)
        try:
            async with asyncio.timeout(max(0.0, self._ends - time.monotonic())):
                return await self._fetcher.get(url, check=check, call=call)
        except TimeoutError as error:
            raise TimeUp(
                f"{url}: Die Zeit (crawl.minutes oder WBM_SYNC_MINUTES) ist um. Der nächste Abgleich macht"
                " weiter."
            ) from error


class SentByConnection(httpx.BaseTransport):
    """What a client on httpx sends through, in place of its own connections."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request."""
        answer = self._connection.send(request.method, str(request.url), request.headers, request.read())
        return httpx.Response(answer.status, headers=unpacked(answer), content=answer.body, request=request)


def unpacked(answer: Fetched) -> dict[str, str]:
    """An answer's headers, but for those of its encoding, which is undone, and with the body's length."""
    gone = {"content-encoding", "transfer-encoding", "content-length"}
    kept = {name: value for name, value in answer.headers.items() if name.lower() not in gone}
    return {**kept, "content-length": str(len(answer.body))}
