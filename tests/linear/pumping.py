"""Strings that make a pattern slow, read off its own parse tree: what each of its repetitions repeats, with
what stands before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

_parser: Any = re._parser  # type: ignore[attr-defined]  # the standard library's own reading of a pattern, without public name
_constants: Any = re._constants  # type: ignore[attr-defined]
_CATEGORY = {
    "CATEGORY_DIGIT": "1",
    "CATEGORY_WORD": "a",
    "CATEGORY_SPACE": " ",
    "CATEGORY_NOT_DIGIT": "x",
    "CATEGORY_NOT_WORD": "-",
    "CATEGORY_NOT_SPACE": "x",
}
_PROBES = "a1 -A.,\n§(äÖ\t/_%[<*„x"  # tried against a set that is told by what it does not hold
_CHOICES = 6  # ways that one part of a pattern is spelled out
_COMMON = (
    "1",
    " ",
    "a",
    "A",
    "ä",
    "\n",
    "\t",
    "(",
    "[",
    "<",
    "§ ",
    "1 ",
    "a ",
    "A ",
    "a, ",
    "a-",
    "1.",
    "*",
    "**",
    "- ",
    "aaaaaaaa ",
    "Aa ",
    "[1] ",
    "(1) ",
    "https://a",
    "a@",
    "„a“ ",
    "=",
    "ist ",
    "()",
)


@dataclass(frozen=True, slots=True)
class Pump:
    """A text of any size: what stands before, what is repeated, what stands behind."""

    before: str
    unit: str
    behind: str = ""

    def text(self, size: int) -> str:
        """About `size` characters of it."""
        times = max(1, (size - len(self.before) - len(self.behind)) // len(self.unit))
        return f"{self.before}{self.unit * times}{self.behind}"


def pumps(pattern: re.Pattern[str], at_most: int = 60) -> list[Pump]:
    """What breaks patterns in general, then what is made of the pattern's own parts, the most promising
    first, none twice.
    """
    return [*(Pump("", unit) for unit in _COMMON), *islice(_own(pattern), at_most)]


def _own(pattern: re.Pattern[str]) -> dict[Pump, None]:
    tree = _parser.parse(pattern.pattern, pattern.flags)
    found: dict[Pump, None] = {}
    for before, unit in _repeats(tree, ""):
        if not unit:
            continue
        for prefix, end in ((before, "\x01"), ("", "\x01"), (before, "")):
            found[Pump(prefix, unit, end)] = None
        if before:
            found[Pump("", before + unit, "\x01")] = None
        found[Pump("", f"{before}{unit}\x01")] = None
    for whole in _spelled(tree, 3):
        for length in (len(whole), len(whole) * 2 // 3, len(whole) - 1):
            if whole[:length]:
                found[Pump("", whole[:length], "\x01")] = None
    return found


def _repeats(tree: Any, before: str) -> Iterator[tuple[str, str]]:
    """(what stands before, what is repeated) of every repetition in a tree, those inside repetitions too."""
    for operation, value in tree:
        name = str(operation)
        if name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
            low, high, inner = value
            if high is _constants.MAXREPEAT or high > 8:
                for unit in islice(_spelled(inner, 2), _CHOICES):
                    yield before, unit
            yield from _repeats(inner, before)
            before += next(_spelled(inner, max(low, 1)), "") * max(low, 0)
            continue
        for inner in _inside(name, value):
            yield from _repeats(inner, before)
        before += next(_spelled([(operation, value)], 1), "")


def _inside(name: str, value: Any) -> list[Any]:
    if name == "SUBPATTERN":
        return [value[3]]
    if name == "ATOMIC_GROUP":
        return [value]
    if name in {"ASSERT", "ASSERT_NOT"}:
        return [value[1]]
    if name == "BRANCH":
        return list(value[1])
    if name == "GROUPREF_EXISTS":
        return [part for part in value[1:] if part is not None]
    return []


def _spelled(tree: Any, times: int) -> Iterator[str]:
    """Texts that a tree matches, a few ways; `times`: how often what may repeat does."""
    parts = [list(islice(_ways(str(operation), value, times), _CHOICES)) or [""] for operation, value in tree]
    if not parts:
        yield ""
        return
    widest = max(len(part) for part in parts)
    for number in range(widest):  # each way of each part once, beside the first of the others
        yield "".join(part[min(number, len(part) - 1)] for part in parts)
    if len(parts) <= 2:
        yield from ("".join(choice) for choice in product(*parts))


def _ways(name: str, value: Any, times: int) -> Iterator[str]:
    if name == "LITERAL":
        yield chr(value)
    elif name == "NOT_LITERAL":
        yield next(letter for letter in _PROBES if ord(letter) != value)
    elif name == "ANY":
        yield from ("x", " ", "1")
    elif name == "IN":
        yield from _in_set(value)
    elif name == "BRANCH":
        for way in value[1]:
            yield next(_spelled(way, times), "")
    elif name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
        low, high, inner = value
        for text in _spelled(inner, times):
            yield text * min(max(low, times), high if high is not _constants.MAXREPEAT else max(low, times))
    elif name in {"SUBPATTERN", "ATOMIC_GROUP"}:
        yield from _spelled(value[3] if name == "SUBPATTERN" else value, times)
    else:
        yield ""


def _in_set(items: Any) -> Iterator[str]:
    kinds = [(str(kind), value) for kind, value in items]
    if kinds and kinds[0][0] == "NEGATE":
        yield from (letter for letter in _PROBES if not _holds(kinds[1:], letter))
        return
    for kind, value in kinds:
        if kind == "LITERAL":
            yield chr(value)
        elif kind == "RANGE":
            yield chr(value[0])
        elif kind == "CATEGORY":
            yield _CATEGORY.get(str(value), "a")


def _holds(kinds: list[tuple[str, Any]], letter: str) -> bool:
    digit, word, space = letter.isdigit(), letter.isalnum() or letter == "_", letter.isspace()
    in_category = {
        "DIGIT": digit,
        "WORD": word,
        "SPACE": space,
        "NOT_DIGIT": not digit,
        "NOT_WORD": not word,
        "NOT_SPACE": not space,
    }
    for kind, value in kinds:
        if (kind == "LITERAL" and chr(value) == letter) or (
            kind == "RANGE" and value[0] <= ord(letter) <= value[1]
        ):
            return True
        if kind == "CATEGORY" and in_category.get(str(value).removeprefix("CATEGORY_")):
            return True
    return False
