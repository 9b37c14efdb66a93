"""Repeats a sync: every so often, and at once when a watched file changes, until the process is
told to stop.
"""

from __future__ import annotations

import re
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FrameType

from knowledge.errors import SettingsError

_DURATION = re.compile(r"(?<!\d)(?:(\d{1,9})d)?(?:(\d{1,9})h)?(?:(\d{1,9})m)?(?:(\d{1,9})s)?")
_SHORTEST = 10  # seconds
_LOOK = 2_000  # milliseconds between looks whether it is time


def seconds_of(text: str) -> int:
    """Seconds of a duration like "24h", "90m", "1d12h" or "45s".

    Raises:
        SettingsError: not a duration, or below ten seconds.
    """
    match = _DURATION.fullmatch(text.strip().lower())
    if not match or not any(match.groups()):
        raise SettingsError(f"„{text}“ ist keine Dauer. Bitte so schreiben: 24h, 90m, 1d12h oder 45s.")
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    if total < _SHORTEST:
        raise SettingsError(f"„{text}“ ist zu kurz; mindestens {_SHORTEST}s.")
    return total


def stop_on_signals() -> None:
    """SIGTERM and Ctrl+C end the process with 0; whatever is under way is kept and carried on
    by the next sync.
    """

    def stop(_: int, __: FrameType | None) -> None:
        sys.exit(0)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)


def repeat(run: Callable[[], float], watched: Sequence[Path], changed: Callable[[], object]) -> None:
    """Call `run` now and again after the seconds that it gives, and `changed` when something below `watched`
    changed; never returns.
    """
    try:
        while True:
            due = time.monotonic() + run()
            for _ in _changes(watched, due):
                changed()
    except KeyboardInterrupt:  # how watchfiles hands on whatever a signal raised
        sys.exit(0)


def _changes(watched: Sequence[Path], due: float) -> Iterator[None]:
    """One item for each burst of changes, until `due` (time.monotonic)."""
    if not watched:
        time.sleep(max(0.0, due - time.monotonic()))
        return
    from watchfiles import watch

    for changes in watch(*watched, rust_timeout=_LOOK, yield_on_timeout=True, raise_interrupt=True):
        if changes:
            yield
        if time.monotonic() >= due:
            return
