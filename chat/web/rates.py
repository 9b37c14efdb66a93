"""How often a person, and an address, may ask for what costs: every kind has its own window of a minute."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING

from chat.access.limits import SlidingWindow

if TYPE_CHECKING:
    from chat.access.shared_counts import SharedCounts

_SECONDS = 60.0
_UPLOADED = re.compile(r"/(?:project/file|quellen/(?:datei|adresse))/?")
_READS = re.compile(
    r"/(?:project/|user|auth/|chats/|fundstellen/|gesetze/|quellen|kurse|auswertung|datenschutz)"
)


class RequestKind(StrEnum):
    """What is asked for."""

    MESSAGE = "message"
    SETTINGS = "settings"
    OTHER_EVENT = "other event"
    CONNECT = "connect"
    UPLOAD = "upload"
    ACTION = "action"
    FEEDBACK = "feedback"
    CHANGE = "change"
    READ = "read"


# How often a person may in a minute. People click fast; none of these is reached by hand.
_PER_MINUTE = {
    # questions have their own limit (WBM_QUESTIONS_PER_MINUTE), this one holds „Fall: …“ and empty ones too
    RequestKind.MESSAGE: 40,
    RequestKind.SETTINGS: 30,
    RequestKind.OTHER_EVENT: 60,  # stop, a page that comes back
    RequestKind.CONNECT: 60,
    RequestKind.UPLOAD: 20,
    RequestKind.ACTION: 120,  # buttons, and every look into the side panel
    RequestKind.FEEDBACK: 30,
    RequestKind.CHANGE: 120,  # any other change by HTTP
    RequestKind.READ: 600,  # what asks the database or the library; the page's own files are not counted
}


class TooOften(Exception):
    """Refused; `seconds` until it may be tried again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds

    def __str__(self) -> str:
        return (
            f"Das war sehr oft in kurzer Zeit. Bitte in {self.seconds}"
            f" {'Sekunde' if self.seconds == 1 else 'Sekunden'} noch einmal versuchen."
        )


class Rates:
    """Counts by person and by address; an address may stand for an office of `people` behind one router."""

    def __init__(
        self, people: int, *, messages: int = 0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`messages`: at least so many messages a person and minute."""
        limits = _PER_MINUTE | {RequestKind.MESSAGE: max(_PER_MINUTE[RequestKind.MESSAGE], messages)}
        self._limits, self._people = limits, people
        self._persons = {kind: SlidingWindow(limit, _SECONDS, clock) for kind, limit in limits.items()}
        self._addresses = {
            kind: SlidingWindow(limit * people, _SECONDS, clock) for kind, limit in limits.items()
        }

    def limits(self, kind: RequestKind, person: str, address: str) -> dict[str, int]:
        """What an event is counted under, each with its limit."""
        limit = self._limits[kind]
        named = {f"{kind.value} address {address}": limit * self._people}
        return named | ({f"{kind.value} person {person}": limit} if person else {})

    def count(self, kind: RequestKind, person: str, address: str) -> None:
        """Count one; `person` "" where nobody is known.

        Raises:
            TooOften: this person or this address has had its share; nothing is counted then.
        """
        of_person, of_address = self._persons[kind], self._addresses[kind]
        wait = max(of_person.wait(person) if person else 0.0, of_address.wait(address))
        if wait > 0:
            raise TooOften(int(wait) + 1)
        if person:
            of_person.add(person)
        of_address.add(address)


class SharedRates:
    """The same, counted by all processes of a server together; by each alone while their database is away, or
    where there is none. `told` is told the kind of each event that is refused.
    """

    def __init__(
        self, rates: Rates, counts: SharedCounts | None, told: Callable[[str], None] = lambda _kind: None
    ) -> None:
        self._rates, self._counts, self._told = rates, counts, told

    async def count(self, kind: RequestKind, person: str, address: str) -> None:
        """See Rates.count."""
        try:
            wait = (
                await self._counts.count(self._rates.limits(kind, person, address)) if self._counts else None
            )
            if wait is None:
                self._rates.count(kind, person, address)
            elif wait > 0:
                raise TooOften(int(wait) + 1)
        except TooOften:
            self._told(kind.value)
            raise


def kind_of(method: str, path: str) -> RequestKind | None:
    """What an HTTP request asks for; None for what costs nothing."""
    if method in {"GET", "HEAD"}:
        return RequestKind.READ if _READS.match(path) else None
    if _UPLOADED.fullmatch(path):
        return RequestKind.UPLOAD
    return {"/project/action": RequestKind.ACTION, "/feedback": RequestKind.FEEDBACK}.get(
        path.rstrip("/"), None if path.startswith("/ws/") else RequestKind.CHANGE
    )
