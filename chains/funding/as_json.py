"""A decided case as the Förder-Check's contract writes it: one JSON line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from chains.funding.results import FundingCheck, ProgrammeResult, plain


def as_json(found: FundingCheck, read_from: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The contract's object; `read_from`: fact -> the words of the sentence that it was read from."""
    return {
        "case": {name: _value(value) for name, value in found.facts.items()},
        "read_from": dict(read_from or {}),
        "programmes": [_programme(result) for result in found.programmes],
        "ask": found.ask,
        "ask_fact": found.ask_fact,
        "warnings": list(found.warnings),
    }


def line(found: FundingCheck, read_from: Mapping[str, str] | None = None) -> str:
    """The object on one line."""
    return json.dumps(as_json(found, read_from), ensure_ascii=False)


def _programme(result: ProgrammeResult) -> dict[str, Any]:
    rule, step = result.programme.rule, result.apply
    return {
        "id": result.id,
        "title": rule.title,
        "result": str(result.result),
        "amounts": result.amounts,
        "calculation": list(result.calculation),
        "because": [{"text": because.text, "proof": because.proof} for because in result.because],
        "missing": list(result.missing),
        "ask": result.ask,
        "preconditions": list(result.preconditions),
        "apply": {"who": step.who, "where": step.where, "by_when": step.by_when, "proof": step.proof},
        "excludes": list(result.excludes),
        "valid": {"from": _value(rule.valid.since), "until": _value(rule.valid.until)},
        "checked": rule.checked.isoformat(),
    }


def _value(value: Any) -> Any:
    """A fact as JSON has it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_value(part) for part in value]
    return plain(value) if isinstance(value, Decimal) else value
