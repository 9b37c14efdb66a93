"""Facts given as text (`--fact course.fee=4.000`): read by what each fact may be."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from knowledge.editorial.rules import FactKind
from knowledge.errors import RuleFault

_YES, _NO = ("ja", "yes", "true", "1"), ("nein", "no", "false", "0")
_GERMAN = re.compile(r"\d{1,3}(\.\d{3})+(,\d{1,4})?|\d+,\d{1,4}")  # "4.000", "9.800,50", "19,5"


def facts_of(pairs: Iterable[str], kinds: Mapping[str, FactKind]) -> dict[str, Any]:
    """{fact: value} of texts "name=value".

    Raises:
        RuleFault: a text without "=", or an unknown fact.
    """
    return dict(_fact_of(pair, kinds) for pair in pairs)


def _fact_of(pair: str, kinds: Mapping[str, FactKind]) -> tuple[str, Any]:
    name, sign, text = (part.strip() for part in pair.partition("="))
    if not sign or not name:
        raise RuleFault(f"„{pair}“ hat nicht die Form Merkmal=Wert, etwa course.fee=4000.")
    kind = kinds.get(name) or kinds.get(name.removesuffix("_min").removesuffix("_max"))
    if kind is None:
        raise RuleFault(f"Das Merkmal „{name}“ gibt es nicht. Alle Merkmale stehen in knowledge/facts.yaml.")
    return name, value_of(text, kind)


def value_of(text: str, kind: FactKind) -> Any:
    """A text as a fact's value; one that does not fit is left as it is, for the check to name it."""
    match kind.type:
        case "bool":
            low = text.lower()
            return True if low in _YES else False if low in _NO else text
        case "integer" | "number" | "euro":
            return _number(text.removesuffix("€").removesuffix("Euro").strip())
        case "choice":
            return next(
                (id_ for id_, label in kind.values.items() if text.lower() in (id_.lower(), label.lower())),
                text,
            )
        case "date":
            return _date(text)
        case "list":
            return _json(text)
        case _:
            return text


def _number(text: str) -> int | float | str:
    plain = text.replace(".", "").replace(",", ".") if _GERMAN.fullmatch(text) else text
    try:
        number = float(plain)
    except ValueError:
        return text
    return int(number) if number.is_integer() else number


def _date(text: str) -> str:
    try:
        return datetime.strptime(text, "%d.%m.%Y").date().isoformat()
    except ValueError:
        return text


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
