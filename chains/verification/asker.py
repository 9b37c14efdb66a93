"""Who asks: the words of the question, and the numbers of the case that is known beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from chains.quantities.conditions import NumberCase, case_of


@dataclass(frozen=True)
class Asker:
    """A question with its case, as the checks look at it."""

    question: str = ""
    case: NumberCase = field(default_factory=lambda: NumberCase({}))

    @cached_property
    def numbers(self) -> Mapping[str, float]:
        """Unit -> value: the question's own before those of the case."""
        age = {"Jahre": self.case.age} if self.case.age is not None else {}
        return age | self.case.values | case_of(self.question).values


def asker_of(question: str | Asker) -> Asker:
    """A question alone as an asker without a case."""
    return question if isinstance(question, Asker) else Asker(question)
