"""The programmes ready to be decided: every expression read, every name known, no programme
waiting for itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from graphlib import CycleError, TopologicalSorter
from typing import Any

from chains.funding.expression import Expression, parse
from knowledge.editorial.rules import (
    Amount,
    Condition,
    Derived,
    FactKind,
    ProgrammeRule,
    Value,
    load_derived,
    load_facts,
    load_programmes,
)
from knowledge.errors import RuleFault

Parameters = Mapping[str, Mapping[date, Value]]
_EXTRA_NAMES = frozenset({"today"})


@dataclass(frozen=True, slots=True)
class Leaf:
    """A condition that an expression decides."""

    rule: Condition
    holds: Expression
    when: Expression | None


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions of which any or all must hold."""

    rule: Condition
    any_of: bool
    parts: tuple[Node, ...]
    when: Expression | None


@dataclass(frozen=True, slots=True)
class Unasked:
    """What no fact can tell (a prognosis, say) and must hold all the same."""

    rule: Condition
    when: Expression | None


Node = Leaf | Group | Unasked


@dataclass(frozen=True, slots=True)
class Way:
    """One variation of an amount; `when` is None for „otherwise“."""

    when: Expression | None
    value: Expression
    text: str
    proof: str


@dataclass(frozen=True, slots=True)
class ProgrammeFigure:
    """An amount with its ways of reckoning."""

    rule: Amount
    only_if: Expression | None
    says_if: Expression | None
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme with everything in it read."""

    rule: ProgrammeRule
    relevant: Expression
    conditions: tuple[Node, ...]
    figures: dict[str, ProgrammeFigure]
    offices: tuple[tuple[Expression, str, str], ...]
    ermessen_if: Expression | None
    expressions: tuple[Expression, ...] = field(repr=False)

    @property
    def id(self) -> str:
        """Its fixed id."""
        return self.rule.id

    @property
    def needs(self) -> frozenset[str]:
        """The programmes that it asks about."""
        asked = frozenset().union(*(expression.programmes for expression in self.expressions))
        return asked | frozenset(self.rule.follows)


@dataclass(frozen=True, slots=True, eq=False)  # one is itself alone: results are kept by it
class Rulebook:
    """All programmes, all facts and what follows from them."""

    programmes: dict[str, Programme]
    facts: dict[str, FactKind]
    derived: dict[str, tuple[Derived, Expression]]
    parameters: Parameters
    # found once (cells.py)
    cells: dict[tuple[str, str, date], tuple[Any, ...]] = field(default_factory=dict, repr=False)
    _behind: dict[str, frozenset[str]] = field(default_factory=dict, repr=False)
    _rests: dict[str, frozenset[str]] = field(default_factory=dict, repr=False)
    _node_rests: dict[int, frozenset[str]] = field(default_factory=dict, repr=False)

    def node_rests_on(self, node: Node) -> frozenset[str]:
        """The told facts that a condition can rest on, those of the programmes it asks about included."""
        if id(node) not in self._node_rests:  # nodes live as long as their rulebook
            holds = (node.holds,) if isinstance(node, Leaf) else ()
            expressions = [each for each in (node.when, *holds) if each is not None]
            own = [self.facts_behind(name) for each in expressions for name in each.names]
            others = [self.rests_on(other) for each in expressions for other in each.programmes]
            parts = [self.node_rests_on(part) for part in (node.parts if isinstance(node, Group) else ())]
            self._node_rests[id(node)] = frozenset({"course.start"}).union(*own, *others, *parts)
        return self._node_rests[id(node)]

    def rests_on(self, programme_id: str) -> frozenset[str]:
        """The told facts that a programme's decision can rest on, those of the programmes it
        asks about included.
        """
        if programme_id not in self._rests:
            programme = self.programmes[programme_id]
            names = {name for expression in programme.expressions for name in expression.names} | {
                "course.start"
            }
            own = frozenset().union(*(self.facts_behind(name) for name in names))
            self._rests[programme_id] = own.union(*(self.rests_on(other) for other in programme.needs))
        return self._rests[programme_id]

    @property
    def usual(self) -> dict[str, bool | str]:
        """What a mentor takes for granted unless told otherwise: fact -> value."""
        return {name: kind.usual for name, kind in self.facts.items() if kind.usual is not None}

    def given(self, assume: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
        """What of the assumed facts (values as read_facts gives them) is taken as given beside the told ones:
        what nobody told, and who works in a firm only where a firm is told of.
        """
        return {
            name: value
            for name, value in assume.items()
            if name not in told and self._fits(name, value, told)
        }

    def _fits(self, name: str, value: Any, told: Mapping[str, Any]) -> bool:
        kind = self.facts[name]
        return (
            value != kind.usual
            or not kind.usual_beside
            or any(beside in told for beside in kind.usual_beside)
        )

    def facts_behind(self, name: str) -> frozenset[str]:
        """The told facts that a name rests on."""
        if name not in self._behind:
            inner = self.derived[name][1].names if name in self.derived else ()
            own = frozenset({name} & self.facts.keys())
            self._behind[name] = own.union(*(self.facts_behind(each) for each in inner))
        return self._behind[name]


@cache
def rulebook() -> Rulebook:
    """The rulebook of knowledge/rules/.

    Raises:
        RuleFault: a rule cannot be read, names something unknown, or waits for itself.
    """
    return build(load_programmes(), load_facts(), load_derived().derived, load_derived().parameters)


def build(
    rules: tuple[ProgrammeRule, ...],
    facts: dict[str, FactKind],
    derived: dict[str, Derived],
    parameters: Parameters,
) -> Rulebook:
    """Read every expression and check every name.

    Raises:
        RuleFault: names the programme and what is wrong.
    """
    read = {name: (rule, parse(rule.value)) for name, rule in derived.items()}
    known = facts.keys() | read.keys() | parameters.keys() | _EXTRA_NAMES
    for name, (_, expression) in read.items():
        _check_names(f"derived_facts.yaml, {name}", expression, known)
    _check_order({name: expression.names & read.keys() for name, (_, expression) in read.items()})
    programmes = {rule.id: _programme(rule, known) for rule in rules}
    for programme in programmes.values():
        if unknown := programme.needs - programmes.keys():
            raise RuleFault(f"{programme.id}: Das Programm {', '.join(sorted(unknown))} gibt es nicht.")
    _check_order({name: programme.needs for name, programme in programmes.items()})
    return Rulebook(programmes, facts, read, parameters)


def _check_order(needs: dict[str, frozenset[str]]) -> None:
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        raise RuleFault(f"Diese Regeln warten aufeinander: {' → '.join(error.args[1])}.") from error


def _check_names(where: str, expression: Expression, known: Set[str]) -> None:
    if unknown := sorted(expression.names - known):
        raise RuleFault(
            f"{where}: „{', '.join(unknown)}“ in „{expression.text}“ ist kein Merkmal und kein Wert."
        )


def _programme(rule: ProgrammeRule, shared: Set[str]) -> Programme:
    try:
        conditions = tuple(_node(condition) for condition in rule.conditions)
        figures = {key: _figure(amount) for key, amount in rule.amounts.items()}
        relevant = parse(rule.relevant)
        ermessen_if = _maybe(rule.ermessen_if)
        offices = tuple((parse(case.when), case.where, case.proof) for case in rule.apply.where_if)
    except RuleFault as error:
        raise RuleFault(f"{rule.id}: {error}") from error
    asked = [*_of_nodes(conditions), *(each for figure in figures.values() for each in _of_figure(figure))]
    read = [each for each in (relevant, ermessen_if, *asked, *(office[0] for office in offices)) if each]
    for expression in read:
        _check_names(rule.id, expression, shared | rule.parameters.keys() | figures.keys())
    return Programme(rule, relevant, conditions, figures, offices, ermessen_if, tuple(read))


def _maybe(text: str) -> Expression | None:
    return parse(text) if text else None


def _node(condition: Condition) -> Node:
    when = _maybe(condition.when)
    if condition.any or condition.all:
        parts = tuple(_node(part) for part in condition.any or condition.all)
        return Group(condition, bool(condition.any), parts, when)
    if not condition.holds:
        return Unasked(condition, when)
    return Leaf(condition, parse(condition.holds), when)


def _figure(amount: Amount) -> ProgrammeFigure:
    ways = tuple(Way(_maybe(way.when), parse(way.value), way.text, way.proof) for way in amount.variations)
    alone = (Way(None, parse(amount.value), "", ""),) if amount.value else ()
    return ProgrammeFigure(amount, _maybe(amount.only_if), _maybe(amount.says_if), ways or alone)


def _of_figure(figure: ProgrammeFigure) -> Iterator[Expression | None]:
    yield figure.only_if
    yield figure.says_if
    for way in figure.ways:
        yield way.value
        yield way.when


def _of_nodes(nodes: tuple[Node, ...]) -> Iterator[Expression | None]:
    for node in nodes:
        yield node.when
        if isinstance(node, Leaf):
            yield node.holds
        elif isinstance(node, Group):
            yield from _of_nodes(node.parts)


def leaves(nodes: tuple[Node, ...]) -> Iterator[Leaf]:
    """All conditions that an expression decides, in the order of the file."""
    for node in nodes:
        if isinstance(node, Leaf):
            yield node
        elif isinstance(node, Group):
            yield from leaves(node.parts)


def parameter(values: Mapping[date, Value], on: date) -> Any:
    """What a parameter is on a day; before its first day nothing is known."""
    begun = [day for day in values if day <= on]
    return values[max(begun)].value if begun else None
