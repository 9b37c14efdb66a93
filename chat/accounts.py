"""People who may sign in: name, role, argon2 hash. Kept in the chats database."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, func, select, update

from chat.database import ChatDatabase, now
from chat.roles import Role
from chat.schema import accounts
from knowledge.errors import AccountError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_NAME = re.compile(r"[\w.@+-]{2,100}")
_SHORTEST = 10  # characters of a password; BSI ORP.4 asks for length before special characters
_NO_PASSWORD = ""  # signs in by OAuth only


@dataclass(frozen=True, slots=True)
class Account:
    """One person who may sign in."""

    name: str
    role: Role
    created_at: str
    by_password: bool


class Accounts:
    """The accounts in one database.

    Raises (every method):
        StorageUnreachable: the database is away.
    """

    def __init__(self, database: ChatDatabase) -> None:
        self._database = database

    async def add(self, name: str, role: Role, password: str | None) -> None:
        """Add a person; without password they sign in by OAuth. Raises AccountError: name taken or unfit, password too short."""
        if not _NAME.fullmatch(name):
            raise AccountError(f"„{name}“ geht nicht als Name: 2 bis 100 Buchstaben, Ziffern oder . @ + - _, ohne Leerzeichen.")
        hashed = await _hash(password) if password is not None else _NO_PASSWORD
        async with self._database.begin() as connection:
            taken = (await connection.execute(select(accounts.c.name).where(func.lower(accounts.c.name) == name.lower()))).first()
            if taken:
                raise AccountError(f"„{taken[0]}“ gibt es schon. `wbm users passwd {taken[0]}` ändert das Passwort, `wbm users role {taken[0]} ROLLE` die Rolle.")
            await connection.execute(self._database.insert(accounts).values(name=name, role=role, password_hash=hashed, created_at=now()))

    async def all(self) -> list[Account]:
        """All accounts by name."""
        async with self._database.begin() as connection:
            return [_account(row) for row in (await connection.execute(select(accounts).order_by(accounts.c.name))).mappings()]

    async def find(self, name: str) -> Account | None:
        """The account of that name, whatever its letters' case."""
        async with self._database.begin() as connection:
            row = (await connection.execute(select(accounts).where(func.lower(accounts.c.name) == name.lower()))).mappings().first()
        return _account(row) if row else None

    async def verify(self, name: str, password: str) -> Account | None:
        """The account if the password is right; takes as long for a name that is not there."""
        async with self._database.begin() as connection:
            row = (await connection.execute(select(accounts).where(func.lower(accounts.c.name) == name.lower()))).mappings().first()
        known = row["password_hash"] if row else _NO_PASSWORD
        right = await asyncio.to_thread(_matches, known or _nobodys_hash(), password)
        if row is None or not known or not right:
            return None
        if _hasher().check_needs_rehash(known):
            await self._set(row["name"], password_hash=await _hash(password))
        return _account(row)

    async def set_password(self, name: str, password: str) -> None:
        """Change a password; raises AccountError."""
        await self._set(name, password_hash=await _hash(password))

    async def set_role(self, name: str, role: Role) -> None:
        """Change a role; it holds from the next request on. Raises AccountError."""
        await self._set(name, role=role)

    async def remove(self, name: str) -> None:
        """Take an account out; chats stay until they are deleted. Raises AccountError."""
        async with self._database.begin() as connection:
            result = await connection.execute(delete(accounts).where(func.lower(accounts.c.name) == name.lower()))
        if not result.rowcount:
            raise _unknown(name)

    async def _set(self, name: str, **values: str) -> None:
        async with self._database.begin() as connection:
            result = await connection.execute(update(accounts).where(func.lower(accounts.c.name) == name.lower()).values(**values))
        if not result.rowcount:
            raise _unknown(name)


def _unknown(name: str) -> AccountError:
    return AccountError(f"„{name}“ gibt es nicht. `wbm users list` zeigt, wer sich anmelden kann.")


def _account(row: Mapping[Any, Any]) -> Account:
    return Account(row["name"], Role(row["role"]), row["created_at"], bool(row["password_hash"]))


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()  # argon2id with the parameters of RFC 9106 (low memory)


@cache
def _nobodys_hash() -> str:
    return _hasher().hash("nobody has this password")


async def _hash(password: str) -> str:
    if len(password) < _SHORTEST:
        raise AccountError(f"Das Passwort ist zu kurz: mindestens {_SHORTEST} Zeichen. Ein Satz aus mehreren Wörtern ist gut zu merken.")
    return await asyncio.to_thread(_hasher().hash, password)


def _matches(known: str, password: str) -> bool:
    try:
        return _hasher().verify(known, password)
    except (VerificationError, InvalidHashError):
        return False
