"""What a place says, one statement at a time: a sentence, a list's item with its lead, a table's row with the
heads of its columns; with the line that stands above it as a heading where the place has several.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from chains.quantities.tables import tables_in, without_tables
from knowledge.german.sentences import ITEM, split_statements

if TYPE_CHECKING:
    from knowledge.model.document import Passage

DATED = re.compile(r"\W{0,10}Stand\W{1,5}[\w. ]{4,20}")  # a line that says how old the document is
_LONGEST_HEADING = 60  # characters of a line that may stand above others as their heading
_ENDS = frozenset(".,;:!?")  # what such a line does not end with …
_SENTENCE_ENDS = frozenset(".!?")  # … and what the line below it does


def statements_of(place: Passage) -> Iterator[tuple[str, str]]:
    """(heading line or "", text) of its statements; of a row the heads on the first line, as `stated_kinds`
    reads a table.
    """
    text = place.section.text
    for heading, lines in _under_headings(without_tables(text).splitlines()):
        for statement in split_statements("\n".join(lines)):
            for item in statement.items or ("",):
                said = " ".join(part for part in (statement.lead, item, statement.tail) if part)
                if not DATED.fullmatch(said):
                    yield heading, said
    for table in tables_in(text):
        heads = "\t".join(table.heads)
        yield from (("", "\n".join(filter(None, (heads, "\t".join(row))))) for row in table.rows)


def _under_headings(lines: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Lines under what stands above them as a heading: a short line that ends no sentence, before one that
    does.
    """
    heading, under = "", list[str]()
    for line, following in zip_longest(lines, lines[1:], fillvalue=""):
        if _is_heading(line, following):
            yield heading, under
            heading, under = line.strip(), []
        else:
            under.append(line)
    yield heading, under


def _is_heading(line: str, following: str) -> bool:
    said = line.strip()
    return (
        0 < len(said) <= _LONGEST_HEADING
        and said[-1] not in _ENDS
        and (not ITEM.match(line) or said[0].isdigit())
        and following.strip()[-1:] in _SENTENCE_ENDS
        and len(following.split()) > len(said.split())
    )
