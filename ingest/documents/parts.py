"""What readers of pages, slides and text documents find in order: headings and blocks."""

from __future__ import annotations

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
