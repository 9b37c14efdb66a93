"""Passages of one generation, kept once read, with what a search asks of each again and again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from chains.quantities.kinds import QuantityKind, stated_kinds

if TYPE_CHECKING:
    from chains.question.references import Reference
    from knowledge.model.document import Passage
    from knowledge.store.library import Library

_MOST = 30_000  # passages that are kept; about 2 kB each


class PassageCache:
    """Reads passages from the library, each once as long as there is room."""

    def __init__(self, library: Library, references: Callable[[str], Sequence[Reference]]) -> None:
        """`references`: the law places that a text names."""
        self._library, self._references = library, references
        self._passages: dict[str, Passage] = {}
        self._at: dict[tuple[str, tuple[str, ...]], list[Passage]] = {}
        self._kinds: dict[str, frozenset[QuantityKind]] = {}
        self._explained: dict[str, tuple[Reference, ...]] = {}

    def passages(self, chunk_ids: Sequence[str]) -> dict[str, Passage]:
        """The passages of these chunks, in this order; ids that are not stored (any more) are left out."""
        missing = [key for key in chunk_ids if key not in self._passages]
        if missing:
            if len(self._passages) + len(missing) > _MOST:
                self._passages.clear()
                missing = list(chunk_ids)
            self._passages |= self._library.passages(missing)
        return {key: self._passages[key] for key in chunk_ids if key in self._passages}

    def at(self, document_id: str, locators: Sequence[str]) -> list[Passage]:
        """All passages of these places of one document, in order."""
        key = (document_id, tuple(locators))
        if key not in self._at:
            if len(self._at) > _MOST:
                self._at.clear()
            self._at[key] = self._library.passages_at(document_id, locators)
        return self._at[key]

    def kinds_stated(self, passage: Passage) -> frozenset[QuantityKind]:
        """The kinds of quantities that the passage states."""
        if passage.chunk_id not in self._kinds:
            self._kinds[passage.chunk_id] = stated_kinds(passage.chunk_text)
        return self._kinds[passage.chunk_id]

    def explained(self, passage: Passage) -> tuple[Reference, ...]:
        """The law places that the heading of a factsheet's section names; () for all others."""
        if passage.document.kind != "factsheet":
            return ()
        locator = passage.section.locator
        if locator not in self._explained:
            self._explained[locator] = tuple(self._references(locator))
        return self._explained[locator]
