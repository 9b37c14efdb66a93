"""One guarded request: each redirect checked, body limited, the whole cut at a deadline, tried
again with backoff.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import Literal, Self
from urllib.parse import urlsplit

import httpx
import stamina

from ingest.crawl.address_guard import guarded_transport
from ingest.crawl.body import ACCEPT_ENCODING, read_body
from ingest.crawl.pace import Pace
from ingest.crawl.rules import FetchRules
from ingest.crawl.urls import host_of, web_url
from knowledge.errors import FetchFailed, FetchRefused

# a failure is reported once, by its page, not by each attempt
logging.getLogger("stamina").addHandler(logging.NullHandler())

_REDIRECTS = {
    HTTPStatus.MOVED_PERMANENTLY,
    HTTPStatus.FOUND,
    HTTPStatus.SEE_OTHER,
    HTTPStatus.TEMPORARY_REDIRECT,
    HTTPStatus.PERMANENT_REDIRECT,
}
_HOPS = 5
_WITH_BODY = {HTTPStatus.OK, HTTPStatus.MULTI_STATUS}
_CONDITIONAL = {"If-None-Match", "If-Modified-Since"}
_MEDIA = (
    "image/",
    "video/",
    "audio/",
    "font/",
    "text/css",
    "text/javascript",
    "application/javascript",
    "application/zip",
)
_ACCEPT = "text/html,application/xhtml+xml,application/pdf;q=0.9,application/xml;q=0.8,*/*;q=0.5"
_SAID = {
    httpx.ConnectTimeout: "Der Server antwortet nicht (Zeitüberschreitung beim Verbinden)",
    httpx.ReadTimeout: "Der Server liefert zu langsam",
    httpx.ConnectError: "Nicht erreichbar",
    httpx.RemoteProtocolError: "Der Server bricht ab oder antwortet fehlerhaft",
    httpx.ReadError: "Die Verbindung wurde abgebrochen",
    httpx.WriteError: "Die Verbindung wurde abgebrochen",
}

Check = Callable[[str], Awaitable[None]]  # raises FetchRefused for an address that must not be asked for
Validators = Callable[[str], dict[str, str]]  # request headers that make a request conditional


@dataclass(frozen=True, slots=True)
class Call:
    """What is asked for beside the address: one of the methods that change nothing, headers that go to that
    host alone. `whole`: the body is wanted whatever it is, also of an answer that says no.
    """

    method: Literal["GET", "HEAD", "PROPFIND"] = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    whole: bool = False


_PLAIN = Call()


@dataclass(frozen=True, slots=True)
class Fetched:
    """A final answer: the address after redirects, its status (200, 304, 404, 410 …) and what the headers say
    of the body; all of them only of a whole call.
    """

    url: str
    status: int
    body: bytes = b""
    media_type: str = ""
    charset: str = ""
    etag: str = ""
    last_modified: str = ""
    robots: str = ""  # X-Robots-Tag
    not_text: bool = False  # a picture, a film, a script: the body was left
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Traffic:
    """What went over the wire; `requests` counts by status ("" for none), `conditional` those
    with a validator.
    """

    requests: Counter[str] = field(default_factory=Counter)
    conditional: int = 0
    body_bytes: int = 0


class Busy(Exception):
    """The server asks for patience (429, 5xx); `wait` in seconds where it says for how long."""

    def __init__(self, url: str, status: int, wait: float | None) -> None:
        super().__init__(url, status, wait)
        self.url, self.status, self.wait = url, status, wait


class Fetcher:
    """Asks for addresses under one set of rules; use as an async context."""

    def __init__(
        self,
        rules: FetchRules,
        pace: Pace,
        traffic: Traffic | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """`headers`: further request headers, or other values for those that a crawl sends."""
        self._rules = rules
        self._pace = pace
        self.traffic = traffic or Traffic()
        self._client = httpx.AsyncClient(
            transport=guarded_transport(private=rules.private),
            timeout=rules.timeout,
            follow_redirects=False,
            trust_env=False,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            headers={
                "User-Agent": rules.agent,
                "Accept": _ACCEPT,
                "Accept-Language": "de, en;q=0.3",
                **(headers or {}),
                "Accept-Encoding": ACCEPT_ENCODING,
            },
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def get(
        self,
        url: str,
        *,
        check: Check | None = None,
        validators: Validators | None = None,
        call: Call = _PLAIN,
    ) -> Fetched:
        """The answer for an address: 200, 207, 304 or a 4xx, which is an answer and not a failure.

        Raises:
            FetchFailed: no connection, an error status, too large, too slow, or broken, after
                the last attempt.
            FetchRefused: the address, or one it redirects to, must not be asked for.
        """
        attempts = stamina.retry_context(
            on=self._again,
            attempts=self._rules.attempts,
            timeout=None,
            wait_initial=0.5,
            wait_max=self._rules.longest_wait,
            wait_jitter=0.5,
        )
        try:
            async for attempt in attempts:
                with attempt:
                    return await self._follow(url, check, validators, call)
        except Busy as busy:
            raise FetchFailed(_busy_message(busy)) from busy
        except TimeoutError as error:
            raise FetchFailed(
                f"{url}: Nach {self._rules.deadline:.0f} Sekunden nicht vollständig geladen. Der Server"
                " liefert zu langsam."
            ) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            said = next(
                (text for kind, text in _SAID.items() if isinstance(error, kind)), type(error).__name__
            )
            raise FetchFailed(
                f"{url}: {said} ({str(error)[:200] or type(error).__name__}). Bitte Netz prüfen und später"
                " wiederholen."
            ) from error
        raise AssertionError("a retry context ends by return or raise")

    def _again(self, error: Exception) -> bool | float:
        if isinstance(error, Busy):
            if error.wait is None:
                return True
            return error.wait if error.wait <= self._rules.longest_wait else False
        return isinstance(error, httpx.TransportError) and not isinstance(
            error, httpx.UnsupportedProtocol | httpx.LocalProtocolError
        )

    async def _follow(
        self, url: str, check: Check | None, validators: Validators | None, call: Call
    ) -> Fetched:
        seen = [url]
        while True:
            headers = validators(seen[-1]) if validators else {}
            if _same_place(url, seen[-1]):
                headers = {**headers, **call.headers}
            answer = await self._once(seen[-1], check, headers, call)
            if isinstance(answer, Fetched):
                return answer
            target = web_url(answer, seen[-1])
            if not target:
                raise FetchRefused(
                    f"{url}: Die Weiterleitung zu „{answer[:200]}“ ist keine Webadresse und wird nicht"
                    " verfolgt."
                )
            if target in seen:
                raise FetchFailed(f"{url}: Die Weiterleitungen drehen sich im Kreis ({target}).")
            if len(seen) > _HOPS:
                raise FetchFailed(f"{url}: Mehr als {_HOPS} Weiterleitungen hintereinander.")
            seen.append(target)

    async def _once(
        self, url: str, check: Check | None, headers: dict[str, str], call: Call
    ) -> Fetched | str:
        """One request; a string is where it redirects to."""
        if check:
            await check(url)
        async with (
            self._pace.turn(host_of(url)),
            asyncio.timeout(self._rules.deadline),
            self._client.stream(call.method, url, headers=headers, content=call.body) as response,
        ):
            self.traffic.requests[str(response.status_code)] += 1
            self.traffic.conditional += bool(headers.keys() & _CONDITIONAL)
            status = response.status_code
            if status in _REDIRECTS and "location" in response.headers:
                return response.headers["location"]
            if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                wait = _retry_after(response.headers.get("retry-after", ""))
                if wait is not None and wait <= self._rules.longest_wait:
                    self._pace.pause(host_of(url), wait)
                raise Busy(url, status, wait)
            if status in _WITH_BODY or (call.whole and status >= HTTPStatus.BAD_REQUEST):
                return await self._answer(url, response, call)
            if status == HTTPStatus.NOT_MODIFIED or status >= HTTPStatus.BAD_REQUEST:
                return Fetched(url, status)
            raise FetchFailed(
                f"{url}: Der Server antwortet mit {status}. Bitte Adresse prüfen oder später wiederholen."
            )

    async def _answer(self, url: str, response: httpx.Response, call: Call) -> Fetched:
        headers = response.headers
        media_type = headers.get("content-type", "").split(";", 1)[0].strip().lower()
        not_text = media_type.startswith(_MEDIA) and not url.endswith(".zip") and not call.whole
        body = b""
        if not not_text:
            declared = headers.get("content-length", "") if call.method != "HEAD" else ""
            if declared.isdigit() and int(declared) > self._rules.limit:
                raise FetchFailed(
                    f"{url}: Die Antwort soll {declared} Bytes haben, erlaubt sind {self._rules.limit}"
                    " (WBM_FETCH_LIMIT oder crawl.page_bytes)."
                )
            body = await read_body(
                response.aiter_raw(), headers.get("content-encoding", ""), url, self._rules.limit
            )
            self.traffic.body_bytes += len(body)
        return Fetched(
            url,
            response.status_code,
            body,
            media_type,
            response.charset_encoding or "",
            headers.get("etag", ""),
            headers.get("last-modified", ""),
            ", ".join(headers.get_list("x-robots-tag")).lower(),
            not_text,
            dict(headers) if call.whole else {},
        )


def _same_place(url: str, target: str) -> bool:
    """Whether what was meant for one address may be told to another: the same host, as safe as before."""
    old, new = urlsplit(url), urlsplit(target)
    return old.netloc == new.netloc and new.scheme in {old.scheme, "https"}


def _retry_after(value: str) -> float | None:
    """Seconds that a Retry-After header asks for: a number or an HTTP date (RFC 9110 § 10.2.3)."""
    if value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


def _busy_message(busy: Busy) -> str:
    if busy.status == HTTPStatus.TOO_MANY_REQUESTS:
        asked = f", frühestens in {busy.wait:.0f} Sekunden," if busy.wait else ""
        return (
            f"{busy.url}: Der Server bittet um weniger Anfragen (429). Bitte später{asked} wiederholen oder"
            " crawl.delay erhöhen."
        )
    return f"{busy.url}: Der Server antwortet mit {busy.status}. Bitte später wiederholen."
