"""What became of one file or page of a source, on its way from the reader to the plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from knowledge.model.document import Document


@dataclass(frozen=True, slots=True)
class Outcome:
    """A document, or the reason why there is none.

    `document_id` is "" when not even the name of the document is known (a whole source failed).
    `load` gives a document that was found unchanged and is built only if the library does not hold
    `content_hash`.
    Without a document: `failure` keeps an earlier version in the index, `gone` takes it out,
    `skipped` says what was left out on purpose (a failure if there is an earlier version); each is the reason
    in German. `partial` says that the source was not walked to its end, so that what it did not name is not
    taken for gone.
    """

    source_id: str
    document_id: str
    document: Document | None = None
    failure: str = ""
    content_hash: str = ""
    load: Callable[[], Document] | None = None
    gone: str = ""
    skipped: str = ""
    partial: bool = False
