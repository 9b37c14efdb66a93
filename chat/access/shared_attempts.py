"""Wrong passwords that all processes of a server count together (chat/access/attempts.py has the rules)."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import delete, select

from chat.access.attempts import Attempt, Attempts, KeptAttempts, keys_of
from chat.access.shared_counts import AGAIN
from chat.database.counts import attempt_counts, stored_id
from knowledge.errors import StorageUnreachable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncConnection

    from chat.database.connection import ChatDatabase

_T = TypeVar("_T")
_log = logging.getLogger("wbm.chat")
_DAYS = 30 * 86_400.0  # seconds for which it is known from where an account came in


@dataclass(slots=True)
class SharedAttempts:
    """The counts in one database, and of this process alone while that is away or where there is none; `key`
    keeps what is stored from being guessed, `clock` gives seconds since the epoch.
    """

    database: ChatDatabase | None = None
    key: bytes = b""
    clock: Callable[[], float] = time.time
    here: Attempts = field(default_factory=Attempts)
    _away_until: float = field(default=0.0)

    async def begin(self, name: str, address: str) -> Attempt | float:
        """See Attempts.begin."""
        if self.database is not None and self.clock() >= self._away_until:
            try:
                return await self._counted(
                    keys_of(name, address), lambda attempts: attempts.begin(name, address)
                )
            except StorageUnreachable:
                _log.warning("the database of the counts is away: this process counts alone")
                self._away_until = self.clock() + AGAIN
        begun = self.here.begin(name, address)
        return begun if isinstance(begun, float) else replace(begun, here=True)

    async def right(self, attempt: Attempt) -> None:
        """See Attempts.right."""
        await self._told(attempt, lambda attempts: attempts.right(attempt))

    async def not_looked_at(self, attempt: Attempt) -> None:
        """See Attempts.not_looked_at."""
        await self._told(attempt, lambda attempts: attempts.not_looked_at(attempt))

    async def tidy(self) -> None:
        """Delete what nobody's attempt depends on any more. Raises StorageUnreachable."""
        if self.database is not None:
            async with self.database.begin() as connection:
                old = attempt_counts.c.last < self.clock() - _DAYS
                await connection.execute(delete(attempt_counts).where(old))

    async def _told(self, attempt: Attempt, act: Callable[[Attempts], None]) -> None:
        if attempt.here or self.database is None:
            act(self.here)
            return
        try:
            await self._counted(attempt.keys, act)
        except StorageUnreachable:  # then it stays counted, and is forgotten with time
            _log.warning("a right password could not be told to the database of the counts")

    async def _counted(self, keys: Sequence[bytes], act: Callable[[Attempts], _T]) -> _T:
        """Do something to the counts of these keys, which nobody else touches meanwhile."""
        assert self.database is not None  # noqa: S101 - callers have asked
        named = {stored_id(self.key, key): key for key in keys}
        async with self.database.begin() as connection:
            attempts = Attempts(self.clock)
            rows = await self._locked(connection, sorted(named))
            attempts.take(
                keys,
                {
                    named[row.id]: KeptAttempts(row.wrong, row.last, row.closed_until, known=bool(row.known))
                    for row in rows
                    if row.last > 0
                },
            )
            done = act(attempts)
            for name, key in named.items():
                await self._save(connection, name, attempts.kept(key))
            return done

    async def _locked(self, connection: AsyncConnection, names: Sequence[str]) -> Sequence[Any]:
        """The rows of these names, new ones among them, locked for this transaction."""
        assert self.database is not None  # noqa: S101 - callers have asked
        nothing = {"wrong": 0.0, "last": 0.0, "closed_until": 0.0, "known": 0}
        rows = [{"id": name, **nothing} for name in names]  # in one order, so that no two wait for each other
        await connection.execute(self.database.insert(attempt_counts).values(rows).on_conflict_do_nothing())
        query = select(attempt_counts).where(attempt_counts.c.id.in_(names)).order_by(attempt_counts.c.id)
        return (await connection.execute(query.with_for_update())).all()

    @staticmethod
    async def _save(connection: AsyncConnection, name: str, kept: KeptAttempts | None) -> None:
        mine = attempt_counts.c.id == name
        if kept is None:
            await connection.execute(delete(attempt_counts).where(mine))
            return
        values = {
            "wrong": kept.wrong,
            "last": kept.last,
            "closed_until": kept.closed_until,
            "known": int(kept.known),
        }
        await connection.execute(attempt_counts.update().where(mine).values(values))
