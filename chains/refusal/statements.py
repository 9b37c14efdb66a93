"""What a place says, one statement at a time: a sentence, a list's item with its lead, a table's row with the
heads of its columns; with the line that stands above it as a heading where the place has several.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from chains.quantities.tables import tables_in, without_tables
from knowledge.german.heading_lines import under_headings
from knowledge.german.sentences import split_statements

if TYPE_CHECKING:
    from knowledge.model.document import Passage

DATED = re.compile(r"\W{0,10}Stand\W{1,5}[\w. ]{4,20}")  # a line that says how old the document is


def statements_of(place: Passage) -> Iterator[tuple[str, str]]:
    """(heading line or "", text) of its statements; of a row the heads on the first line, as `stated_kinds`
    reads a table.
    """
    text = place.section.text
    for heading, lines in under_headings(without_tables(text).splitlines()):
        for statement in split_statements("\n".join(lines)):
            for item in statement.items or ("",):
                said = " ".join(part for part in (statement.lead, item, statement.tail) if part)
                if not DATED.fullmatch(said):
                    yield heading, said
    for table in tables_in(text):
        heads = "\t".join(table.heads)
        yield from (("", "\n".join(filter(None, (heads, "\t".join(row))))) for row in table.rows)
