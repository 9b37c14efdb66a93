"""Where names stand in a text: behind a title, a role, a greeting, a label or above a date, and
by lists of names.

The text is read once as words; what a word is taken for depends on how it is written, since people write
"frau müller" as well as "HERR KOWALSKI".
"""

from __future__ import annotations

from chains.privacy.foreign_names import foreign
from chains.privacy.introduced_names import introduced
from chains.privacy.listed_names import listed
from chains.privacy.name_text import NameText


def names_in(text: str) -> list[tuple[int, int]]:
    """The places of names, in order, without overlaps; the words between them that belong to nobody stay."""
    words = NameText(text)
    spans = sorted({*introduced(words), *listed(words), *foreign(words)})
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
