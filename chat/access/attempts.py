"""How often somebody may try to sign in: an attempt counts before its password is looked at, and is given
back if it was right.

A stranger must neither guess a password nor lock its owner out, so three counts work together:

- address and account: `FREE` wrong passwords, then a wait that doubles from 1 minute to 1 hour.
  It stops guessing without touching anybody at another address.
- address: `BUDGET` wrong passwords at once and as many in a quarter of an hour, for all names
  (a seminar behind one address mistypes less); an account that came in from there before is let through.
- account, over all addresses: never refused, since then strangers could lock it. After `CALM`
  wrong passwords each further attempt from an address that this account has not come in from is only slowed
  down, by up to `SLOWEST` seconds.

Here they live in memory (for those that several processes share see shared_attempts.py), at most `_KEYS` of
each kind; the longest unused goes first.
"""

from __future__ import annotations

import hashlib
import ipaddress
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chat.database.persons_step import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

FREE, FIRST_WAIT, LONGEST_WAIT = 5, 60.0, 3600.0  # wrong passwords; seconds
# wrong passwords of one address; seconds in which as many are forgotten, one after the other
BUDGET, WINDOW = 50, 15 * 60.0
CALM, SLOWEST = 20, 8.0  # wrong passwords of an account from anywhere within WINDOW; seconds
_FORGOTTEN = 24 * 3600.0  # seconds after which an address and account begin anew
_KEYS = 20_000  # about 5 MB


@dataclass(slots=True)
class _Count:
    """Attempts that were wrong or are being looked at, and until when (clock) an address and
    account has to wait.
    """

    wrong: float = 0.0
    last: float = 0.0
    closed_until: float = 0.0


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt that was let through: after `slow` seconds its password may be looked at."""

    pair: bytes
    address: bytes
    account: bytes
    slow: float
    here: bool = False  # counted in this process alone

    @property
    def keys(self) -> tuple[bytes, bytes, bytes]:
        """What it is counted under."""
        return self.pair, self.address, self.account


@dataclass(frozen=True, slots=True)
class KeptAttempts:
    """What is known of one key, as it is stored elsewhere; `known`: an account came in from there."""

    wrong: float
    last: float
    closed_until: float
    known: bool = False


def keys_of(name: str, address: str) -> tuple[bytes, bytes, bytes]:
    """What an attempt is counted under: account and address together, the address, the account."""
    who, place = _digest("account", folded(name)), _digest("address", _network(address))
    return _digest("pair", who.hex(), place.hex()), place, who


@dataclass(slots=True)
class Attempts:
    """The counts of one server; `clock` gives seconds."""

    clock: Callable[[], float] = time.monotonic
    _pairs: OrderedDict[bytes, _Count] = field(default_factory=OrderedDict)
    _addresses: OrderedDict[bytes, _Count] = field(default_factory=OrderedDict)
    _accounts: OrderedDict[bytes, _Count] = field(default_factory=OrderedDict)
    _known: OrderedDict[bytes, None] = field(default_factory=OrderedDict)  # pairs that came in before

    def begin(self, name: str, address: str) -> Attempt | float:
        """Count an attempt now; gives it, or the seconds to wait before the next one (then
        nothing is counted).
        """
        pair, place, who = keys_of(name, address)
        now, known = self.clock(), pair in self._known
        here = self._count(self._addresses, place, BUDGET)
        if here.wrong > BUDGET - 1 and not known:  # first, so that names without end fill no table
            return (here.wrong - BUDGET + 1) * WINDOW / BUDGET
        both = self._count(self._pairs, pair)
        if both.closed_until > now:
            return both.closed_until - now
        anywhere = self._count(self._accounts, who, CALM)
        for count in (both, here, anywhere):
            count.wrong += 1
        if both.wrong >= FREE:
            both.closed_until = now + min(FIRST_WAIT * 2 ** min(both.wrong - FREE, 10), LONGEST_WAIT)
        over = anywhere.wrong - CALM
        return Attempt(
            pair, place, who, 0.0 if over <= 0 or known else min(2.0 ** min(over - 1, 10) / 4, SLOWEST)
        )

    def right(self, attempt: Attempt) -> None:
        """The password was right: nothing of this address and account is held against anybody."""
        self._give_back(attempt)
        self._pairs.pop(attempt.pair, None)
        self._known[attempt.pair] = None
        self._known.move_to_end(attempt.pair)
        _trim(self._known)

    def not_looked_at(self, attempt: Attempt) -> None:
        """The password was not compared (the database is away): the attempt does not count."""
        self._give_back(attempt)
        if (count := self._pairs.get(attempt.pair)) is not None:
            count.wrong, count.closed_until = max(0.0, count.wrong - 1), 0.0

    def take(self, keys: Sequence[bytes], known: Mapping[bytes, KeptAttempts]) -> None:
        """Take over what is known of the keys of an attempt (as in keys_of)."""
        for table, key in zip((self._pairs, self._addresses, self._accounts), keys, strict=True):
            if (kept := known.get(key)) is not None:
                table[key] = _Count(kept.wrong, kept.last, kept.closed_until)
                if kept.known:
                    self._known[key] = None

    def kept(self, key: bytes) -> KeptAttempts | None:
        """What is known of a key now; None for nothing."""
        found = (table.get(key) for table in (self._pairs, self._addresses, self._accounts))
        count = next((count for count in found if count is not None), None)
        known = key in self._known
        if count is None:
            return KeptAttempts(0.0, self.clock(), 0.0, known=True) if known else None
        return KeptAttempts(count.wrong, count.last, count.closed_until, known=known)

    def _give_back(self, attempt: Attempt) -> None:
        for table, key in ((self._addresses, attempt.address), (self._accounts, attempt.account)):
            if (count := table.get(key)) is not None:
                count.wrong = max(0.0, count.wrong - 1)

    def _count(self, table: OrderedDict[bytes, _Count], key: bytes, limit: int = 0) -> _Count:
        """The count of a key: one with a limit forgets so many in WINDOW seconds, another all after a day
        without attempt.
        """
        now, count = self.clock(), table.setdefault(key, _Count(last=self.clock()))
        if limit:
            count.wrong = max(0.0, count.wrong - (now - count.last) * limit / WINDOW)
        elif count.last + _FORGOTTEN < now:
            count.wrong = 0.0
        count.last = now
        table.move_to_end(key)
        _trim(table)
        return count


def _trim(table: OrderedDict[bytes, _Count] | OrderedDict[bytes, None]) -> None:
    while len(table) > _KEYS:
        table.popitem(last=False)


def _digest(*parts: str) -> bytes:
    """A key of constant size, whatever somebody typed as their name."""
    return hashlib.blake2b("\x00".join(parts).encode("utf-8", "replace"), digest_size=16).digest()


def _network(address: str) -> str:
    """One person's part of the net: an IPv4 address, or the first 64 bits of an IPv6 address, all of which
    one household has.
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        return str(found.ipv4_mapped or ipaddress.ip_network((found, 64), strict=False))
    return str(found)
