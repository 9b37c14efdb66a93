"""An answer's text is an end: no module looks into it to learn what it means."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PACKAGES = ("chains", "chat", "cli", "evals")
ANSWERS = {"answer", "result", "outcome", "extractive", "given_answer"}  # how an Answer is called here
LOOKS = frozenset(
    "split splitlines rsplit partition rpartition startswith endswith find index rfind count"
    " removeprefix removesuffix replace translate strip lstrip rstrip match fullmatch search"
    " findall finditer sub subn".split()
)
# a model's words while they come: held against what is out of the same words, before they are an answer
ALLOWED = {"chains/model/writer.py"}


def read_texts(source: str) -> list[int]:
    """Lines that look into the text of an answer: a method of the text, or a search in it."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LOOKS:
            looked_at = [node.func.value, *node.args]
        elif isinstance(node, ast.Compare) and any(isinstance(op, ast.In | ast.NotIn) for op in node.ops):
            looked_at = [*node.comparators]
        elif isinstance(node, ast.Subscript):
            looked_at = [node.value]
        else:
            continue
        found += [node.lineno for each in looked_at if is_text_of_an_answer(each)]
    return found


def is_text_of_an_answer(node: ast.expr) -> bool:
    """`answer.text`, `self.answer.text`, `outcome.answer`, `text_of(…)`."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id == "text_of"
    if not isinstance(node, ast.Attribute) or node.attr not in {"text", "answer"}:
        return False
    owner = node.value
    name = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
    return name in ANSWERS


@pytest.mark.parametrize("package", PACKAGES)
def test_no_module_looks_into_the_text_of_an_answer(package: str) -> None:
    found = [
        f"{name}:{line}"
        for path in sorted((ROOT / package).rglob("*.py"))
        if (name := path.relative_to(ROOT).as_posix()) not in ALLOWED
        for line in read_texts(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "answer.text.splitlines()",
        "re.search('x', answer.text)",
        "'⚠️' in result.text",
        "outcome.answer[:3]",
        "text_of(blocks).startswith('>')",
    ],
)
def test_such_a_look_is_found(source: str) -> None:
    assert read_texts(source) == [1]
