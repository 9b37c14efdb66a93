"""Passwords hashed and checked, a few at a time: argon2 takes 64 MiB for each."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from typing import TYPE_CHECKING, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from knowledge.errors import AccountError

if TYPE_CHECKING:
    from collections.abc import Callable

_T = TypeVar("_T")
_SHORTEST = 10  # characters of a password; BSI ORP.4 asks for length before special characters
_LONGEST = 1000  # characters; more is nobody's password
_AT_ONCE = 2  # 2 * 64 MiB; a check takes about 60 ms, so 30 people a second still get in


class Passwords:
    """One instance a server (or command), so that all its hashes wait in one line."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="wbm-argon2")

    async def hash(self, password: str) -> str:
        """The hash to keep; raises AccountError for a password that is too short or too long."""
        if not _SHORTEST <= len(password) <= _LONGEST:
            raise AccountError(
                f"Das Passwort ist zu {'kurz' if len(password) < _SHORTEST else 'lang'}: mindestens"
                f" {_SHORTEST}, höchstens {_LONGEST} Zeichen. Ein Satz aus mehreren Wörtern ist gut zu"
                " merken."
            )
        return await self._in_line(partial(_hasher().hash, password))

    async def matches(self, known: str, password: str) -> bool:
        """Whether this is the password of a hash; takes as long for "", the hash that nobody has."""
        if len(password) > _LONGEST:
            return False
        right = await self._in_line(partial(_matches, known, password))
        return right and bool(known)

    @staticmethod
    def outdated(known: str) -> bool:
        """Whether a hash was made with weaker parameters than today's."""
        return _hasher().check_needs_rehash(known)

    async def _in_line(self, work: Callable[[], _T]) -> _T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()  # argon2id with the parameters of RFC 9106 (low memory)


@cache
def _nobodys_hash() -> str:
    return _hasher().hash("nobody has this password")


def _matches(known: str, password: str) -> bool:
    try:
        return _hasher().verify(known or _nobodys_hash(), password)
    except (VerificationError, InvalidHashError):
        return False
