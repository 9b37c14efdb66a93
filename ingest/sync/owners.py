"""Which source a document's id belongs to: no source replaces what another one gave."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from knowledge.model.document import Document

BY_HAND = "pfad:"  # how the source of a file that was given by hand begins (ingest/sync/runs.py)


class Owners:
    """The ids that are taken, by what is stored and by what this run has met."""

    def __init__(
        self, stored: Mapping[str, tuple[str, str]], listed: Mapping[str, Path | None] | None = None
    ) -> None:
        """`stored`: document id -> (source id, hash); `listed`: all entries of sources.yaml by their ids,
        each with its path on disk if it has one; None if every source may still be there.
        """
        self._stored, self._listed = stored, listed
        self._met: dict[str, str] = {}

    def refusal(self, source_id: str, document_id: str, document: Document) -> str:
        """Why the source may not give a document of this id, naming both; "" if it may, and has it then."""
        met = self._met.setdefault(document_id, source_id)
        other = met if met != source_id else self._keeper(source_id, document_id, document)
        if not other:
            return ""
        return (
            f"„{document_id}“ heißt schon ein Dokument der Quelle „{_shown(other)}“; das der Quelle"
            f" „{_shown(source_id)}“ wird nicht eingelesen, damit es jenes nicht ersetzt. Bitte die Datei"
            " umbenennen oder eine der beiden Quellen entfernen."
        )

    def _keeper(self, source_id: str, document_id: str, document: Document) -> str:
        """The source that keeps the id from an earlier run; "" if none does. A law is the same law from
        wherever it comes, and what nobody lists any more is free.
        """
        owner = self._stored.get(document_id, ("", ""))[0]
        free = (
            owner in {"", source_id}
            or document.kind == "law"
            or not self._is_there(owner)
            or self._overlap(owner, source_id)
        )
        return "" if free else owner

    def _is_there(self, owner: str) -> bool:
        if owner.startswith(BY_HAND):
            return Path(owner.removeprefix(BY_HAND)).exists()
        return self._listed is None or owner in self._listed

    def _overlap(self, one: str, other: str) -> bool:
        """Whether both lead to a path and one holds the other: it is the same file."""
        first, second = self._path(one), self._path(other)
        return (
            first is not None
            and second is not None
            and (first.is_relative_to(second) or second.is_relative_to(first))
        )

    def _path(self, source_id: str) -> Path | None:
        if source_id.startswith(BY_HAND):
            return Path(source_id.removeprefix(BY_HAND))
        return (self._listed or {}).get(source_id)


def _shown(source_id: str) -> str:
    return source_id.removeprefix(BY_HAND)
