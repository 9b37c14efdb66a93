"""What a table answers: the row that does, said with the heads of its columns; a cell alone says nothing, and
cells side by side are no sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from chains.blocks.kinds import TableRows
from chains.quantities.conditions import NumberCase, bounds_of, fits
from chains.quantities.tables import TextTable, tables_in
from knowledge.german.sentences import Statement

_FITS = 1.0  # what a row is worth for which the case's numbers hold, as for a sentence (Extractor)
_NEARLY = 0.05  # of the best row's worth: rows that differ less answer alike
_ALIKE = 3  # rows that answer alike and are said together
_MOST_ROWS = 8  # of a table that is shown whole where no row stands out
_MOST = 600  # characters of the rows that lead
_UNIT = re.compile(r"(?:\bin |[(])(\w+|€|%)[)]?\s*$")


def table_lead(
    text: str, how: str, n: int, case: NumberCase, score: Callable[[Statement], float]
) -> tuple[TableRows, float] | None:
    """The rows of the best table that answer, cited as [n], and what they are worth beside a sentence; all
    rows of a short one where none stands out. None where there is no table, or its rows are too long to lead.
    """
    found = [_best_rows(table, how, n, case, score) for table in tables_in(text)]
    return max((each for each in found if each is not None), key=lambda each: each[1], default=None)


def _best_rows(
    table: TextTable, how: str, n: int, case: NumberCase, score: Callable[[Statement], float]
) -> tuple[TableRows, float] | None:
    plain = score(Statement(" ".join(table.heads))) if table.heads else 0.0
    worth = [_worth(table, row, case, score) for row in table.rows]
    best = max(worth)
    chosen = [row for row, value in zip(table.rows, worth, strict=True) if value >= best - _NEARLY * best]
    if len(chosen) > _ALIKE:
        chosen = list(table.rows)
    rows = TableRows(how, table.heads, tuple(chosen), n)
    length = sum(len(cell) for row in (table.heads, *chosen) for cell in row)
    return None if len(chosen) > _MOST_ROWS or length > _MOST else (rows, best + plain)


def _worth(
    table: TextTable, row: Sequence[str], case: NumberCase, score: Callable[[Statement], float]
) -> float:
    said = " ".join(cell for cell in row if cell)
    return score(Statement(said)) + (_FITS if _row_fits(table, row, case) else 0.0)


def _row_fits(table: TextTable, row: Sequence[str], case: NumberCase) -> bool:
    """Whether the conditions in the row's cells hold for the case; the unit may stand in the head ("10 bis
    49" under "Beschäftigte im Betrieb").
    """
    judged = [fits(text, case) for text in _with_units(table, row)]
    return True in judged and False not in judged


def _with_units(table: TextTable, row: Sequence[str]) -> list[str]:
    heads = table.heads or ("",) * len(row)
    return [f"{cell} {head}" for cell, head in zip(row, heads, strict=False) if bounds_of(f"{cell} {head}")]


def row_in_words(heads: Sequence[str], row: Sequence[str]) -> str:
    """The cells of a row, each behind its head."""
    named = zip((*heads, *("",) * len(row)), row, strict=False)
    return "; ".join(f"{head}: {cell}" if head else cell for head, cell in named if cell)


def row_with_units(heads: Sequence[str], row: Sequence[str]) -> str:
    """The cells of a row with the units that its heads give ("Preis in Euro" above "890")."""
    named = zip((*heads, *("",) * len(row)), row, strict=False)
    units = ((_UNIT.search(head), cell) for head, cell in named if cell)
    return "; ".join(f"{cell} {unit[1]}" if unit and cell[-1].isdigit() else cell for unit, cell in units)
