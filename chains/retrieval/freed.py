"""What a server does with what it holds: that which stays is not looked through again and again, and what an
earlier generation of the index held is given back, else it grows by some megabytes with each sync.
"""

from __future__ import annotations

import ctypes
import gc
from contextlib import suppress

# new objects after which the youngest are looked through, and how many rounds older ones wait. Of 50 ms of an
# answer 5.7 went to this with Python's 700, 10, 10, 2.3 with what stays left out, 1.2 with these besides
# (200 different questions each, two busy cores, 30.11.2026)
_ROUNDS = (5_000, 20, 20)


def leave_out() -> None:
    """Leave what is loaded by now out of all further searches for garbage; what loading it took is given
    back.
    """
    gc.collect()
    _trim()
    gc.freeze()
    gc.set_threshold(*_ROUNDS)


def give_back() -> None:
    """Free what only refers to itself (each index keeps a cache of its own method), and hand free pages to
    the system where the C library can (glibc's malloc_trim).
    """
    left_out = gc.get_freeze_count() > 0
    gc.unfreeze()
    gc.collect()
    if left_out:
        gc.freeze()
    _trim()


def _trim() -> None:
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
