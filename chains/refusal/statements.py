"""What a place says, one statement at a time: a sentence, a list's item with its lead, a table's row with the
heads of its columns.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from chains.quantities.tables import tables_in, without_tables
from knowledge.german.sentences import split_statements

if TYPE_CHECKING:
    from knowledge.model.document import Passage


def statements_of(place: Passage) -> Iterator[str]:
    """The texts of its statements; of a row the heads on the first line, as `stated_kinds` reads a table."""
    text = place.section.text
    for statement in split_statements(without_tables(text)):
        for item in statement.items or ("",):
            yield " ".join(part for part in (statement.lead, item, statement.tail) if part)
    for table in tables_in(text):
        heads = "\t".join(table.heads)
        yield from ("\n".join(filter(None, (heads, "\t".join(row)))) for row in table.rows)
