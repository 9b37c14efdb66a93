"""People who may sign in: id, name, role, and either an argon2 hash or their identity at an OAuth provider.
Kept in the chats database.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from chat.access.passwords import Passwords
from chat.access.roles import Role
from chat.database.connection import ChatDatabase, now
from chat.database.persons_step import folded, name_hash
from chat.database.schema import accounts, removed_accounts, users
from knowledge.errors import AccountError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from sqlalchemy.ext.asyncio import AsyncConnection
    from sqlalchemy.sql.elements import ColumnElement

    from chat.access.oauth import Proved

_NAME = re.compile(r"[\w.@+-]{2,100}")
_NO_PASSWORD = ""  # signs in by OAuth only


@dataclass(frozen=True, slots=True)
class Account:
    """One person who may sign in. `id` stays theirs alone; `version` grows with each password and role."""

    id: str
    name: str
    role: Role
    created_at: str
    by_password: bool
    version: int


class Accounts:
    """The accounts in one database.

    Raises (every method):
        StorageUnreachable: the database is away.
    """

    def __init__(self, database: ChatDatabase) -> None:
        self._database, self._passwords = database, Passwords()

    async def add(self, name: str, role: Role, password: str | None) -> None:
        """Add a person; without password they sign in by OAuth. Raises AccountError: name taken or unfit,
        password too short.
        """
        if not _NAME.fullmatch(name):
            raise AccountError(
                f"„{name}“ geht nicht als Name: 2 bis 100 Buchstaben, Ziffern oder . @ + - _, ohne"
                " Leerzeichen."
            )
        if password is None and ("@" not in name or not name.isascii()):
            raise AccountError(
                f"„{name}“ geht nicht für OAuth: Der Name muss die Mailadresse sein, die der Anbieter"
                " bestätigt."
            )
        hashed = await self._passwords.hash(password) if password is not None else _NO_PASSWORD
        async with self._database.begin() as connection:
            taken = (
                await connection.execute(select(accounts.c.name).where(accounts.c.folded == folded(name)))
            ).first()
            if taken:
                raise AccountError(
                    f"„{taken[0]}“ gibt es schon. `wbm users passwd {taken[0]}` ändert das Passwort, `wbm"
                    f" users role {taken[0]} ROLLE` die Rolle."
                )
            await self._insert(connection, name, role, hashed)
            await connection.execute(
                delete(removed_accounts).where(removed_accounts.c.name_hash == name_hash(name))
            )

    async def all(self) -> list[Account]:
        """All accounts by name."""
        async with self._database.read() as connection:
            return [
                _account(row)
                for row in (await connection.execute(select(accounts).order_by(accounts.c.name))).mappings()
            ]

    async def find(self, name: str) -> Account | None:
        """The account of that name, whatever its letters' case."""
        row = await self._row(accounts.c.folded == folded(name))
        return _account(row) if row else None

    async def verify(self, name: str, password: str) -> Account | None:
        """The account if the password is right; takes as long for a name that is not there."""
        row = await self._row(accounts.c.folded == folded(name))
        known = row["password_hash"] if row else _NO_PASSWORD
        if not await self._passwords.matches(known, password) or row is None:
            return None
        if self._passwords.outdated(known):
            fresh = await self._passwords.hash(password)
            async with self._database.begin() as connection:  # unless it was changed meanwhile
                await connection.execute(
                    update(accounts)
                    .where(accounts.c.id == row["id"], accounts.c.password_hash == known)
                    .values(password_hash=fresh)
                )
        return _account(row)

    async def by_identity(self, identity: Proved, domains: set[str]) -> Account | None:
        """The account of an identity at an OAuth provider; the first sign-in with an account's address binds
        it to the identity.

        An address of one of `domains` (lower case) gets an account (mentor) at its first sign-in, unless one
        of that name was removed. None: there is a password for that name, another identity has it, or nobody
        may come in with it.
        """
        same = (accounts.c.provider == identity.provider) & (accounts.c.subject == identity.subject)
        allowed = identity.address.rpartition("@")[2] in domains
        try:
            async with self._database.begin() as connection:
                row: Mapping[Any, Any] | None = (
                    (await connection.execute(select(accounts).where(same))).mappings().first()
                )
                if row is None:
                    row = await self._bind(connection, identity, allowed=allowed)
        except IntegrityError:  # another process bound it in this moment
            row = await self._row(same)
        if row is None or row["password_hash"] or (row["by_domain"] and not allowed):
            return None
        return _account(row)

    async def set_password(self, name: str, password: str) -> None:
        """Change a password, which ends all sessions; from then on the account is not one for OAuth. Raises
        AccountError.
        """
        await self._set(
            name, password_hash=await self._passwords.hash(password), provider=None, subject=None, by_domain=0
        )

    async def set_role(self, name: str, role: Role) -> None:
        """Change a role, which ends all sessions. Raises AccountError."""
        await self._set(name, role=role)

    async def remove(self, name: str) -> None:
        """Take an account out, which ends all sessions; chats stay until they are deleted, out of reach of a
        later account of that name.

        Raises AccountError.
        """
        async with self._database.begin() as connection:
            found = (
                await connection.execute(delete(accounts).where(accounts.c.folded == folded(name)))
            ).rowcount
            if found:
                await connection.execute(
                    self._database.insert(removed_accounts)
                    .values(name_hash=name_hash(name), removed_at=now())
                    .on_conflict_do_nothing()
                )
        if not found:
            raise _unknown(name)

    async def _bind(
        self, connection: AsyncConnection, identity: Proved, *, allowed: bool
    ) -> Mapping[Any, Any] | None:
        """The account that this identity gets by its address; None if that is somebody else's,
        or nobody's.
        """
        mine = accounts.c.folded == folded(identity.address)
        row = (await connection.execute(select(accounts).where(mine))).mappings().first()
        if row is None:
            gone = (
                await connection.execute(
                    select(removed_accounts).where(
                        removed_accounts.c.name_hash == name_hash(identity.address)
                    )
                )
            ).first()
            if not allowed or gone:
                return None
            earlier = await self._without_account(connection, identity)
            await self._insert(
                connection,
                identity.address,
                Role.MENTOR,
                _NO_PASSWORD,
                by_domain=1,
                id=earlier or str(uuid.uuid4()),
            )
        elif row["password_hash"] or row["subject"] is not None:
            return None
        free = mine & accounts.c.subject.is_(None)
        await connection.execute(
            update(accounts).where(free).values(provider=identity.provider, subject=identity.subject)
        )
        return (
            (await connection.execute(select(accounts).where(mine, accounts.c.subject == identity.subject)))
            .mappings()
            .first()
        )

    @staticmethod
    async def _without_account(connection: AsyncConnection, identity: Proved) -> str | None:
        """The id of somebody who came in by their mail domain when that made no account yet:
        their chats stay theirs.
        """
        query = (
            select(users.c.id, users.c.name, users.c.metadata)
            .outerjoin(accounts, accounts.c.id == users.c.id)
            .where(accounts.c.id.is_(None))
        )
        for row in (await connection.execute(query.order_by(users.c.created_at.desc()))).mappings():
            if (
                folded(row["name"]) == identity.address
                and (row["metadata"] or {}).get("provider") == identity.provider
            ):
                return str(row["id"])
        return None

    async def _insert(
        self, connection: AsyncConnection, name: str, role: Role, hashed: str, **more: str | int
    ) -> None:
        values = {
            "id": str(uuid.uuid4()),
            "folded": folded(name),
            "name": name,
            "role": role.value,
            "password_hash": hashed,
            "created_at": now(),
        }
        await connection.execute(
            self._database.insert(accounts).values(version=0, **({"by_domain": 0} | values | more))
        )

    async def _row(self, condition: ColumnElement[bool]) -> Mapping[Any, Any] | None:
        async with self._database.read() as connection:
            return (await connection.execute(select(accounts).where(condition))).mappings().first()

    async def _set(self, name: str, **values: str | int | None) -> None:
        async with self._database.begin() as connection:
            statement = (
                update(accounts)
                .where(accounts.c.folded == folded(name))
                .values(version=accounts.c.version + 1, **values)
            )
            found = (await connection.execute(statement)).rowcount
        if not found:
            raise _unknown(name)


def _unknown(name: str) -> AccountError:
    return AccountError(f"„{name}“ gibt es nicht. `wbm users list` zeigt, wer sich anmelden kann.")


def _account(row: Mapping[Any, Any]) -> Account:
    return Account(
        row["id"],
        row["name"],
        Role(row["role"]),
        row["created_at"],
        bool(row["password_hash"]),
        row["version"],
    )
