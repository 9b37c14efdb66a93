"""The law places that a conversation spoke of, as data."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chains.answer import Citation

_PARAGRAPH = re.compile(r"§ (\w+)")

Places = tuple[tuple[str, str], ...]  # (document id, paragraph), the most telling first


def paragraph_of(locator: str) -> str:
    """ "82" of "§ 82 Abs. 2"; "" for what is no place in a law."""
    match = _PARAGRAPH.match(locator)
    return match[1] if match else ""


def places_of(citations: Iterable[Citation]) -> Places:
    """The law places that citations rest on, once each."""
    cited = (citation.passage for citation in citations)
    found = ((p.document.id, paragraph_of(p.section.locator)) for p in cited)
    return tuple(dict.fromkeys((document, number) for document, number in found if number))
