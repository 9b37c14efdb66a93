"""Rounds of a repeated sync that several workers share: one at a time, and none of them twice within its
interval, whichever worker did it.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

_FOLDER = "rounds"  # below the data folder
_EARLY = 0.95  # of an interval: a round that comes so much too early is no second one
_LOOK = 60.0  # seconds after which a worker looks again at what another one is doing


@dataclass(frozen=True, slots=True)
class Rounds:
    """The rounds of one request, known by `what` it reads; `every` in seconds, `clock` gives seconds since
    the epoch.
    """

    data: Path
    what: str
    every: float
    clock: Callable[[], float] = time.time

    def take(self, run: Callable[[], bool]) -> float:
        """Do a round unless another worker does or did it; `run` says whether it was done. Gives the seconds
        until the next one is due.
        """
        folder = self.data / _FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(self.what.encode()).hexdigest()[:16]
        done = folder / f"{name}.json"
        try:
            # let go by the system when its worker dies
            with FileLock(folder / f".{name}.lock", timeout=0):
                now = self.clock()
                since = now - _last(done)
                if 0 <= since < self.every * _EARLY:
                    return self.every - since
                if run():
                    _write(done, now)
                return max(0.0, self.every - (self.clock() - now))
        except Timeout:
            return min(_LOOK, self.every)


def _last(path: Path) -> float:
    """When the last round began; long ago where nothing tells."""
    try:
        return float(json.loads(path.read_text(encoding="utf-8"))["began"])
    except (OSError, ValueError, KeyError, TypeError):
        return float("-inf")


def _write(path: Path, began: float) -> None:
    unfinished = path.with_suffix(f".{os.getpid()}.part")
    unfinished.write_text(json.dumps({"began": began}), encoding="utf-8")
    unfinished.replace(path)
