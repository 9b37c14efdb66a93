"""Lines that stand above others as their heading, in texts whose reader had no better sign of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from knowledge.german.sentences import ITEM

_LONGEST_HEADING = 60  # characters of a line that may stand above others as their heading
_ENDS = frozenset(".,;:!?")  # what such a line does not end with …
_SENTENCE_ENDS = frozenset(".!?")  # … and what the line below it does


def under_headings(lines: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
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
