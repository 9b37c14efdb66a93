"""Many keys asked for in statements that SQLite takes: each binds a limited number of values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

_MAX_VARIABLES = 500  # below SQLite's limit of bound values in one statement


def in_parts(keys: Iterable[str]) -> Iterator[tuple[tuple[str, ...], str]]:
    """(some of the keys, the placeholders for them: "?,?"), until all have come."""
    left = iter(keys)
    while part := tuple(islice(left, _MAX_VARIABLES)):
        yield part, ",".join("?" * len(part))
