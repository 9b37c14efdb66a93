"""Sessions that end: each sign-in is a row in the chats database, and a token is worth what its row says now.

A session holds from sign-in until its person signs out (that session only), gets a new password
or role, is removed (all of their sessions), or `session_hours` are over, however often the page
renews its token.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select

from chat.access.roles import Role
from chat.database.connection import ChatDatabase, now
from chat.database.schema import accounts, sessions, users
from knowledge.errors import StorageUnreachable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from chat.access.accounts import Account

_log = logging.getLogger("wbm.chat")
_AGAIN = 3.0  # seconds after which a database that was away is asked again
_REMEMBERED = 10_000  # sessions last seen in force, for while the database is away
_ONE_QUERY = 500  # ids in one IN


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in: the account's id, which chats belong to, its name and role now, and the session."""

    id: str
    name: str
    role: Role
    session: str
    ends_at: str = ""


@dataclass(slots=True)
class Sessions:
    """The sessions in one database; `clock` gives seconds and `hours` is the longest life of a session."""

    database: ChatDatabase
    hours: float
    clock: Callable[[], float] = time.monotonic
    _seen: OrderedDict[str, Person] = field(default_factory=OrderedDict)
    # signed out here; holds while the database is away
    _ended: OrderedDict[str, None] = field(default_factory=OrderedDict)
    _unsaved: set[str] = field(default_factory=set)  # of these, what the database does not know yet
    _away_until: float = 0.0

    async def open(self, account: Account, provider: str) -> str:
        """Begin a session; its id. Raises StorageUnreachable.

        It takes the version that `account` was read with: a password that changes meanwhile
        ends it before it began.
        """
        session, ends_at = secrets.token_urlsafe(24), _in_hours(self.hours)
        kept: dict[str, Any] = {"role": account.role.value, "provider": provider}
        async with self.database.begin() as connection:
            row = {
                "id": account.id,
                "identifier": account.id,
                "name": account.name,
                "created_at": now(),
                "metadata": kept,
            }
            statement = self.database.insert(users).values(row)
            await connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["id"], set_={"metadata": kept, "name": account.name}
                )
            )
            await connection.execute(
                self.database.insert(sessions).values(
                    id=session,
                    account_id=account.id,
                    version=account.version,
                    created_at=now(),
                    ends_at=ends_at,
                )
            )
        self._remember({session: Person(account.id, account.name, account.role, session, ends_at)})
        return session

    async def person(self, session: str) -> Person | None:
        """Who a session belongs to; None if it has ended.

        While the database is away, sessions that were in force when this server last asked stay
        so, and no others.
        """
        return (await self.people([session])).get(session)

    async def people(self, ids: Iterable[str]) -> dict[str, Person]:
        """Those of these sessions that are in force."""
        wanted = [each for each in dict.fromkeys(ids) if each not in self._ended]
        if self.clock() < self._away_until:
            return self._remembered(wanted)
        found: dict[str, Person] = {}
        try:
            for begin in range(0, len(wanted), _ONE_QUERY):
                found |= await self._ask(wanted[begin : begin + _ONE_QUERY])
        except StorageUnreachable:
            self._away_until = self.clock() + _AGAIN
            return self._remembered(wanted)
        for each in wanted:
            self._seen.pop(each, None)
        self._remember(found)
        return found

    async def end(self, session: str) -> None:
        """Sign out: from now on in this server, and for good as soon as the database has it. Raises
        StorageUnreachable.
        """
        self._seen.pop(session, None)
        self._ended[session] = None
        self._unsaved.add(session)
        while len(self._ended) > _REMEMBERED:
            self._ended.popitem(last=False)
        await self.save_ends()

    async def save_ends(self) -> None:
        """Have the database know who signed out while it was away. Raises StorageUnreachable."""
        if unsaved := list(self._unsaved)[:_ONE_QUERY]:
            async with self.database.begin() as connection:
                await connection.execute(delete(sessions).where(sessions.c.id.in_(unsaved)))
            self._unsaved.difference_update(unsaved)

    async def tidy(self) -> None:
        """Delete the rows of sessions whose time is over. Raises StorageUnreachable."""
        async with self.database.begin() as connection:
            await connection.execute(delete(sessions).where(sessions.c.ends_at <= now()))

    async def _ask(self, ids: list[str]) -> dict[str, Person]:
        query = (
            select(
                sessions.c.id,
                sessions.c.ends_at,
                accounts.c.id.label("account"),
                accounts.c.name,
                accounts.c.role,
            )
            .join(accounts, accounts.c.id == sessions.c.account_id)
            .where(
                sessions.c.id.in_(ids), sessions.c.version == accounts.c.version, sessions.c.ends_at > now()
            )
        )
        async with self.database.read() as connection:
            rows = (await connection.execute(query)).mappings().all()
        return {
            row["id"]: Person(row["account"], row["name"], Role(row["role"]), row["id"], row["ends_at"])
            for row in rows
        }

    def _remember(self, found: dict[str, Person]) -> None:
        self._seen |= found
        while len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)

    def _remembered(self, ids: Iterable[str]) -> dict[str, Person]:
        return {
            each: person
            for each in ids
            if (person := self._seen.get(each)) is not None and person.ends_at > now()
        }


def _in_hours(hours: float) -> str:
    return (
        (datetime.now(UTC) + timedelta(hours=hours)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    )
