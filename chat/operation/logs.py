"""Logs as JSON lines, for programs that collect them: time, level, logger, message, data of events."""

from __future__ import annotations

import logging
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any

from pythonjsonlogger.json import JsonFormatter

if TYPE_CHECKING:
    from settings import Settings

_FIELDS = "%(asctime)s %(levelname)s %(name)s %(message)s"
_NAMES = {"asctime": "time", "levelname": "level", "name": "logger"}


class LinesOfJson(JsonFormatter):
    """One object a line. Of an error its type and where it came from, not its message: a library's may repeat
    what a person wrote.
    """

    def __init__(self) -> None:
        super().__init__(_FIELDS, rename_fields=_NAMES, json_ensure_ascii=False)

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802, ARG002 - logging's name and signature
        """UTC, ISO 8601, with milliseconds."""
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")

    def formatException(  # noqa: N802 - logging's name
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None] | Any,
    ) -> str:
        """Where it came from, and its type."""
        kind, _, trace = ei
        frames = traceback.extract_tb(trace)
        places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        return "\n".join([*places, kind.__name__ if kind else ""])


def set_up_logs(settings: Settings) -> None:
    """Have all loggers of this process write as set; to be called before uvicorn sets up its own."""
    if settings.log_format != "json":
        return
    from uvicorn.config import LOGGING_CONFIG

    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(logging.StreamHandler())
    known = [logging.getLogger(name) for name in logging.root.manager.loggerDict]
    for handler in {handler for logger in (root, *known) for handler in logger.handlers}:
        handler.setFormatter(LinesOfJson())
    for formatter in LOGGING_CONFIG["formatters"].values():
        formatter.clear()
        formatter["()"] = LinesOfJson
    logging.getLogger("wbm").setLevel(logging.INFO)
