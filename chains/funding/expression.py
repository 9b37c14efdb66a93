"""Expressions of the rules ("course.hours > min_hours and not employer_legally_obliged"): read once,
evaluated for a case.

The notation is a small part of Python's, read with `ast` and made into functions of our own (compiled.py);
nothing is ever executed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from chains.funding.compiled import Applies, Look, Run, Seen, compiled, dotted_name
from chains.funding.functions import FUNCTIONS
from knowledge.errors import RuleFault

__all__ = ["Applies", "Expression", "Look", "Seen", "parse"]


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
    # the programme, if the expression is nothing but applies(it)
    asks_only_for: str = field(init=False, repr=False, compare=False)
    _run: Run = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        only = (
            isinstance(self.root, ast.Call)
            and isinstance(self.root.func, ast.Name)
            and self.root.func.id == "applies"
        )
        object.__setattr__(self, "asks_only_for", next(iter(self.programmes)) if only else "")
        object.__setattr__(self, "_run", compiled(self.root))

    def evaluate(self, look: Look, applies: Applies) -> Seen:
        """The value for a case: True, False, a number, a text, a range or UNKNOWN."""
        return self._run(look, applies)


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
    if name := dotted_name(node):
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


def _names(node: ast.expr) -> Iterator[str]:
    if name := dotted_name(node):
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
