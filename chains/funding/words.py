"""German words for the values of a decision: numbers with their unit, choices by their label,
templates filled in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from chains.funding.values import UNKNOWN, Range
from knowledge.editorial.rules import FactKind
from knowledge.german.numbers import german_number

_ONE = {
    "Jahre": "Jahr",
    "Monate": "Monat",
    "Tage": "Tag",
    "Wochen": "Woche",
    "Stunden": "Stunde",
    "Kinder": "Kind",
}
_NAME = re.compile(r"\{([a-z0-9_.]{1,60})\}")


def in_words(value: Any, kind: FactKind | None = None, unit: str = "") -> str:
    """A value as people read it; what is open is „noch offen“."""
    if value is UNKNOWN or value is None:
        return "noch offen"
    if isinstance(value, Decimal | Range):
        return _of_number(value, unit or (kind.unit if kind else ""))
    if isinstance(value, tuple):
        return ", ".join(in_words(part) for part in value)
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    text = {True: "ja", False: "nein"}[value] if isinstance(value, bool) else str(value)
    return kind.values.get(text, text) if kind else text


def _of_number(value: Decimal | Range, unit: str) -> str:
    if isinstance(value, Decimal):
        said = german_number(value)
        if unit != "Euro" and "," in said:
            said = said.rstrip("0")
        return f"{said} {_ONE.get(unit, unit) if value == 1 else unit}".strip()
    if value.low is None or value.high is None:
        word, end = ("höchstens", value.high) if value.low is None else ("mindestens", value.low)
        return f"{word} {german_number(end)} {unit}".strip() if end is not None else "noch offen"
    return f"{german_number(value.low)} bis {german_number(value.high)} {unit}".strip()


def fill(
    template: str, look: Callable[[str], Any], kinds: Mapping[str, FactKind], units: Mapping[str, str]
) -> str:
    """A template with each {name} replaced by its value in words."""

    def word(match: re.Match[str]) -> str:
        name = match.group(1)
        return in_words(look(name), kinds.get(name), units.get(name, ""))

    return _NAME.sub(word, template)


def all_known(template: str, look: Callable[[str], Any]) -> bool:
    """Whether every {name} of a template has one certain value."""
    values = [look(name) for name in _NAME.findall(template)]
    return all(
        value is not UNKNOWN and value is not None and not isinstance(value, Range) for value in values
    )
