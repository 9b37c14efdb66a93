"""The roles that people have here."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What somebody does here; an editor also sees the sources' page, an evaluator the report."""

    MENTOR = "mentor"
    TRAINER = "trainer"
    EDITOR = "editor"
    EVALUATOR = "evaluator"
