"""Where a sentence becomes the facts of a case, with the words that each was read from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from chains.case.reader import read_case


@dataclass(frozen=True, slots=True)
class Told:
    """Fact -> value as JSON has it, and fact -> words."""

    facts: Mapping[str, Any]
    read_from: Mapping[str, str]


def read_sentence(text: str, today: date) -> Told:
    """The facts that a sentence or a whole e-mail tells; `today` completes dates."""
    case = read_case(text, today).case
    return Told(case.values(), case.read_from())
