"""robots.txt (RFC 9309): fetched once a day an origin, kept on disk; missing allows all,
unreachable forbids all.
"""

from __future__ import annotations

import asyncio
import codecs
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from time import time

from protego import Protego

from ingest.crawl.fetcher import Fetcher
from ingest.crawl.page_store import PageStore
from ingest.crawl.urls import origin_of
from knowledge.errors import FetchFailed

_DAY = 86_400  # § 2.4: a cached copy is not used for more than 24 hours, unless the file is unreachable
_ASCII = 0x80
_LARGEST = 500 * 1024  # § 2.5: what a crawler must at least parse


@dataclass(frozen=True, slots=True)
class RobotsVerdict:
    """What robots.txt says to one address; `delay` in seconds, 0.0 if it names none."""

    allowed: bool
    reason: str = ""
    delay: float = 0.0


class Robots:
    """The rules of every origin that a crawl meets."""

    def __init__(
        self,
        fetcher: Fetcher,
        store: PageStore,
        token: str,
        longest_delay: float,
        now: Callable[[], float] = time,
    ) -> None:
        self._fetcher = fetcher
        self._store = store
        self._token = token
        self._longest_delay = longest_delay
        self._now = now
        self._parsed: dict[str, Protego | str] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def verdict(self, url: str) -> RobotsVerdict:
        """Whether the address may be asked for, and how slowly."""
        origin = origin_of(url)
        async with self._locks.setdefault(origin, asyncio.Lock()):
            if origin not in self._parsed:
                self._parsed[origin] = await self._load(origin)
        rules = self._parsed[origin]
        if isinstance(rules, str):
            return RobotsVerdict(allowed=False, reason=rules)
        allowed = rules.can_fetch(url, self._token)
        rate = rules.request_rate(self._token)
        delay = max(
            rules.crawl_delay(self._token) or 0.0,
            rate.seconds / rate.requests if rate and rate.requests else 0.0,
        )
        return RobotsVerdict(
            allowed,
            "" if allowed else f"{origin}/robots.txt untersagt diese Adresse",
            min(delay, self._longest_delay),
        )

    def sitemaps(self, url: str) -> list[str]:
        """The sitemaps that the origin's robots.txt names, as far as it was read."""
        rules = self._parsed.get(origin_of(url))
        return list(rules.sitemaps) if isinstance(rules, Protego) else []

    async def _load(self, origin: str) -> Protego | str:
        kept = self._store.robots(origin)
        if kept is not None and self._now() - kept.fetched_at < _DAY:
            return Protego.parse(kept.text)
        try:
            answer = await self._fetcher.get(f"{origin}/robots.txt")
        except FetchFailed as error:
            if kept is not None:
                return Protego.parse(kept.text)
            return (
                "Die robots.txt des Servers ist nicht abrufbar, und ohne sie wird nichts gelesen (RFC 9309):"
                f" {error}"
            )
        # 4xx: there are no rules (§ 2.3.1.3)
        text = rules_text(answer.body[:_LARGEST]) if answer.status == HTTPStatus.OK else ""
        self._store.keep_robots(origin, text, self._now())
        return Protego.parse(text)


def rules_text(body: bytes) -> str:
    """The rules as text: a byte order mark is none of them, and a line in Latin-1 holds for its path in
    Latin-1 and in UTF-8, since nobody knows how the server writes it.
    """
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", errors="replace").lstrip("\ufeff")
    lines: list[str] = []
    for line in body.removeprefix(codecs.BOM_UTF8).splitlines():
        try:
            lines.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            latin = line.decode("cp1252", errors="replace")
            escaped = "".join(chr(byte) if byte < _ASCII else f"%{byte:02X}" for byte in line)
            lines += [latin, escaped]
    return "\n".join(lines).lstrip("\ufeff")
