"""Years that a sentence is about: of a day, a number or a law's name it is not."""

from __future__ import annotations

import re

_OF_A_YEAR = re.compile(
    r"\b(?:jahr|schuljahr|förderjahr|kalenderjahr|ausbildungsjahr|haushaltsjahr|förderperiode|förderrunde"
    r"|programmjahr|saison|semester)(?:es|s)? ((?:19|20)\d\d)(?:[/–-]((?:20)?\d\d))?(?![\d.])",
    re.IGNORECASE,
)


def years_told(text: str) -> frozenset[int]:
    """The years that a text says it is about ("im Jahr 2021", "Schuljahr 2021/22", "Förderperiode 2022")."""
    found: set[int] = set()
    for match in _OF_A_YEAR.finditer(text):
        first = int(match[1])
        found.add(first)
        if match[2]:
            found.add(int(match[2]) if len(match[2]) > 2 else first - first % 100 + int(match[2]))  # noqa: PLR2004
    return frozenset(found)
