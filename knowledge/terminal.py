"""The one way to the terminal: what comes from sources, names and comments cannot steer it, and rich takes
none of it for markup.

A title may hold escape sequences that clear the screen, rename the window, hide a line or put text onto the
clipboard (OSC 52), and bidirectional controls that show a name backwards. `guard()` cleans both streams of a
process; `say`, `say_json` and `console` are what commands print with, and clean by themselves.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TextIO

import typer

if TYPE_CHECKING:
    from rich.console import Console

# ECMA-48: CSI …, and strings (OSC, DCS, SOS, PM, APC) up to their end; an unfinished string loses its
# introducer alone.
_SEQUENCES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*["
    r" -/]*[@-~]|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\n]{0,4096}(?:\x07|\x1b\\|\x9c)|\x1b["
    r" -/]+[0-~]"
)
# C0 but tab and line feed, DEL, C1; marks, embeddings, overrides and isolates of direction; line and
# paragraph separators; BOM; tags.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f]"
)
_SURROGATES = re.compile("[\ud800-\udfff]")  # from file names that are no UTF-8; no stream takes them


def harmless(text: str) -> str:
    """The text without anything that steers a terminal; line ends and tabs stay."""
    return _SURROGATES.sub("\ufffd", _UNSEEN.sub("", _SEQUENCES.sub("", text.replace("\r\n", "\n"))))


def say(text: object = "", *, err: bool = False, nl: bool = True) -> None:
    """Print a line for people."""
    typer.echo(harmless(str(text)), err=err, nl=nl)


def say_json(value: Any, *, indent: int | None = 2) -> None:
    """Print JSON: the same data for a program, without a character that steers a terminal."""
    typer.echo(json_text(value, indent=indent))
    sys.stdout.flush()


def json_text(value: Any, *, indent: int | None = 2) -> str:
    """JSON with German letters as they are, and with escapes for every character that steers a terminal."""
    written = json.dumps(value, ensure_ascii=False, indent=indent)
    return _SURROGATES.sub(_escaped, _UNSEEN.sub(_escaped, written))


def _escaped(match: re.Match[str]) -> str:
    return json.dumps(match[0])[1:-1]


def console(*, stderr: bool = False, soft_wrap: bool = False) -> Console:
    """A rich console for tables and bars: strings are no markup, and only rich's own styles and movements
    reach the terminal.
    """
    from rich.console import Console as RichConsole
    from rich.segment import Segment

    class SafeConsole(RichConsole):
        """Cleans the text of all that is rendered; what rich itself says to the terminal is no text."""

        def render(self, renderable: Any, options: Any = None) -> Iterable[Segment]:
            """Segments with harmless text."""
            for segment in super().render(renderable, options):
                yield segment if segment.control else Segment(harmless(segment.text), segment.style)

    stream = sys.stderr if stderr else sys.stdout
    return SafeConsole(file=_plain(stream), markup=False, highlight=False, emoji=False, soft_wrap=soft_wrap)


def guard() -> None:
    """From now on all that this process prints is harmless: also what a library prints of its own, or an
    error with a name in it.
    """
    guard_logs()
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is not None and not isinstance(stream, _Guarded):
            setattr(sys, name, _Guarded(stream))


def guard_logs() -> None:
    """From now on the messages of all loggers are harmless; a server's streams keep the colours that its own
    log lines have.
    """
    logging.setLogRecordFactory(_HarmlessRecord)


class _HarmlessRecord(logging.LogRecord):
    def getMessage(self) -> str:  # noqa: N802 - logging's name
        return harmless(super().getMessage())


class _Guarded:
    """A text stream whose every write is cleaned; all else is the stream's own."""

    def __init__(self, stream: TextIO) -> None:
        self.plain = stream

    def write(self, text: str) -> int:
        self.plain.write(harmless(text))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.plain, name)


def _plain(stream: Any) -> TextIO:
    """The stream below the guard, for a console that has cleaned already."""
    found: TextIO = stream.plain if isinstance(stream, _Guarded) else stream
    return found
