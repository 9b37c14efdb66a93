"""Gives back what an earlier generation of the index held: else a server grows by some megabytes with each
sync, though nothing is kept.
"""

from __future__ import annotations

import ctypes
import gc
from contextlib import suppress


def give_back() -> None:
    """Free what only refers to itself (each index keeps a cache of its own method), and hand free pages to
    the system where the C library can (glibc's malloc_trim).
    """
    gc.collect()
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
