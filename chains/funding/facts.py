"""The facts of a case, checked against what each may be and turned into the values that rules reckon with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from knowledge.editorial.rules import FactKind
from knowledge.errors import RuleFault

_NUMBERS = ("integer", "number", "euro")
_ENDS = ("_min", "_max")
_MOST = Decimal(10) ** 12  # more than any firm's payroll; keeps sums exact
_LONGEST_TEXT, _LONGEST_LIST = 200, 1000
_FIRST_YEAR, _LAST_YEAR = 1950, 2100


def read_facts(told: Mapping[str, Any], kinds: Mapping[str, FactKind]) -> dict[str, Any]:
    """Fact id -> value: Decimal, bool, text, date or tuple; what is None is left out.

    Raises:
        RuleFault: no such fact, or a value that it cannot have; names the fact and what is expected.
    """
    values = {name: _read(str(name), value, kinds) for name, value in told.items() if value is not None}
    for name, low in values.items():
        base = name.removesuffix("_min")
        high = values.get(f"{base}_max")
        if base != name and high is not None and low > high:
            raise RuleFault(
                f"Das Merkmal „{name}“ ist größer als „{base}_max“. Bitte die beiden Grenzen prüfen."
            )
    return values


def _read(name: str, value: Any, kinds: Mapping[str, FactKind]) -> Any:
    kind = kinds.get(name) or _of_bound(name, kinds)
    if kind is None:
        raise RuleFault(f"Das Merkmal „{name}“ gibt es nicht. Alle Merkmale stehen in knowledge/facts.yaml.")
    found = _READERS[kind.type](value, kind)
    if found is None:
        raise RuleFault(
            f"Das Merkmal „{name}“ ({kind.label}) erwartet {_wanted(kind)}, nicht „{str(value)[:60]}“."
        )
    return found


def _of_bound(name: str, kinds: Mapping[str, FactKind]) -> FactKind | None:
    """The fact of which "firm_headcount_min" is a bound."""
    kind = kinds.get(name[:-4]) if name.endswith(_ENDS) else None
    return kind if kind and kind.type in _NUMBERS else None


def _truth(value: Any, _: FactKind) -> bool | None:
    return value if isinstance(value, bool) else None


def _number(value: Any, kind: FactKind) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    if not number.is_finite() or not 0 <= number <= _MOST:
        return None
    return number if kind.type != "integer" or number == number.to_integral_value() else None


def _choice(value: Any, kind: FactKind) -> str | None:
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return text if text in kind.values else None


def _text(value: Any, _: FactKind) -> str | None:
    return (
        value.strip().lower() if isinstance(value, str) and 0 < len(value.strip()) <= _LONGEST_TEXT else None
    )


def _date(value: Any, _: FactKind) -> date | None:
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            return None
    return value if type(value) is date and _FIRST_YEAR <= value.year <= _LAST_YEAR else None


def _list(value: Any, kind: FactKind) -> tuple[Any, ...] | None:
    if not isinstance(value, list | tuple) or len(value) > _LONGEST_LIST:
        return None
    parts = tuple(_pair(part, kind) if kind.each == "pair" else _number(part, kind) for part in value)
    return None if any(part is None for part in parts) else parts


def _pair(value: Any, kind: FactKind) -> tuple[Any, Any] | None:
    """(heads, weekly hours), hours None where nobody told."""
    if not isinstance(value, list | tuple) or len(value) != 2:  # noqa: PLR2004 - a pair
        return None
    heads, hours = _number(value[0], kind), _number(value[1], kind)
    return None if heads is None or (hours is None and value[1] is not None) else (heads, hours)


_READERS: dict[str, Callable[[Any, FactKind], Any]] = {
    "bool": _truth,
    "integer": _number,
    "number": _number,
    "euro": _number,
    "choice": _choice,
    "text": _text,
    "date": _date,
    "list": _list,
}
_WANTED = {
    "bool": "ja oder nein (true oder false)",
    "integer": "eine ganze Zahl ab 0",
    "number": "eine Zahl ab 0",
    "euro": "einen Betrag in Euro ab 0",
    "text": "einen kurzen Text",
    "date": "ein Datum wie 2026-11-30",
}


def _wanted(kind: FactKind) -> str:
    if kind.type == "choice":
        return f"eines von {', '.join(kind.values)}"
    if kind.type == "list":
        return (
            "eine Liste wie [[60, 40], [40, 8]] (Personen, Wochenstunden)"
            if kind.each == "pair"
            else "eine Liste wie [4, 12]"
        )
    return _WANTED[kind.type]
