"""From a run of headings and blocks to sections: the common last step of the readers of pages, slides and
text documents.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from knowledge.model.document import Section

RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")  # "50<sup>1</sup>" must not read 501
OPENING = "Anfang"  # locator of what stands before the first heading
_HEADING_LIMIT = 160  # characters; what is longer is a sentence set as a heading
_SPAN_LIMIT = 200  # columns or rows that one cell may claim


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


@dataclass(slots=True)
class OpenSection:
    """A section under way: its heading, the open headings above it, and its blocks."""

    heading: Heading | None
    path: tuple[str, ...]
    blocks: list[Block] = field(default_factory=list)


class Locators:
    """Gives each section of a document a locator of its own: equal ones are counted, " (2)"."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def unique(self, name: str) -> str:
        """The name, or the name with the first free number."""
        number, locator = 2, name
        while locator in self._taken:
            locator, number = f"{name} ({number})", number + 1
        self._taken.add(locator)
        return locator


def places_of(parts: Iterable[Heading | Block]) -> list[OpenSection]:
    """Group blocks under their headings; headings without a block of their own stay in the path
    of those below.
    """
    places = [OpenSection(None, ())]
    open_headings: list[Heading] = []
    for part in parts:
        if isinstance(part, Heading) and len(part.text) <= _HEADING_LIMIT:
            open_headings = [h for h in open_headings if h.level < part.level]
            places.append(OpenSection(part, tuple(h.text for h in open_headings)))
            open_headings.append(part)
        else:
            places[-1].blocks.append(Block(part.text) if isinstance(part, Heading) else part)
    return [place for place in places if any(block.text.strip() for block in place.blocks)]


def sections_of(
    parts: Iterable[Heading | Block], url_of: Callable[[OpenSection], str] = lambda _: ""
) -> tuple[Section, ...]:
    """One section a heading, its locator the heading's words, its path the headings above."""
    locators = Locators()
    return tuple(
        Section(
            locator=locators.unique(place.heading.text if place.heading else OPENING),
            text="\n".join(block.text for block in place.blocks if block.text.strip()),
            path=place.path,
            url=url_of(place),
            footnotes="\n".join(dict.fromkeys(block.note for block in place.blocks if block.note)),
        )
        for place in places_of(parts)
    )


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell as the source has it, with the columns and rows it spans."""

    text: str
    columns: int = 1
    rows: int = 1
    head: bool = False


def table_text(rows: Sequence[Sequence[Cell]], head_rows: int | None = None) -> str:
    """Rows as lines, cells by tabs. A cell over several rows is repeated in each, so that every
    row can be read alone; a head over several columns likewise, and several head rows become one line.
    """
    grid = _grid(rows)
    if not grid:
        return ""
    if head_rows is None:
        head_rows = next(
            (i for i, row in enumerate(rows) if not row or not all(cell.head for cell in row)), len(rows)
        )
    if 1 < head_rows < len(grid):
        columns = zip(*grid[:head_rows], strict=True)
        grid[:head_rows] = [[" ".join(dict.fromkeys(filter(None, column))) for column in columns]]
    lines = ("\t".join(row).rstrip("\t ") for row in grid)
    return "\n".join(line for line in lines if line.strip())


def _grid(rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
    """The table as a full rectangle of texts."""
    filled: dict[tuple[int, int], str] = {}
    width = 0
    for y, row in enumerate(rows):
        x = 0
        for cell in row:
            while (y, x) in filled:
                x += 1
            text = " ".join(cell.text.split())
            for down in range(min(max(cell.rows, 1), _SPAN_LIMIT, len(rows) - y)):
                for right in range(min(max(cell.columns, 1), _SPAN_LIMIT)):
                    filled.setdefault((y + down, x + right), text if right == 0 or cell.head else "")
            x += min(max(cell.columns, 1), _SPAN_LIMIT)
            width = max(width, x)
    return [[filled.get((y, x), "") for x in range(width)] for y in range(len(rows))]
