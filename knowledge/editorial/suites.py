"""Which questions of the evaluation's suites rest on which places. The suites are read as data: what judges
them is evals' matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel

from knowledge.editorial.checked_yaml import load_checked
from knowledge.errors import SettingsError


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question of a suite with the places that answer it, "sgb_3 § 82 Abs. 2"."""

    suite: str
    id: str
    question: str
    places: tuple[str, ...]


class _Gold(BaseModel):
    any: tuple[str, ...] = ()
    all: tuple[str, ...] = ()


class _SuiteQuestion(BaseModel):
    id: str
    question: str
    gold: _Gold | None = None


class _Suite(BaseModel):
    suite: str
    questions: tuple[_SuiteQuestion, ...]


def gold_questions(folder: Path) -> list[GoldQuestion]:
    """All questions with gold of the suites in a folder; none if there is no such folder.

    Raises:
        SettingsError: a suite is unreadable or of another shape; names file and line.
    """
    suites = [
        load_checked(path, _Suite, f"Die Suite {path.name}", SettingsError)[0]
        for path in sorted(folder.glob("*.yaml"))
    ]
    return [
        GoldQuestion(suite.suite, q.id, q.question, (*q.gold.any, *q.gold.all))
        for suite in suites
        for q in suite.questions
        if q.gold
    ]
