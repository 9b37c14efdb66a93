"""The table of facts (knowledge/facts.yaml) and the Case: facts with value, the words they were read from and
the turn that told them.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from types import MappingProxyType

from knowledge.editorial.rules import FactKind, load_facts
from knowledge.german.numbers import german_number

Value = bool | int | float | str | datetime.date | tuple[object, ...]


def chip(kind: FactKind, value: Value) -> str:
    """A value as a chip says it: "Alter: 47 Jahre", "alleinerziehend: ja", "Lehrgangskosten: 4.000 Euro"."""
    return f"{kind.label}: {_shown(kind, value)}"


def _shown(kind: FactKind, value: Value) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, datetime.date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, tuple):
        pairs = (
            " × ".join(_number(part) for part in item) + " Std." if isinstance(item, tuple) else _number(item)
            for item in value
        )
        return ", ".join(pairs)
    if kind.values:
        return kind.values.get(str(value), str(value))
    shown = _number(value)
    return f"{shown} {kind.unit}" if kind.unit and kind.unit not in kind.label else shown


def _number(value: object) -> str:
    return german_number(value) if isinstance(value, int | float) else str(value)


def fact_table() -> Mapping[str, FactKind]:
    """All facts by id, in the order of knowledge/facts.yaml.

    Raises:
        RuleFault: the file is missing or wrong; the message names line and key.
    """
    return MappingProxyType(load_facts())


class FactOrigin(Enum):
    """Who says a fact: the person who asks, or a default that is said as a condition."""

    TOLD = "told"
    ASSUMED = "assumed"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact. `words`, `span`: where it was read in its message; `turn`: number of that message; `about`:
    said as "rund".
    """

    value: Value
    words: str = ""
    span: tuple[int, int] = (0, 0)
    turn: int = 0
    source: FactOrigin = FactOrigin.TOLD
    about: bool = False


@dataclass(frozen=True, slots=True)
class Party:
    """Whom one case tells apart: some of the participants, one person, one of two firms. `facts`: what holds
    for them alone; `name`: as the message calls them, "" where only their number is told; `keys`: its words;
    `supposed`: no one of them, but a way in which the case may turn out ("bei 49 Leuten, bei 500").
    """

    heads: int
    facts: Mapping[str, Fact]
    name: str = ""
    keys: tuple[str, ...] = ()
    supposed: bool = False

    @property
    def is_firm(self) -> bool:
        """Whether it is a firm of its own."""
        return any(name.startswith(("firm_headcount", "staff_hours")) for name in self.facts)


@dataclass(frozen=True, slots=True)
class Case(Mapping[str, Fact]):
    """Facts by id; immutable. `remarks`: what was written of the case that is no fact of the table
    ("Dortmund", "Schichtbetrieb"): no word of it is lost. `parties`: who was told apart; `focus`: the names
    of those whom the talk is about now, none for all; `person`: the one person of the case by name, without
    facts.
    """

    facts: Mapping[str, Fact] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    parties: tuple[Party, ...] = ()
    focus: tuple[str, ...] = ()
    person: Party | None = None

    def __getitem__(self, name: str) -> Fact:
        return self.facts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.facts)

    def __len__(self) -> int:
        return len(self.facts)

    def values(self) -> dict[str, object]:  # type: ignore[override]
        """Fact -> value as in the contract's JSON (dates as ISO text, lists as lists)."""
        return {name: plain(fact.value) for name, fact in self.facts.items()}

    def read_from(self) -> dict[str, str]:
        """Fact -> the words it was read from, for what was read."""
        return {name: fact.words for name, fact in self.facts.items() if fact.words}

    def with_facts(self, facts: Mapping[str, Fact]) -> Case:
        """This case with `facts` in place of or beside its own."""
        return replace(self, facts={**self.facts, **facts})

    def without(self, names: Iterable[str]) -> Case:
        """This case without `names`."""
        gone = set(names)
        return replace(self, facts={name: fact for name, fact in self.facts.items() if name not in gone})

    def assumed(self, values: Mapping[str, Value]) -> Case:
        """This case with defaults for what it does not tell."""
        extra = {
            name: Fact(value, source=FactOrigin.ASSUMED)
            for name, value in values.items()
            if name not in self.facts
        }
        return replace(self, facts={**self.facts, **extra})

    def in_turn(self, turn: int) -> Case:
        """The same facts, told by another turn."""
        return replace(self, facts={name: replace(fact, turn=turn) for name, fact in self.facts.items()})


def plain(value: object) -> object:
    """A value as JSON has it."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    return value
