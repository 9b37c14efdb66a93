"""One question to the Förder-Check as the contract writes it: a sentence or facts, what to assume,
programmes, a day.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from chains.funding.as_json import as_json
from chains.funding.check import check_funding
from chains.funding.results import FundingCheck
from chains.funding.review import review_warnings
from chains.funding.sentence import read_sentence
from knowledge.errors import RuleFault, WbmError

if TYPE_CHECKING:
    from settings import Settings

_KEYS = ("sentence", "case", "assume", "programmes", "today")
_LONGEST = 20_000  # characters of a sentence; a long e-mail has 5,000


@dataclass(frozen=True, slots=True)
class Request:
    """`facts` told one by one go before those read from `sentence`."""

    today: date
    sentence: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    assume: Mapping[str, Any] = field(default_factory=dict)
    programmes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Response:
    """The decided case and the words that its facts were read from."""

    found: FundingCheck
    read_from: Mapping[str, str]

    def to_json(self) -> dict[str, Any]:
        """The contract's object."""
        return as_json(self.found, self.read_from)


def answer(request: Request, settings: Settings | None = None) -> Response:
    """Read and decide; with `settings` what differs from the library's laws is a warning.

    Raises:
        RuleFault: an unknown fact or programme, a value that a fact cannot have.
    """
    facts: dict[str, Any] = {}
    read_from: Mapping[str, str] = {}
    if request.sentence:
        told = read_sentence(request.sentence[:_LONGEST], request.today)
        facts, read_from = dict(told.facts), told.read_from
    found = check_funding(
        {**facts, **request.facts}, request.today, assume=request.assume, programmes=request.programmes
    )
    if settings is not None:
        found = replace(found, warnings=(*found.warnings, *review_warnings(found, settings)))
    return Response(found, {name: words for name, words in read_from.items() if name not in request.facts})


def answer_line(text: str, today: date, settings: Settings | None = None) -> str:
    """One line of JSON in, one out; a line that cannot be answered gives {"error": …}."""
    try:
        content = answer(request_of(text, today), settings).to_json()
    except WbmError as error:
        content = {"error": str(error)}
    return json.dumps(content, ensure_ascii=False)


def request_of(text: str, today: date) -> Request:
    """The request on a line: a JSON object, or a sentence as it is.

    Raises:
        RuleFault: no valid request; says what is expected.
    """
    if not text.lstrip().startswith(("{", "[")):
        return Request(today, sentence=text.strip())
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RuleFault(
            f"Die Zeile ist kein gültiges JSON ({type(error).__name__}). Erwartet wird ein Objekt mit"
            " sentence oder case."
        ) from error
    if not isinstance(content, dict) or ("sentence" in content) == ("case" in content):
        raise RuleFault('Erwartet wird ein Objekt mit „sentence“ oder „case“, etwa {"case": {"age": 47}}.')
    if unknown := sorted(content.keys() - set(_KEYS)):
        raise RuleFault(
            f"Diese Schlüssel gibt es nicht: {', '.join(unknown)}. Möglich sind: {', '.join(_KEYS)}."
        )
    return Request(
        _day(content.get("today"), today),
        _sentence(content.get("sentence")),
        _facts("case", content.get("case")),
        _facts("assume", content.get("assume")),
        _ids(content.get("programmes")),
    )


def _day(value: Any, today: date) -> date:
    if value is None:
        return today
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise RuleFault("„today“ erwartet ein Datum wie 2026-11-28.") from error


def _sentence(value: Any) -> str:
    if value is not None and not (isinstance(value, str) and value.strip()):
        raise RuleFault("„sentence“ erwartet einen Text, der nicht leer ist.")
    return str(value or "").strip()


def _facts(key: str, value: Any) -> Mapping[str, Any]:
    if value is not None and not isinstance(value, dict):
        raise RuleFault(f"„{key}“ erwartet ein Objekt aus Merkmal und Wert.")
    return value or {}


def _ids(value: Any) -> tuple[str, ...]:
    if value is not None and not (isinstance(value, list) and all(isinstance(each, str) for each in value)):
        raise RuleFault("„programmes“ erwartet eine Liste von Kennungen.")
    return tuple(dict.fromkeys(value or ()))
