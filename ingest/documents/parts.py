"""What readers of pages, slides and text documents find in order: headings and blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `level` counts from 1, `anchor` is its id in a web page."""

    level: int
    text: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list or table, written as a section's text; `note` is what belongs to it but
    is not its wording.
    """

    text: str
    note: str = ""


def under_headings(parts: Sequence[Heading | Block]) -> list[tuple[Heading | None, list[Block]]]:
    """The blocks below each heading, first those before any."""
    groups: list[tuple[Heading | None, list[Block]]] = [(None, [])]
    for part in parts:
        if isinstance(part, Heading):
            groups.append((part, []))
        else:
            groups[-1][1].append(part)
    return groups
