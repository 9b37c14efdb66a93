"""Writes to the chats database, in order, retried while it is away: an answer never waits for its history."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from itertools import islice

from sqlalchemy.ext.asyncio import AsyncConnection

from chat.database.connection import ChatDatabase
from knowledge.errors import StorageUnreachable

# may run twice (a connection can break at its commit), so it must be an upsert
Write = Callable[[AsyncConnection], Awaitable[None]]
_REMEMBERED = 10_000  # chats
_TOGETHER = 50  # writes of one transaction: many people's writes wait for one commit, not each for its own
Item = tuple[str, Write]
_log = logging.getLogger("wbm.chat")


class WriteQueue:
    """Runs writes one after the other, those that wait in one transaction; where one of them is wrong, each
    in one of its own.

    States: idle (nothing waits) -> writing -> away (the database is gone: the first write waits
    and is tried again, after 0.2 s, doubled up to `longest_wait`) -> writing -> idle. A write that is wrong
    for good is logged and left out.
    `lost` holds the ids of the chats that lack something because of that, the latest `_REMEMBERED` of them.
    """

    def __init__(self, database: ChatDatabase, *, limit: int = 5000, longest_wait: float = 5.0) -> None:
        """`limit`: how many writes wait at most; beyond it the oldest are given up."""
        self._database, self._limit, self._longest = database, limit, longest_wait
        self._waiting: deque[Item] = deque()
        self._worker: asyncio.Task[None] | None = None
        self.away = False
        self.lost: dict[str, None] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, thread_id: str, write: Write) -> None:
        """Append a write; returns at once."""
        self._waiting.append((thread_id, write))
        while len(self._waiting) > self._limit:
            self._lose(self._waiting.popleft()[0])
        if self._worker is None or self._worker.done():
            self._worker = asyncio.get_running_loop().create_task(self._drain())

    def forget(self, thread_id: str) -> None:
        """Leave out what waits for a chat that is being deleted."""
        self._waiting = deque(item for item in self._waiting if item[0] != thread_id)

    async def settled(self, seconds: float) -> bool:
        """Wait until all writes so far are stored, at most so long; whether they are."""
        end = asyncio.get_running_loop().time() + seconds
        while self._waiting and not self.away and asyncio.get_running_loop().time() < end:
            await asyncio.sleep(0.01)
        return not self._waiting

    async def close(self, seconds: float = 5.0) -> None:
        """Store what waits, if that is possible in so long, and stop."""
        await self.settled(seconds)
        if self._worker is not None:
            self._worker.cancel()

    async def _drain(self) -> None:
        wait, together = 0.2, _TOGETHER
        while self._waiting:
            items = list(islice(self._waiting, together))
            try:
                async with self._database.begin() as connection:
                    for _, write in items:
                        await write(connection)
                if self.away:
                    _log.warning("chats database is back, %d writes waited", len(self._waiting))
                self.away, wait = False, 0.2
                together = min(together + 1, _TOGETHER)
            except StorageUnreachable:
                if not self.away:
                    _log.warning("chats database is away; writes wait")
                self.away = True
                await asyncio.sleep(wait)
                wait = min(wait * 2, self._longest)
                continue
            except Exception as error:  # noqa: BLE001 - whatever is wrong with one write, those behind it are stored
                if len(items) > 1:
                    together = 1
                    continue
                # never its text: it may hold what people wrote
                _log.error("a write to the chats database is left out: %s", type(error).__name__)
                self._lose(items[0][0])
            self._take(items)

    def _take(self, done: Sequence[Item]) -> None:
        """Let go of what was written, unless it was given up or forgotten meanwhile."""
        for item in done:
            if self._waiting and self._waiting[0] is item:
                self._waiting.popleft()

    def _lose(self, thread_id: str) -> None:
        if thread_id:
            self.lost.pop(thread_id, None)
            self.lost[thread_id] = None
        while len(self.lost) > _REMEMBERED:
            del self.lost[next(iter(self.lost))]
