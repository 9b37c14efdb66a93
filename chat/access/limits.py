"""Sliding windows: how often somebody may do something, counted in memory."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chat.access.shared_counts import SharedCounts

_KEYS = 10_000  # beyond so many, those whose time is over are let go


class SlidingWindow:
    """At most `limit` events a key within `seconds`; `clock` gives seconds and may be another in tests."""

    def __init__(self, limit: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit, self._seconds, self._clock = limit, seconds, clock
        self._events: dict[str, deque[float]] = {}

    def wait(self, key: str) -> float:
        """Seconds until the next event of this key is allowed; 0.0 if it is now. Counts nothing."""
        events = self._recent(key)
        return (
            max(0.0, events[-self._limit] + self._seconds - self._clock())
            if len(events) >= self._limit
            else 0.0
        )

    def add(self, key: str) -> None:
        """Count an event."""
        if len(self._events) >= _KEYS:
            self._events = {
                k: e for k, e in self._events.items() if e and e[-1] + self._seconds > self._clock()
            }
        self._events.setdefault(key, deque(maxlen=self._limit)).append(self._clock())

    def clear(self, key: str) -> None:
        """Forget a key's events."""
        self._events.pop(key, None)

    def _recent(self, key: str) -> deque[float]:
        events = self._events.get(key, deque())
        while events and events[0] + self._seconds <= self._clock():
            events.popleft()
        return events


class QuestionLimit:
    """How many questions one person may ask in a minute."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.per_minute, self._window = per_minute, SlidingWindow(per_minute, 60.0, clock)

    def refuse(self, who: str) -> str:
        """ "" and the question is counted, or the German reason why not now."""
        wait = self._window.wait(who)
        if wait > 0:
            return _said(wait)
        self._window.add(who)
        return ""


class SharedQuestionLimit:
    """The same, counted by all processes of a server together; by each alone while their database is away, or
    where there is none.
    """

    def __init__(self, limit: QuestionLimit, counts: SharedCounts | None) -> None:
        self._limit, self._counts = limit, counts

    async def refuse(self, who: str) -> str:
        """See QuestionLimit.refuse."""
        limits = {f"questions {who}": self._limit.per_minute}
        wait = await self._counts.count(limits) if self._counts else None
        if wait is None:
            return self._limit.refuse(who)
        return _said(wait) if wait > 0 else ""


def _said(wait: float) -> str:
    return f"Das waren viele Fragen in kurzer Zeit. Bitte in {int(wait) + 1} Sekunden noch einmal fragen."
