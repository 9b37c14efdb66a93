"""Expressions of the rules ("course.hours > min_hours and not employer_legally_obliged"): read once,
evaluated for a case.

The notation is a small part of Python's, read with `ast` and walked by ourselves; nothing is ever executed.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple

from chains.funding.functions import FUNCTIONS
from chains.funding.values import UNKNOWN, Range, compare, reckon
from knowledge.errors import RuleFault

_SIGNS: dict[type[ast.AST], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
}
_NOTHING: frozenset[str] = frozenset()


class Seen(NamedTuple):
    """A value and, where it is not certain, the facts that would make it so."""

    value: Any
    open: frozenset[str] = _NOTHING


Look = Callable[[str], Seen]  # a name -> its value for the case
Applies = Callable[[str], Seen]  # a programme's id -> whether it applies


@dataclass(frozen=True, slots=True)
class Expression:
    """A checked expression; `names` are the facts, derived facts and parameters in it, `programmes` what
    applies() asks for.
    """

    text: str
    root: ast.expr
    names: frozenset[str]
    programmes: frozenset[str]
    comparisons: tuple[tuple[frozenset[str], ast.expr], ...] = ()  # (names on one side, the other side)
    # names whose value goes into the result, not only into a comparison
    counted: frozenset[str] = frozenset()

    def evaluate(self, look: Look, applies: Applies) -> Seen:
        """The value for a case: True, False, a number, a text, a range or UNKNOWN."""
        return _Evaluation(look, applies).of(self.root)

    @property
    def asks_only_for(self) -> str:
        """The programme, if the expression is nothing but applies(it)."""
        only = (
            isinstance(self.root, ast.Call)
            and isinstance(self.root.func, ast.Name)
            and self.root.func.id == "applies"
        )
        return next(iter(self.programmes)) if only else ""


def parse(text: str) -> Expression:
    """Read an expression.

    Raises:
        RuleFault: it is no expression, or has something that rules may not use.
    """
    try:
        root = ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        raise RuleFault(
            f"„{text}“ ist kein Ausdruck, den der Förder-Check lesen kann ({error.msg})."
        ) from error
    for node in ast.walk(root):
        if not isinstance(node, _ALLOWED):
            raise RuleFault(f"„{text}“ enthält etwas, das in einer Regel nicht geht ({type(node).__name__}).")
        if isinstance(node, ast.Call):
            _check_call(node, text)
    return Expression(
        text,
        root,
        frozenset(_names(root)),
        frozenset(_programmes(root)),
        tuple(_comparisons(root)),
        frozenset(_counted(root)),
    )


def _counted(node: ast.expr) -> Iterator[str]:
    if name := _name(node):
        yield name
    elif isinstance(node, ast.IfExp):
        yield from _counted(node.body)
        yield from _counted(node.orelse)
    elif not isinstance(node, ast.Compare):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr) and not (isinstance(node, ast.Call) and child is node.func):
                yield from _counted(child)


def _comparisons(root: ast.expr) -> Iterator[tuple[frozenset[str], ast.expr]]:
    """Where a number's result can change: each comparison as (names on one side, the other side)."""
    for node in ast.walk(root):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            for one, other in pairwise(sides):
                yield frozenset(_names(one)), other
                yield frozenset(_names(other)), one


_ALLOWED = (
    ast.BoolOp,
    ast.And,
    ast.Or,
    ast.UnaryOp,
    ast.Not,
    ast.USub,
    ast.BinOp,
    ast.Add,
    ast.Sub,
    ast.Mult,
    ast.Div,
    ast.Compare,
    ast.Lt,
    ast.LtE,
    ast.Gt,
    ast.GtE,
    ast.Eq,
    ast.NotEq,
    ast.In,
    ast.NotIn,
    ast.IfExp,
    ast.Call,
    ast.Name,
    ast.Attribute,
    ast.Load,
    ast.Constant,
    ast.List,
    ast.Tuple,
)


def _check_call(node: ast.Call, text: str) -> None:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if node.keywords or name not in {*FUNCTIONS, "known", "applies"}:
        raise RuleFault(
            f"„{text}“: Die Funktion „{name}“ gibt es nicht. Möglich sind known, applies,"
            f" {', '.join(FUNCTIONS)}."
        )
    if name == "applies" and not (len(node.args) == 1 and isinstance(node.args[0], ast.Constant)):
        raise RuleFault(f"„{text}“: applies() nimmt die Kennung eines Programms in Anführungszeichen.")


