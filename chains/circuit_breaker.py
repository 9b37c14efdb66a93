"""A circuit breaker around the chat model: one that keeps failing is left alone for a while, and nobody waits for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

_FAILURES = 3
_PAUSE = 60.0  # seconds


class CircuitBreaker:
    """Counts failures in a row and says whether to try.

    States (Nygard, Release It!, "Circuit Breaker"):
        closed     calls go through; `failures` in a row open it.
        open       no call for `pause` seconds.
        half open  after the pause one call is let through: its success closes, its failure opens again. Calls
                   beside it are still refused.
    """

    def __init__(self, failures: int = _FAILURES, pause: float = _PAUSE, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit, self._pause, self._clock = failures, pause, clock
        self._failed = 0
        self._opened: float | None = None
        self._probing = False
        self._lock = threading.Lock()

    @property
    def state(self) -> str:
        """closed, open or half open."""
        with self._lock:
            if self._opened is None:
                return "closed"
            return "half open" if self._clock() - self._opened >= self._pause else "open"

    def allows(self) -> bool:
        """Whether a call may be made now; a caller that is allowed must report back."""
        with self._lock:
            if self._opened is None:
                return True
            if self._probing or self._clock() - self._opened < self._pause:
                return False
            self._probing = True
            return True

    def succeeded(self) -> None:
        """Report a call that worked."""
        with self._lock:
            self._failed, self._opened, self._probing = 0, None, False

    def failed(self) -> None:
        """Report a call that did not."""
        with self._lock:
            self._failed += 1
            self._probing = False
            if self._failed >= self._limit or self._opened is not None:
                self._opened = self._clock()
