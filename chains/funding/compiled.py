"""A rule's expression as a function: its tree is walked once, when the rule is read, not for each case."""

from __future__ import annotations

import ast
from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

from chains.funding.functions import FUNCTIONS
from chains.funding.values import UNKNOWN, Range, comparison_of, reckon

_ARITHMETIC: dict[type[ast.AST], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_COMPARISONS: dict[type[ast.AST], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
_NOTHING: frozenset[str] = frozenset()


class Seen(NamedTuple):
    """A value and, where it is not certain, the facts that would make it so."""

    value: Any
    open: frozenset[str] = _NOTHING


Look = Callable[[str], Seen]  # a name -> its value for the case
Applies = Callable[[str], Seen]  # a programme's id -> whether it applies
Run = Callable[[Look, Applies], Seen]
_TRUE, _FALSE = Seen(True), Seen(False)


def compiled(node: ast.expr) -> Run:
    """The function that evaluates a checked expression for a case."""
    if name := dotted_name(node):
        return lambda look, _: look(name)
    return _KINDS[type(node)](node)


def dotted_name(node: ast.expr) -> str | None:
    """ "course.hours" of a name or an attribute of names."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}"
    return None


def _constant(node: Any) -> Run:
    value = node.value
    number = isinstance(value, int | float) and not isinstance(value, bool)
    seen = Seen(Decimal(str(value)) if number else value)
    return lambda *_: seen


def _listed(node: Any) -> Run:
    return _with([compiled(part) for part in node.elts], lambda *parts: tuple(parts))


def _logic(node: Any) -> Run:
    """Kleene: `and` is false as soon as one part is, whatever the others are; `or` the reverse."""
    parts, settles = [compiled(part) for part in node.values], isinstance(node.op, ast.Or)
    settled, otherwise = Seen(settles), Seen(not settles)

    def run(look: Look, applies: Applies) -> Seen:
        undecided, is_open = _NOTHING, False
        for part in parts:
            seen = part(look, applies)
            if seen.value is settles:
                return settled
            if seen.value is UNKNOWN:
                is_open, undecided = True, undecided | seen.open
        return Seen(UNKNOWN, undecided) if is_open else otherwise

    return run


def _sign(node: Any) -> Run:
    operand, negates = compiled(node.operand), isinstance(node.op, ast.Not)

    def run(look: Look, applies: Applies) -> Seen:
        seen = operand(look, applies)
        if seen.value is UNKNOWN:
            return seen
        return Seen(not seen.value if negates else -seen.value, seen.open)

    return run


def _arithmetic(node: Any) -> Run:
    sign = _ARITHMETIC[type(node.op)]
    parts = [compiled(node.left), compiled(node.right)]
    return _with(parts, lambda one, other: reckon(one, sign, other), unknown_too=True)


def _comparison(node: Any) -> Run:
    """A chain "50 <= size < 500" holds if all its links do."""
    first, *others = [compiled(side) for side in (node.left, *node.comparators)]
    links = list(zip([_link(operator) for operator in node.ops], others, strict=True))

    def run(look: Look, applies: Applies) -> Seen:
        left, undecided, is_open = first(look, applies), _NOTHING, False
        for link, other in links:
            right = other(look, applies)
            value = link(left.value, right.value)
            if value is UNKNOWN:
                is_open, undecided = True, undecided | left.open | right.open
            elif not value:
                return _FALSE
            left = right
        return Seen(UNKNOWN, undecided) if is_open else _TRUE

    return run


def _link(operator: ast.cmpop) -> Callable[[Any, Any], Any]:
    if not isinstance(operator, ast.In | ast.NotIn):
        return comparison_of(_COMPARISONS[type(operator)])
    wanted = isinstance(operator, ast.In)

    def belongs(left: Any, right: Any) -> Any:
        return UNKNOWN if left is UNKNOWN or right is UNKNOWN else (left in right) == wanted

    return belongs


def _choice(node: Any) -> Run:
    test, body, otherwise = (compiled(part) for part in (node.test, node.body, node.orelse))

    def run(look: Look, applies: Applies) -> Seen:
        seen = test(look, applies)
        if seen.value is not UNKNOWN:
            return (body if seen.value else otherwise)(look, applies)
        one, other = body(look, applies), otherwise(look, applies)
        same = one.value == other.value and one.value is not UNKNOWN
        return one if same else Seen(UNKNOWN, seen.open | one.open | other.open)

    return run


def _call(node: Any) -> Run:
    if node.func.id == "applies":
        programme = str(node.args[0].value)
        return lambda _, applies: applies(programme)
    parts = [compiled(part) for part in node.args]
    if node.func.id == "known":
        return lambda look, applies: Seen(all(part(look, applies).value is not UNKNOWN for part in parts))
    return _with(parts, FUNCTIONS[node.func.id], unknown_too=True)


def _with(parts: list[Run], function: Callable[..., Any], *, unknown_too: bool = False) -> Run:
    def run(look: Look, applies: Applies) -> Seen:
        seen = [part(look, applies) for part in parts]
        values = [part.value for part in seen]
        if not unknown_too and UNKNOWN in values:
            return Seen(UNKNOWN, _opens(seen))
        value = function(*values)
        return Seen(value, _opens(seen) if value is UNKNOWN or isinstance(value, Range) else _NOTHING)

    return run


def _opens(seen: list[Seen]) -> frozenset[str]:
    return _NOTHING.union(*(part.open for part in seen))


_KINDS: dict[type[ast.expr], Callable[[Any], Run]] = {
    ast.Constant: _constant,
    ast.List: _listed,
    ast.Tuple: _listed,
    ast.BoolOp: _logic,
    ast.UnaryOp: _sign,
    ast.BinOp: _arithmetic,
    ast.Compare: _comparison,
    ast.IfExp: _choice,
    ast.Call: _call,
}
