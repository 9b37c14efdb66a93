"""Whether this server can answer: the index is open, the library is readable, the database of the chats is
there.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import text

from chat.database.secrets import SESSIONS, agreed
from knowledge.errors import IndexMissing, StorageUnreachable, WbmError

if TYPE_CHECKING:
    from chat.database.connection import ChatDatabase

_log = logging.getLogger("wbm.operation")
_PATIENCE = 3.0  # seconds for one look; probes usually wait 5
_FRESH = (
    1.0  # seconds for which what was seen is given again, so that nobody asks the database by asking here
)


class Lack(StrEnum):
    """What is missing, as it is said."""

    LOADING = "Der Index wird noch geladen. Bitte kurz warten."
    NOTHING_READ = "Es ist noch nichts eingelesen. Bitte `wbm sync` ausführen."
    NO_LIBRARY = "Die Bibliothek oder ihr Index lässt sich nicht lesen. `wbm doctor` sagt, was zu tun ist."
    NOT_AGREED = (
        "Dieser Server begann, als die Datenbank weg war, und kennt den gemeinsamen Schlüssel nicht. Bitte"
        " neu starten."
    )
    NO_DATABASE = "Die Datenbank der Chats und Konten ist nicht erreichbar. Bitte WBM_CHATS_URL prüfen."


@dataclass(slots=True)
class Readiness:
    """Looks at what an answer needs; `open_index` opens the index if need be, reads the library and gives
    the generation (it may take long, and runs in a thread of its own), `database` is None where no chat is
    kept.
    """

    open_index: Callable[[], int]
    database: ChatDatabase | None
    clock: Callable[[], float] = time.monotonic
    secret: str = ""  # about which the database has to be asked, since it was away at the start
    generation: int = 0  # that was last seen open
    _looked: float = field(default=float("-inf"))
    _lacks: tuple[Lack, ...] = ()
    _looking: asyncio.Lock = field(default_factory=asyncio.Lock)
    _opening: asyncio.Future[Lack | None] | None = None
    _thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "wbm-readiness"))

    async def lacks(self) -> tuple[Lack, ...]:
        """What is missing now; empty where all is there."""
        async with self._looking:
            if self.clock() - self._looked >= _FRESH:
                found = await asyncio.gather(self._index(), self._database())
                self._lacks = tuple(lack for lack in found if lack is not None)
                self._looked = self.clock()
            return self._lacks

    async def _index(self) -> Lack | None:
        """A look that takes too long goes on; the next one sees what became of it."""
        if self._opening is None:
            self._opening = asyncio.get_running_loop().run_in_executor(self._thread, self._look)
        done, _ = await asyncio.wait({self._opening}, timeout=_PATIENCE)
        if not done:
            return Lack.LOADING
        opened, self._opening = self._opening, None
        return opened.result()

    def _look(self) -> Lack | None:
        try:
            self.generation = self.open_index()
        except IndexMissing:
            return Lack.NOTHING_READ
        except WbmError as error:
            _log.error("%s", error)
            return Lack.NO_LIBRARY
        except Exception:  # noqa: BLE001 - whatever keeps the index from being opened, this server cannot answer
            _log.exception("the index cannot be opened")
            return Lack.NO_LIBRARY
        return None

    async def _database(self) -> Lack | None:
        if self.database is None:
            return None
        try:
            async with asyncio.timeout(_PATIENCE):
                async with self.database.read() as connection:
                    await connection.execute(text("SELECT 1"))
                if self.secret and await agreed(self.database, SESSIONS, self.secret) != self.secret:
                    return Lack.NOT_AGREED
            self.secret = ""
        except (StorageUnreachable, TimeoutError):
            return Lack.NO_DATABASE
        return None
