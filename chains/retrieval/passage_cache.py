"""Passages of one generation, the latest read, with what a search asks of each again and again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from chains.quantities.kinds import QuantityKind, stated_kinds

if TYPE_CHECKING:
    from chains.question.references import Reference
    from knowledge.model.document import Passage
    from knowledge.store.library import Library

_MOST = 10_000  # of each kind that are kept; a passage has about 2 kB
_K = TypeVar("_K")
_V = TypeVar("_V")


class PassageCache:
    """Reads passages from the library, each once as long as there is room."""

    def __init__(self, library: Library, references: Callable[[str], Sequence[Reference]]) -> None:
        """`references`: the law places that a text names."""
        self._library, self._references = library, references
        self._passages: dict[str, Passage] = {}
        self._at: dict[tuple[str, tuple[str, ...]], list[Passage]] = {}
        self._kinds: dict[str, frozenset[QuantityKind]] = {}
        self._explained: dict[str, tuple[Reference, ...]] = {}
        self._named: dict[str, frozenset[tuple[str, str]]] = {}

    def passages(self, chunk_ids: Sequence[str]) -> dict[str, Passage]:
        """The passages of these chunks, in this order; ids that are not stored (any more) are left out."""
        missing = [key for key in chunk_ids if key not in self._passages]
        if missing:
            self._passages |= self._library.passages(missing)
        found = {key: self._passages[key] for key in chunk_ids if key in self._passages}
        _bound(self._passages)
        return found

    def at(self, document_id: str, locators: Sequence[str]) -> list[Passage]:
        """All passages of these places of one document, in order."""
        key = (document_id, tuple(locators))
        return _kept(self._at, key, lambda: self._library.passages_at(document_id, locators))

    def kinds_stated(self, passage: Passage) -> frozenset[QuantityKind]:
        """The kinds of quantities that the passage states."""
        return _kept(self._kinds, passage.chunk_id, lambda: stated_kinds(passage.chunk_text))

    def names(self, passage: Passage, wanted: Reference) -> bool:
        """Whether the passage's own words name that place of law."""

        def named() -> frozenset[tuple[str, str]]:
            return frozenset((r.law, r.paragraph) for r in self._references(passage.section.text))

        return (wanted.law, wanted.paragraph) in _kept(self._named, passage.chunk_id, named)

    def explained(self, passage: Passage) -> tuple[Reference, ...]:
        """The law places that the heading of a factsheet's section names; () for all others."""
        if passage.document.kind != "factsheet":
            return ()
        locator = passage.section.locator
        return _kept(self._explained, locator, lambda: tuple(self._references(locator)))


def _kept(known: dict[_K, _V], key: _K, read: Callable[[], _V]) -> _V:
    if key not in known:
        known[key] = read()
        _bound(known)
    return known[key]


def _bound(known: dict[_K, _V]) -> None:
    """Forget what came first where there is too much."""
    for key in list(islice(known, max(0, len(known) - _MOST))):
        del known[key]
