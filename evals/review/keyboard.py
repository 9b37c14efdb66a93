"""Single key presses from a terminal, without Enter and without losing what is typed ahead; or characters
from a pipe.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Press = Callable[[str], str]  # allowed keys -> the one pressed; "q" at the end of input or on Escape
_ENDS = {"", "\x04", "\x1b"}


@contextmanager
def keyboard() -> Iterator[Press]:
    """Hold the terminal in key mode while an editor works; other keys than the allowed ones do nothing."""
    if not sys.stdin.isatty():
        yield _reader(lambda: sys.stdin.read(1))
        return
    try:
        import termios
        import tty
    except ImportError:  # Windows
        import msvcrt

        yield _reader(msvcrt.getwch)  # type: ignore[attr-defined]
        return
    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    tty.setcbreak(descriptor, termios.TCSADRAIN)  # not FLUSH, which drops what was typed ahead
    try:
        yield _reader(lambda: sys.stdin.read(1))
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


def _reader(read: Callable[[], str]) -> Press:
    def press(allowed: str) -> str:
        while True:
            key = read().lower()
            if key in _ENDS:
                return "q"
            if key in allowed:
                return key

    return press
