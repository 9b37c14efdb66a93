"""A circuit breaker around the chat model: one that keeps failing is left alone for a while,
and nobody waits for it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum


class BreakerState(StrEnum):
    """Where a breaker stands."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half open"


@dataclass(frozen=True, slots=True)
class Tally:
    """Calls since the process began: that worked, that failed, and that were not made since it rested."""

    worked: int = 0
    failed: int = 0
    rested: int = 0


class CircuitBreaker:
    """Counts failures in a row and says whether to try; safe to use from several threads.

    States (Nygard, Release It!, "Circuit Breaker"):
        closed     calls go through; `failures` in a row open it.
        open       no call for `pause` seconds.
        half open  after the pause one call is let through as a trial, those beside it are still refused: its
        success closes, its failure
                   opens again. A trial that reports neither within `pause` seconds is given up, and another
                   call may try.
    """

    def __init__(
        self, failures: int = 3, pause: float = 60.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`pause` in seconds; `clock` gives seconds and never goes back."""
        self._limit, self._pause, self._clock = failures, pause, clock
        self._lock = threading.Lock()
        self._failed = 0
        self._opened = 0.0
        self._trial: float | None = None  # when the present trial began
        self._tally = Tally()

    @property
    def state(self) -> BreakerState:
        """The present state."""
        with self._lock:
            return self._state()

    @property
    def tally(self) -> Tally:
        """What became of all calls so far."""
        with self._lock:
            return self._tally

    def _state(self) -> BreakerState:
        if self._failed < self._limit:
            return BreakerState.CLOSED
        return BreakerState.HALF_OPEN if self._clock() - self._opened >= self._pause else BreakerState.OPEN

    def allows(self) -> bool:
        """Whether a call may be made now; in the half open state this hands out the trial. A caller that is
        allowed must report back.
        """
        with self._lock:
            state = self._state()
            if state is BreakerState.HALF_OPEN:
                if self._trial is not None and self._clock() - self._trial < self._pause:
                    state = BreakerState.OPEN
                else:
                    self._trial = self._clock()
            if state is BreakerState.OPEN:
                self._tally = replace(self._tally, rested=self._tally.rested + 1)
            return state is not BreakerState.OPEN

    def succeeded(self) -> None:
        """Report a call that worked."""
        with self._lock:
            self._failed, self._trial = 0, None
            self._tally = replace(self._tally, worked=self._tally.worked + 1)

    def failed(self) -> None:
        """Report a call that did not."""
        with self._lock:
            self._failed += 1
            self._trial = None
            self._tally = replace(self._tally, failed=self._tally.failed + 1)
            if self._failed >= self._limit:
                self._opened = self._clock()
