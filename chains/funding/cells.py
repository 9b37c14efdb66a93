"""The values of an open fact that can make a difference: those around the thresholds it is compared with, or
its choices.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from chains.funding.decide import CaseCheck
from chains.funding.expression import Expression
from chains.funding.programmes import Programme
from chains.funding.values import compare

_STEPS = {"integer": Decimal(1), "number": Decimal("0.25"), "euro": Decimal("0.01")}


def cells(check: CaseCheck, programme: Programme, fact: str) -> tuple[Any, ...]:
    """Sample values of an open fact, one for each way it can turn out for a programme; none if
    nothing bounds it.

    Numbers: on, just below and just above each threshold, within what is known of them (a lower bound, say).
    """
    key = (programme.id, fact, check.day)
    if key not in check.book.cells:
        check.book.cells[key] = _samples(check, programme, fact)
    known = check.look(fact).value
    return tuple(value for value in check.book.cells[key] if compare(value, "==", known) is not False)


def every_way(check: CaseCheck, programme: Programme, figure: str, fact: str) -> tuple[Any, ...]:
    """Sample values that stand for all ways in which a fact can turn out for a figure; none if its very
    number counts.
    """
    key = (programme.id, f"{fact} in {figure}", check.day)
    if key not in check.book.cells:
        check.book.cells[key] = (_counts(check, programme, figure, fact),)
    return () if check.book.cells[key][0] else cells(check, programme, fact)


def _counts(check: CaseCheck, programme: Programme, figure: str, fact: str) -> bool:
    """Whether a number is reckoned with, or compared with something that is not fixed."""
    book = check.book
    if book.facts[fact].type not in _STEPS:
        return False
    values = [
        way.value for name in _with_those_before(programme, figure) for way in programme.figures[name].ways
    ]
    if any(fact in _counted_behind(check, name) for value in values for name in value.counted):
        return True
    for other in (book.programmes[name] for name in _reached(check, programme.id)):
        for expression in (*other.expressions, *(pair[1] for pair in book.derived.values())):
            for names, side in expression.comparisons:
                if (
                    any(fact in book.facts_behind(name) for name in names)
                    and _constant(check, other, side) is None
                ):
                    return True
    return False


def _with_those_before(programme: Programme, figure: str) -> list[str]:
    """A figure and those that it is reckoned from."""
    found = [figure]
    for name in found:
        for way in programme.figures[name].ways:
            used = way.value.names | (way.when.names if way.when else frozenset())
            found += [other for other in sorted(used & programme.figures.keys()) if other not in found]
    return found


def _counted_behind(check: CaseCheck, name: str) -> frozenset[str]:
    if name in check.book.derived:
        return frozenset().union(
            *(_counted_behind(check, inner) for inner in check.book.derived[name][1].counted)
        )
    return frozenset({name} & check.book.facts.keys())


def _samples(check: CaseCheck, programme: Programme, fact: str) -> tuple[Any, ...]:
    kind = check.book.facts.get(fact)
    if kind is None:
        return ()
    if kind.type == "bool":
        return (False, True)
    if kind.type == "choice":
        return tuple(kind.values)
    step = _STEPS.get(kind.type)
    if step is None:
        return ()
    limits = set(_thresholds(check, programme, fact))
    return tuple(
        sorted({value for limit in limits for value in (limit - step, limit, limit + step) if value >= 0})
    )


def _thresholds(check: CaseCheck, programme: Programme, fact: str) -> Iterable[Decimal]:
    """What the fact is compared with, in the programme and in all that the programme asks about."""
    for name in _reached(check, programme.id):
        other = check.book.programmes[name]
        for expression in (*other.expressions, *(pair[1] for pair in check.book.derived.values())):
            yield from _limits(check, other, expression, fact)


def _reached(check: CaseCheck, programme_id: str) -> list[str]:
    found, waiting = [programme_id], [programme_id]
    while waiting:
        new = [name for name in sorted(check.book.programmes[waiting.pop()].needs) if name not in found]
        found += new
        waiting += new
    return found


def _limits(check: CaseCheck, programme: Programme, expression: Expression, fact: str) -> Iterable[Decimal]:
    for names, side in expression.comparisons:
        if any(fact in check.book.facts_behind(name) for name in names):
            value = _constant(check, programme, side)
            if isinstance(value, Decimal):
                yield value


def _constant(check: CaseCheck, programme: Programme, side: ast.expr) -> Any:
    """The value of a side that holds numbers and parameters only; a side with facts has no fixed value."""
    names = {node.id for node in ast.walk(side) if isinstance(node, ast.Name)}
    parameters = programme.rule.parameters.keys() | check.book.parameters.keys()
    if not names <= parameters:
        return None
    return check.evaluate(Expression(ast.unparse(side), side, frozenset(names), frozenset()), programme).value
