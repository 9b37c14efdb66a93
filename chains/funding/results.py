"""What the Förder-Check gives: one result a programme, and all of them for a case, with the amounts as the
contract names them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from chains.funding.amounts import Money
from chains.funding.decision import Result
from chains.funding.programmes import Programme
from chains.funding.values import Range


@dataclass(frozen=True, slots=True)
class Because:
    """What decided, in words, with its place: a condition (`met` is None while it is open), or a figure.
    `usual`: it goes without saying in a consultation.
    """

    text: str
    proof: str
    met: bool | None
    is_figure: bool = False
    usual: bool = False
    explained: bool = False  # a failed one says in its own words why


@dataclass(frozen=True, slots=True)
class Premise:
    """What is taken to hold, in words, with its place; "" where it has none."""

    text: str
    proof: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """Who applies where by when."""

    who: str
    where: str
    by_when: str
    proof: str
    steps: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    office_proof: str = ""  # of the office, where another place names it


@dataclass(frozen=True, slots=True)
class ProgrammeResult:
    """What one programme gives for the case; `amounts` as the contract names them (docs: Förder-Check)."""

    programme: Programme
    result: Result
    amounts: dict[str, Any]
    calculation: tuple[str, ...]
    because: tuple[Because, ...]
    missing: tuple[str, ...]
    ask: str
    premises: tuple[Premise, ...]
    apply: Step
    excludes: tuple[str, ...]

    @property
    def id(self) -> str:
        """The programme's fixed id."""
        return self.programme.id

    @property
    def preconditions(self) -> tuple[str, ...]:
        """The premises in words."""
        return tuple(premise.text for premise in self.premises)


@dataclass(frozen=True, slots=True)
class FundingCheck:
    """The results of all programmes for one case, and the one question that settles most."""

    facts: dict[str, Any]
    assumed: frozenset[str]
    programmes: tuple[ProgrammeResult, ...]
    ask_fact: str | None
    ask: str
    warnings: tuple[str, ...] = field(default=())


def amounts_as_named(money: Money) -> dict[str, Any]:
    """The amounts with the contract's endings: `_min`, `_max` for bounds, `_if` for {condition: value}."""
    named: dict[str, Any] = {}
    for key, span in money.bounds.items():
        base = key.removesuffix("_max")
        if span.high is not None:
            named[f"{base}_max"] = plain(span.high)
        if span.low is not None and base == key and (span.low > 0 or span.high is not None):
            named[f"{base}_min"] = plain(span.low)
    named |= {key: plain(value) for key, value in money.certain.items()}
    for key, branch in money.branches.items():
        named[f"{key}_if"] = {condition: plain(value) for condition, value in branch.items()}
    return named


def plain(value: Any) -> Any:
    """A figure as JSON has it: whole, or with at most two decimals."""
    if isinstance(value, Decimal):
        rounded = value.quantize(Decimal("0.01"))
        return int(rounded) if rounded == rounded.to_integral_value() else float(rounded)
    return plain(value.low) if isinstance(value, Range) else value
