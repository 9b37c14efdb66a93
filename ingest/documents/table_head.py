"""The head of a table without marks: where it is, and heads of two lines made one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

WITHIN = 10  # rows in which the head is looked for
_LOOKED_AT = 5  # rows below a head that show what its columns hold

Numbered = tuple[int, list[str]]  # number as the table program shows it, cells


@dataclass(frozen=True, slots=True)
class TableHead:
    """`first` and `last`: positions of its lines among the rows; `names` one a column."""

    first: int
    last: int
    names: tuple[str, ...]


def find_head(rows: Sequence[Numbered]) -> TableHead | None:
    """The first of the top rows that fills as many columns as most rows do and holds words only, with the
    line above or below it that belongs to it. None if there is none.
    """
    widths = sorted(sum(map(bool, row)) for _, row in rows[:200])
    usual = widths[len(widths) // 2] if widths else 0
    for position, (_, row) in enumerate(rows[:WITHIN]):
        cells = [cell for cell in row if cell]
        if len(cells) >= max(2, usual - 1) and all(any(c.isalpha() for c in cell) for cell in cells):
            return _with_its_other_line(rows, position)
    return None


def _with_its_other_line(rows: Sequence[Numbered], position: int) -> TableHead:
    row = rows[position][1]
    if position + 1 < len(rows) and _are_two_lines(row, rows[position + 1][1], rows[position + 2 :]):
        return TableHead(position, position + 1, two_lines(row, rows[position + 1][1]))
    if position and _are_two_lines(rows[position - 1][1], row, rows[position + 1 :]):
        return TableHead(position - 1, position, two_lines(rows[position - 1][1], row))
    return TableHead(position, position, tuple(row))


def _are_two_lines(upper: Sequence[str], lower: Sequence[str], below: Sequence[Numbered]) -> bool:
    """Whether the upper line groups columns of the lower one: a name stands over several of them, and the
    lower line holds words where the rows below hold figures.
    """
    if not _words(upper) or not _words(lower) or not below:
        return False
    groups = any(a and a == b for a, b in pairwise(upper)) or any(
        upper[x - 1] and not upper[x] and x < len(lower) and lower[x] for x in range(1, len(upper))
    )
    shorter = len(upper) < len([cell for cell in lower if cell]) and sum(map(bool, upper)) > 1
    return (groups or shorter) and any(
        cell and _holds_figures([row[x] for _, row in below[:_LOOKED_AT] if x < len(row) and row[x]])
        for x, cell in enumerate(lower)
    )


def _words(row: Sequence[str]) -> bool:
    cells = [cell for cell in row if cell]
    return len(set(cells)) > 1 and all(
        any(c.isalpha() for c in cell) and not any(c.isdigit() for c in cell) for cell in cells
    )


def _holds_figures(cells: Sequence[str]) -> bool:
    return bool(cells) and 2 * sum(any(c.isdigit() for c in cell) for cell in cells) > len(cells)


def two_lines(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    """One name a column: that of its group and its own ("Termin Beginn")."""
    names = []
    group = ""
    for x in range(max(len(upper), len(lower))):
        above, below = upper[x] if x < len(upper) else "", lower[x] if x < len(lower) else ""
        group = above or (group if below else "")
        names.append(" ".join(dict.fromkeys(filter(None, (group, below)))))
    return tuple(names)
