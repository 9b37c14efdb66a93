"""Politeness: how soon a host may be asked again, and how many requests to it may run at once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager


class HostClock:
    """When each host may be asked next (seconds of `now`); one clock serves all sources of a sync, since
    several can name one host.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._next: dict[str, float] = {}

    def reserve(self, host: str, delay: float) -> float:
        """Take the host's next free moment; gives the seconds to wait for it."""
        now = self._now()
        at = max(now, self._next.get(host, now))
        self._next[host] = at + delay
        return at - now

    def pause(self, host: str, seconds: float) -> None:
        """The host asked to be left alone (Retry-After)."""
        self._next[host] = max(self._next.get(host, 0.0), self._now() + seconds)


class Pace:
    """Holds requests of one crawl back: `delay` seconds between starts to a host, at most `concurrency` of
    them at once.
    """

    def __init__(self, clock: HostClock, delay: float, concurrency: int) -> None:
        self._clock = clock
        self._delay = delay
        self._concurrency = concurrency
        self._slots: dict[str, asyncio.Semaphore] = {}
        self._delays: dict[str, float] = {}

    def slow_down(self, host: str, delay: float) -> None:
        """The host's own Crawl-delay, if it is longer than ours."""
        self._delays[host] = max(delay, self._delays.get(host, 0.0))

    def pause(self, host: str, seconds: float) -> None:
        """No request to the host before that many seconds."""
        self._clock.pause(host, seconds)

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for the host's turn and hold one of its slots."""
        slots = self._slots.setdefault(host, asyncio.Semaphore(self._concurrency))
        async with slots:
            wait = self._clock.reserve(host, max(self._delay, self._delays.get(host, 0.0)))
            if wait > 0:
                await asyncio.sleep(wait)
            yield
