"""Every pattern of ours: in modules' globals, classes, tuples and dicts, and those written into
a call of `re`.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Any

PACKAGES = ("chains", "chat", "evals", "ingest", "knowledge")
_ROOT = Path(__file__).resolve().parents[2]
_CALLS = {"compile", "search", "match", "sub", "subn", "findall", "finditer", "fullmatch", "split"}


def patterns() -> dict[str, re.Pattern[str]]:
    """Where it stands -> the pattern."""
    found: dict[str, re.Pattern[str]] = {}
    seen: set[tuple[str, int]] = set()
    for where, pattern in (*_compiled(), *_written()):
        if isinstance(pattern.pattern, str) and (pattern.pattern, pattern.flags) not in seen:
            seen.add((pattern.pattern, pattern.flags))
            found[where] = pattern
    return found


def _modules() -> Iterator[str]:
    for package in PACKAGES:
        yield package
        for info in pkgutil.walk_packages([str(_ROOT / package)], f"{package}."):
            if not info.name.endswith("__main__"):
                yield info.name


def _compiled() -> Iterator[tuple[str, re.Pattern[str]]]:
    for name in _modules():
        module = importlib.import_module(name)
        for key, value in list(vars(module).items()):
            if not key.startswith("__") and (not issubclass(type(value), type) or value.__module__ == name):
                yield from _within(f"{name}.{key}", value, 0)


def _within(where: str, value: Any, depth: int) -> Iterator[tuple[str, re.Pattern[str]]]:
    kind = type(value)  # isinstance would wake the lazy objects of libraries
    if kind is re.Pattern:
        yield where, value
    elif depth > 4 or kind in {str, bytes, int}:
        return
    else:
        for key, inner in _parts(kind, value):
            yield from _within(f"{where}{key}", inner, depth + 1)


def _parts(kind: type, value: Any) -> list[tuple[str, Any]]:
    """What a value holds, and under which name."""
    if issubclass(kind, dict) or kind is MappingProxyType:
        return [(f"[{key}]", inner) for key, inner in value.items()] + [
            (f"[{key}]", key) for key in value if type(key) is re.Pattern
        ]
    if issubclass(kind, tuple | list | set | frozenset):
        return [(f"[{number}]", inner) for number, inner in enumerate(value)]
    if issubclass(kind, type):
        return [(f".{key}", inner) for key, inner in vars(value).items()]
    if kind.__module__.split(".")[0] in PACKAGES and hasattr(kind, "__dataclass_fields__"):
        return [(f".{key}", getattr(value, key, None)) for key in kind.__dataclass_fields__]
    return []


def _written() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Patterns given as a text to a call of `re`; one with parts of its own time is left to the
    tests of its function.
    """
    for package in PACKAGES:
        for path in sorted((_ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and isinstance(node.func.value, ast.Name)
                    and node.func.value.id == "re"
                ):
                    given = node.args[0] if node.args else None
                    if (
                        node.func.attr in _CALLS
                        and isinstance(given, ast.Constant)
                        and isinstance(given.value, str)
                    ):
                        yield (
                            f"{path.relative_to(_ROOT)}:{given.lineno}:{given.col_offset}",
                            re.compile(given.value, _flags(node)),
                        )


def _flags(call: ast.Call) -> int:
    spelled = " ".join(
        ast.unparse(part)
        for part in (*call.args[1:], *(k.value for k in call.keywords))
        if "re." in ast.unparse(part)
    )
    flags = 0
    for name in re.findall(r"re\.([A-Z]+)\b", spelled):
        flags |= getattr(re, name)
    return flags
