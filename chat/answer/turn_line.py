"""The line before the answers: so many questions at once, further ones wait in the order they came in and are
told so; nobody's question is lost.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from knowledge.errors import TooManyQuestions

_TELL = 1.0  # seconds in line until people are told, and between two tellings
_FULL = (
    "Gerade fragen so viele gleichzeitig, dass auch die Warteschlange voll ist. Bitte in ein paar Minuten"
    " noch einmal fragen; der Knopf darunter stellt dieselbe Frage."
)


class TurnLine:
    """Lets `at_once` turns run and `waiting` wait; `told` gets (running, waiting) at each change. Belongs to
    one event loop.
    """

    def __init__(
        self, at_once: int, waiting: int, told: Callable[[int, int], None] = lambda _running, _waiting: None
    ) -> None:
        self._at_once, self._most, self._told = at_once, waiting, told
        self._running = 0
        self._line: deque[asyncio.Future[None]] = deque()

    @asynccontextmanager
    async def place(self, say: Callable[[int], Awaitable[None]]) -> AsyncIterator[None]:
        """Within it, it is this turn's time; `say` is told its place in line (1: the next) while it waits.

        Raises:
            TooManyQuestions: the line is full.
        """
        await self._enter(say)
        try:
            yield
        finally:
            self._leave()

    async def _enter(self, say: Callable[[int], Awaitable[None]]) -> None:
        if self._running < self._at_once:
            self._running += 1
            self._changed()
            return
        if len(self._line) >= self._most:
            raise TooManyQuestions(_FULL)
        called: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._line.append(called)
        self._changed()
        try:
            while not (await asyncio.wait({called}, timeout=_TELL))[0]:
                await say(self._line.index(called) + 1)
        except BaseException:
            if called.done():  # its time came in this moment: it goes to the next
                self._leave()
            else:
                self._line.remove(called)
                self._changed()
            raise

    def _leave(self) -> None:
        if self._line:
            self._line.popleft().set_result(None)
        else:
            self._running -= 1
        self._changed()

    def _changed(self) -> None:
        self._told(self._running, len(self._line))


def in_line(place: int) -> str:
    """What somebody in line is told."""
    before = (
        "Sie sind als Nächstes dran."
        if place == 1
        else f"Vor Ihrer Frage {'steht noch eine' if place == 2 else f'stehen noch {place - 1}'}."  # noqa: PLR2004
    )
    return f"⏳ Gerade fragen viele gleichzeitig. Ihre Frage ist angekommen und wird beantwortet. {before}"
