"""How a sheet of a workbook is laid out: hidden rows and columns, merged cells. openpyxl tells this only of
books that it loads as a whole, which takes fifty times their size.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REFERENCE = re.compile(r"^\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?$")
_MOST_AREAS = 20_000
_MOST_CELLS = 200_000  # cells that merged areas may fill in one sheet


@dataclass(frozen=True, slots=True)
class Area:
    """A merged cell, rows and columns counted from 1, ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """Numbers from 1."""

    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[Area, ...] = ()


def layout_of(data: bytes, sheet: Any) -> SheetLayout:
    """The layout of a sheet that openpyxl opened read-only from this package."""
    path = str(getattr(sheet, "_worksheet_path", "")).lstrip("/")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if path not in package.namelist():
            return SheetLayout()
        rows, columns, areas = set[int](), set[int](), list[Area]()
        with package.open(path) as opened:
            tags = [f"{_S}{name}" for name in ("row", "col", "mergeCell")]
            for _, element in etree.iterparse(opened, tag=tags, resolve_entities=False, no_network=True):
                _take(element, rows, columns, areas)
                element.clear()
                while element.getprevious() is not None:
                    parent = element.getparent()
                    if parent is None:
                        break
                    del parent[0]
    return SheetLayout(frozenset(rows), frozenset(columns), tuple(areas[:_MOST_AREAS]))


def _take(element: etree._Element, rows: set[int], columns: set[int], areas: list[Area]) -> None:
    hidden = element.get("hidden") in {"1", "true"}
    match etree.QName(element).localname:
        case "row" if hidden and (element.get("r") or "").isdecimal():
            rows.add(int(element.get("r") or 0))
        case "col" if hidden:
            first, last = int(element.get("min") or 1), int(element.get("max") or 1)
            columns.update(range(first, min(last, first + 16_384) + 1))
        case "mergeCell":
            if (area := _area(element.get("ref") or "")) is not None:
                areas.append(area)


def _area(reference: str) -> Area | None:
    match = _REFERENCE.match(reference)
    if not match or not match[3]:
        return None
    return Area(int(match[2]), _column(match[1]), int(match[4]), _column(match[3]))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


class FilledRows:
    """The rows of a sheet without hidden ones, each with what merged cells say in it: down in every row, to
    the right where several cells share a row (a head over columns, not a title over the table).
    """

    def __init__(self, rows: Iterator[Sequence[Any]], layout: SheetLayout) -> None:
        self.left_out = 0  # hidden rows with something in them
        self._rows, self._layout = rows, layout

    def __iter__(self) -> Iterator[tuple[int, list[Any]]]:
        starts: dict[int, list[Area]] = {}
        budget = _MOST_CELLS
        for area in self._layout.merged:
            size = (area.bottom - area.top + 1) * (area.right - area.left + 1)
            budget -= size
            if budget < 0:
                break
            starts.setdefault(area.top, []).append(area)
        open_areas: list[tuple[Area, Any]] = []
        for number, cells in enumerate(self._rows, 1):
            row = list(cells)
            open_areas = [(area, value) for area, value in open_areas if area.bottom >= number]
            for area in starts.get(number, ()):
                open_areas.append((area, row[area.left - 1] if area.left <= len(row) else None))
            filled = _filled(row, open_areas)
            if number in self._layout.hidden_rows:
                self.left_out += any(cell not in {None, ""} for cell in row)
                continue
            hidden = self._layout.hidden_columns
            yield number, [c for x, c in enumerate(filled, 1) if x not in hidden] if hidden else filled


def _filled(row: list[Any], areas: Sequence[tuple[Area, Any]]) -> list[Any]:
    if not areas:
        return row
    width = max([len(row), *(area.right for area, _ in areas if area.right <= len(row) + 200)])
    filled = row + [None] * (width - len(row))
    apart = len({area.left for area, _ in areas}) + sum(
        cell not in {None, ""} and not any(a.left <= x <= a.right for a, _ in areas)
        for x, cell in enumerate(row, 1)
    )
    for area, value in areas:
        right = area.right if apart > 1 else area.left
        for x in range(area.left, min(right, width) + 1):
            filled[x - 1] = value
    return filled
