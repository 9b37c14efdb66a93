"""What a search may look at: kinds of sources, region, audience, and the day whose law is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knowledge.model.document import DocumentHead

NATIONAL = {"", "deutschland", "bund", "bundesweit"}


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions on the documents; empty ones admit all.

    kinds: "law", "factsheet", … · region: a Land, which nationwide documents pass too ·
    audience: "mentor", "trainer", "worker", "employer", which documents for everybody pass too · day: answer
    as the indexed versions stood on that day.
    """

    kinds: frozenset[str] = frozenset()
    region: str = ""
    audience: str = ""
    day: date | None = None

    @property
    def narrow(self) -> bool:
        """Whether documents are left out, so that more candidates have to be looked at."""
        return bool(self.kinds or self.region or self.audience)

    def admits(self, document: DocumentHead) -> bool:
        """Whether a document may be searched."""
        return (
            (not self.kinds or document.kind in self.kinds)
            and (
                not self.region
                or document.region.lower() in NATIONAL
                or document.region.lower() == self.region.lower()
            )
            and (not self.audience or not document.audience or self.audience in document.audience)
        )


EVERYTHING = Filters()
