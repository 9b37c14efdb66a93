"""Two partitions of the knowledge: rules (laws, factsheets, pages, modules …) and courses, each
with indexes of its own.

Courses are a hundred times as many as rules and change daily: apart, they neither drown an answer about the
law nor make every sync of a factsheet rebuild their index.
"""

from __future__ import annotations

from enum import StrEnum

from knowledge.model.course import KIND


class Partition(StrEnum):
    """Which documents are meant."""

    RULES = "rules"
    COURSES = "courses"

    def where(self, column: str) -> str:
        """SQL condition on a column with the kind; two ranges instead of <>, since SQLite's planner uses an
        index for them.
        """
        return (
            f"{column} = '{KIND}'"
            if self is Partition.COURSES
            else f"({column} < '{KIND}' OR {column} > '{KIND}')"
        )


def partition_of(kind: str) -> Partition:
    """The partition of a document of that kind."""
    return Partition.COURSES if kind == KIND else Partition.RULES
