"""The time and memory that one turn may take, asked for between its stages.

Python cannot stop a thread from outside, so a turn stops itself: every stage is bounded (limits.py, patterns
in linear time), and between two stages the turn asks whether it may go on. Whoever waits for it (the chat)
need not: it cancels the budget and says so.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from knowledge.errors import TurnExhausted

# 40 times what the slowest hostile message took (1.45 s of CPU, `python -m benchmarks.long_messages`,
# 28.11.2026), beside the chat model's own limit
SECONDS = 60.0
# an estimate: the hostile messages of that command added at most 104 (a dictionary, loaded once)
MEGABYTES = 1_000
_T = TypeVar("_T")
_PAGE = 4096  # bytes of a page of memory on Linux


class Budget:
    """What is left for one turn; `clock` gives seconds, `memory` the process's bytes, and may
    be others in tests.
    """

    def __init__(
        self,
        seconds: float = SECONDS,
        megabytes: int = MEGABYTES,
        clock: Callable[[], float] = time.monotonic,
        memory: Callable[[], int] | None = None,
    ) -> None:
        self._clock, self._memory = clock, memory or _resident
        self.seconds, self._end = seconds, clock() + seconds
        self._most = self._memory() + megabytes * 1_000_000
        self._cancelled = threading.Event()

    @property
    def left(self) -> float:
        """Seconds, never below 0."""
        return max(0.0, self._end - self._clock())

    def cancel(self) -> None:
        """Nobody waits any more: the turn ends at its next check."""
        self._cancelled.set()

    def exhausted(self) -> TurnExhausted:
        """What to tell the person when the time is over."""
        return TurnExhausted(
            f"Das dauert zu lange (über {self.seconds:g} Sekunden) und wurde abgebrochen. Bitte kürzer fragen"
            " oder es später noch einmal versuchen."
        )

    def check(self) -> None:
        """Go on, or:

        Raises:
            TurnExhausted: the time is over, the memory used up, or the turn was cancelled.
        """
        if self._cancelled.is_set() or not self.left:
            raise self.exhausted()
        if self._memory() > self._most:
            raise TurnExhausted(
                "Dafür reicht der Arbeitsspeicher gerade nicht; die Frage wurde abgebrochen. Bitte kürzer"
                " fragen oder es später noch einmal versuchen."
            )


def _resident() -> int:
    """Bytes of memory that this process holds; 0 where the system does not tell (then time alone counts)."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * _PAGE
    except (OSError, IndexError, ValueError):
        return 0


async def within(budget: Budget, work: Callable[[], _T]) -> _T:
    """What `work` gives, from a thread; waits no longer than the budget lasts. Raises TurnExhausted."""
    try:
        return await asyncio.wait_for(asyncio.to_thread(work), budget.left)
    except TimeoutError:
        raise budget.exhausted() from None
