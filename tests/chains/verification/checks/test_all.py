"""Every check stands in a list, and has a test file of its own."""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path

from chains.verification import verify

CHECKS = {file.stem for file in (Path(verify.__file__).parent / "checks").glob("*.py")} - {"__init__"}


def test_every_check_is_asked() -> None:
    modules = [importlib.import_module(f"chains.verification.checks.{name}") for name in CHECKS]
    written = {
        thing
        for module in modules
        for _, thing in inspect.getmembers(module, inspect.isclass)
        if thing.__module__ == module.__name__ and hasattr(thing, "objections")
    }
    assert {type(check) for check in verify.ALL} == written


def test_every_check_has_its_test_file() -> None:
    tested = {file.stem.removeprefix("test_") for file in Path(__file__).parent.glob("test_*.py")}
    assert tested - {"all"} == CHECKS
