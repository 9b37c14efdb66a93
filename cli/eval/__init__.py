"""`wbm eval`: measure, compare, review. Each module parses, calls and prints for the commands it names."""

from __future__ import annotations

from cli.eval import comparing, consulting, measuring, reviewing  # noqa: F401 - they register their commands
from cli.eval.runs import app

__all__ = ["app"]
