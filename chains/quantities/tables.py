"""Tables in the text of a section, as all readers give them: a row a line, cells parted by tabs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from knowledge.german.sentences import split_sentences

_CELL = "\t"


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table in a section's text: the names of its columns (none without a head) and its rows."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def tables_in(text: str) -> list[TextTable]:
    """The tables of a section's text."""
    return [_table(lines) for is_row, lines in _runs(text) if is_row]


def without_tables(text: str) -> str:
    """A section's text without its tables and the words that lead into them: half a sentence says nothing."""
    runs = list(_runs(text))
    prose: list[str] = []
    for place, (is_row, lines) in enumerate(runs):
        if is_row:
            continue
        said = "\n".join(lines)
        leads_in = place + 1 < len(runs) and not said.rstrip().endswith((".", "!", "?"))
        prose += split_sentences(said)[:-1] if leads_in else lines
    return "\n".join(prose)


def _runs(text: str) -> Iterator[tuple[bool, list[str]]]:
    for is_row, lines in groupby(text.splitlines(), lambda line: _CELL in line):
        yield is_row, list(lines)


def _table(lines: Sequence[str]) -> TextTable:
    rows = [tuple(cell.strip() for cell in line.split(_CELL)) for line in lines]
    first = [cell for cell in rows[0] if cell]
    headed = len(rows) > 1 and len(first) > 1 and _names_columns(first, rows[1:])
    return TextTable(rows[0] if headed else (), tuple(rows[1:] if headed else rows))


def _names_columns(first: Sequence[str], others: Sequence[Sequence[str]]) -> bool:
    """Whether a first row names columns: its cells have no figures, or such as belong to a name ("Anträge
    2024"), above rows with cells that begin with one.
    """
    if not any(c.isdigit() for cell in first for c in cell):
        return True
    return not any(cell[0].isdigit() for cell in first) and any(
        cell[:1].isdigit() for row in others for cell in row
    )