def _name(node: ast.expr) -> str | None:
    """ "course.hours" of a name or an attribute of names."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}"
    return None


def _names(node: ast.expr) -> Iterator[str]:
    if name := _name(node):
        yield name
        return
    for child in ast.iter_child_nodes(node):
        if isinstance(node, ast.Call) and child is node.func:
            continue
        if isinstance(child, ast.expr):
            yield from _names(child)


def _programmes(root: ast.expr) -> Iterator[str]:
    for node in ast.walk(root):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "applies":
            yield str(node.args[0].value)  # type: ignore[attr-defined]  # checked when it was read


class _Evaluation:
    """One walk over one expression for one case."""

    def __init__(self, look: Look, applies: Applies) -> None:
        self._look, self._applies = look, applies

    def of(self, node: ast.expr) -> Seen:
        if name := _name(node):
            return self._look(name)
        return _WALK[type(node)](self, node)

    def constant(self, node: Any) -> Seen:
        value = node.value
        return Seen(
            Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else value
        )

    def listed(self, node: Any) -> Seen:
        return self._with([self.of(part) for part in node.elts], lambda *parts: tuple(parts))

    def logic(self, node: Any) -> Seen:
        """Kleene: `and` is false as soon as one part is, whatever the others are; `or` the reverse."""
        settles = isinstance(node.op, ast.Or)
        undecided: frozenset[str] = _NOTHING
        is_open = False
        for part in node.values:
            seen = self.of(part)
            if seen.value is settles:
                return Seen(settles)
            if seen.value is UNKNOWN:
                is_open, undecided = True, undecided | seen.open
        return Seen(UNKNOWN, undecided) if is_open else Seen(not settles)

    def sign(self, node: Any) -> Seen:
        seen = self.of(node.operand)
        if seen.value is UNKNOWN:
            return seen
        return Seen(not seen.value if isinstance(node.op, ast.Not) else -seen.value, seen.open)

    def arithmetic(self, node: Any) -> Seen:
        parts = [self.of(node.left), self.of(node.right)]
        return self._with(parts, lambda a, b: reckon(a, _SIGNS[type(node.op)], b), unknown_too=True)

    def comparison(self, node: Any) -> Seen:
        """A chain "50 <= size < 500" holds if all its links do."""
        undecided: frozenset[str] = _NOTHING
        is_open, left = False, self.of(node.left)
        for operator, right_node in zip(node.ops, node.comparators, strict=True):
            right = self.of(right_node)
            value = _link(left.value, operator, right.value)
            if value is False:
                return Seen(False)
            if value is UNKNOWN:
                is_open, undecided = True, undecided | left.open | right.open
            left = right
        return Seen(UNKNOWN, undecided) if is_open else Seen(True)

    def choice(self, node: Any) -> Seen:
        test = self.of(node.test)
        if test.value is UNKNOWN:
            one, other = self.of(node.body), self.of(node.orelse)
            same = one.value == other.value and one.value is not UNKNOWN
            return one if same else Seen(UNKNOWN, test.open | one.open | other.open)
        return self.of(node.body if test.value else node.orelse)

    def call(self, node: Any) -> Seen:
        if node.func.id == "applies":
            return self._applies(str(node.args[0].value))
        parts = [self.of(part) for part in node.args]
        if node.func.id == "known":
            return Seen(all(part.value is not UNKNOWN for part in parts))
        return self._with(parts, FUNCTIONS[node.func.id], unknown_too=True)

    @staticmethod
    def _with(parts: list[Seen], function: Callable[..., Any], *, unknown_too: bool = False) -> Seen:
        undecided: frozenset[str] = frozenset().union(*(part.open for part in parts))
        values = [part.value for part in parts]
        if not unknown_too and any(value is UNKNOWN for value in values):
            return Seen(UNKNOWN, undecided)
        value = function(*values)
        return Seen(value, undecided if value is UNKNOWN or isinstance(value, Range) else _NOTHING)


def _link(left: Any, operator: ast.cmpop, right: Any) -> Any:
    if isinstance(operator, ast.In | ast.NotIn):
        if left is UNKNOWN or right is UNKNOWN:
            return UNKNOWN
        return (left in right) == isinstance(operator, ast.In)
    return compare(left, _SIGNS[type(operator)], right)


_WALK: dict[type[ast.expr], Callable[[_Evaluation, Any], Seen]] = {
    ast.Constant: _Evaluation.constant,
    ast.List: _Evaluation.listed,
    ast.Tuple: _Evaluation.listed,
    ast.BoolOp: _Evaluation.logic,
    ast.UnaryOp: _Evaluation.sign,
    ast.BinOp: _Evaluation.arithmetic,
    ast.Compare: _Evaluation.comparison,
    ast.IfExp: _Evaluation.choice,
    ast.Call: _Evaluation.call,
}
