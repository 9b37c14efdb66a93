"""Events of a generator that runs in a thread, for a chat that must not wait: neither for the next event nor
for the end.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncGenerator, Callable, Generator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chains.events import Event


class _End:
    """The generator is done."""


async def from_thread(
    make: Callable[[], Generator[Event, None, None]], patience: float
) -> AsyncGenerator[Event | None, None]:
    """The events of `make()` as they come; None each time none came for `patience` seconds. Raises what the
    generator raises.

    Whoever stops listening (aclose, a cancelled task) has the generator closed, in its own
    thread, at its next event.
    """
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[Event | _End | BaseException] = asyncio.Queue()
    stopped = threading.Event()

    def put(item: Event | _End | BaseException) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is gone: the server ends
            loop.call_soon_threadsafe(queue.put_nowait, item)

    loop.run_in_executor(None, _work, make, put, stopped)
    try:
        while True:
            try:
                item = await asyncio.wait_for(queue.get(), patience)
            except TimeoutError:
                yield None
                continue
            if isinstance(item, _End):
                return
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        stopped.set()


def _work(
    make: Callable[[], Generator[Event, None, None]],
    put: Callable[[Event | _End | BaseException], None],
    stopped: threading.Event,
) -> None:
    try:
        with contextlib.closing(make()) as events:
            for event in events:
                if stopped.is_set():
                    return
                put(event)
    except BaseException as error:  # noqa: BLE001 - raised again where it is listened to
        put(error)
    else:
        put(_End())
