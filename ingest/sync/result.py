"""What a sync did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ingest.sync.plan import DocumentStatus, DocumentStep

Progress = Callable[[int, int], None]  # (chunks embedded, chunks to embed)


@dataclass(slots=True)
class Report:
    """What a sync did; seconds are wall time."""

    steps: list[DocumentStep]
    generation: int
    embedded: int = 0
    shipped: int = 0  # chunks whose vectors came with the project
    seconds: float = 0.0
    embedding_seconds: float = 0.0

    def count(self, change: DocumentStatus) -> int:
        """Number of documents with that change."""
        return sum(step.change is change for step in self.steps)

    @property
    def failed(self) -> bool:
        """Whether anything could not be read."""
        return self.count(DocumentStatus.FAILED) > 0
