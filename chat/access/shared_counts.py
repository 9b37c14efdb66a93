"""Sliding windows that all processes of a server count in together; what is stored names nobody."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from chat.database.counts import rate_counts, stored_id
from knowledge.errors import StorageUnreachable

if TYPE_CHECKING:
    from chat.database.connection import ChatDatabase

_log = logging.getLogger("wbm.chat")
SECONDS = 60.0
# A minute in parts: one is counted to its end, so that never more than the limit falls into a minute, and at
# most so many seconds longer is waited for.
_PART = 5.0
_PARTS = int(SECONDS / _PART) + 1
AGAIN = 3.0  # seconds after which a database that was away is asked again
_TIDY = 60.0  # seconds


class _Over(Exception):
    """A limit is reached; nothing of this event is counted."""


@dataclass(slots=True)
class SharedCounts:
    """Counts of the last minute; `key` keeps what is stored from being guessed, `clock` gives seconds since
    the epoch (the machines' clocks agree within a second or so).
    """

    database: ChatDatabase
    key: bytes
    clock: Callable[[], float] = time.time
    _away_until: float = field(default=0.0)
    _tidied: float = field(default=0.0)

    async def count(self, limits: Mapping[str, int]) -> float | None:
        """Count an event of these names, each with its limit: 0.0 if it is counted, else the seconds to wait
        (nothing is counted then); None where the database is away.
        """
        now = self.clock()
        if now < self._away_until:
            return None
        named = {
            stored_id(self.key, name.encode("utf-8", "replace")): limit for name, limit in limits.items()
        }
        slot, wait = int(now // _PART), 0.0
        try:
            async with self.database.begin() as connection:
                # in one order, so that no two wait for each other
                rows = [{"id": name, "slot": slot, "count": 1} for name in sorted(named)]
                statement = self.database.insert(rate_counts).values(rows)
                await connection.execute(
                    statement.on_conflict_do_update(
                        index_elements=["id", "slot"], set_={"count": rate_counts.c.count + 1}
                    )
                )
                query = select(rate_counts).where(
                    rate_counts.c.id.in_(named), rate_counts.c.slot > slot - _PARTS
                )
                found = (await connection.execute(query)).all()
                wait = max(
                    _wait({s: n for i, s, n in found if i == name}, limit, now)
                    for name, limit in named.items()
                )
                if wait > 0:
                    raise _Over
                if now - self._tidied > _TIDY:
                    self._tidied = now
                    await connection.execute(delete(rate_counts).where(rate_counts.c.slot <= slot - _PARTS))
        except _Over:
            return wait
        except StorageUnreachable:
            _log.warning("the database of the counts is away: this process counts alone")
            self._away_until = now + AGAIN
            return None
        return 0.0


def _wait(counts: Mapping[int, int], limit: int, now: float) -> float:
    """Seconds until this event, which is among the counts already, would be within the limit."""
    total, wait = sum(counts.values()), 0.0
    for slot in sorted(counts):
        if total <= limit:
            break
        total -= counts[slot]
        wait = (slot + _PARTS) * _PART - now
    return wait
