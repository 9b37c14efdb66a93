"""From a run of headings and blocks to sections: the common last step of the readers of pages, slides and
text documents.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from ingest.documents.own_places import with_own_places
from ingest.documents.parts import Block, Heading
from knowledge.model.document import Section, Status

RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")  # "50<sup>1</sup>" must not read 501
__all__ = ["Block", "Cell", "Heading", "Locators", "OpenSection", "places_of", "sections_of", "table_text"]

OPENING = "Anfang"  # locator of what stands before the first heading
_HEADING_LIMIT = 160  # characters; what is longer is a sentence set as a heading
_OLD = r"(?:alte|bisherige|frühere|vorherige|überholte|ehemalige|außer Kraft getretene)"
OLD_VERSION = re.compile(
    rf"^\W{{0,10}}(?:{_OLD}[rsn]?\s+(?:fassung|version|stand|text|regelung|wortlaut|rechtslage)\b|(?:bisher|früher|vorher|alt)\b"
    r"|(?:fassung|rechtslage|stand)\s+bis\b|geltendes\s+recht$|[^\n]{0,40}\ba\.\s?F\.)",
    re.IGNORECASE,
)
_OLD_PART = re.compile(
    rf"^\W{{0,10}}(?:{_OLD}[rsn]?\s+(?:fassung|version|regelung|rechtslage)\b|(?:fassung|rechtslage)\s+bis\b)",
    re.IGNORECASE,
)
NEW_VERSION = re.compile(
    r"^\W{0,10}(?:(?:neue|aktuelle|geltende|jetzige|künftige|geplante|beabsichtigte)[rsn]?\s+\w|(?:neu|künftig|jetzt|nunmehr|änderung"
    r"(?:en)?|aktuell)\b|(?:fassung|rechtslage|stand|gültig)\s+(?:ab|seit)\b|entwurf|[^\n]{0,40}\bn\.\s?F\.)",
    re.IGNORECASE,
)
_SPAN_LIMIT = 200  # columns or rows that one cell may claim


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
            status=_status(place),
            footnotes="\n".join(dict.fromkeys(block.note for block in place.blocks if block.note)),
        )
        for place in places_of(with_own_places(parts))
    )


def _status(place: OpenSection) -> Status:
    """What stands under "Alte Fassung" held once: it is kept and never answered from."""
    names = (*place.path, place.heading.text if place.heading else "")
    return Status.APPARATUS if any(_OLD_PART.match(name) for name in names) else Status.IN_FORCE


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
    grid = without_old_version(grid)
    lines = ("\t".join(row).rstrip("\t ") for row in grid)
    return "\n".join(line for line in lines if line.strip())


def without_old_version(grid: list[list[str]]) -> list[list[str]]:
    """A synopsis without the column of what held before: beside it stands what holds."""
    head = grid[0]
    old = {x for x, cell in enumerate(head) if OLD_VERSION.match(cell)}
    if not old or not any(NEW_VERSION.match(cell) for x, cell in enumerate(head) if x not in old):
        return grid
    return [[cell for x, cell in enumerate(row) if x not in old] for row in grid]


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
