"""Switches documents and sources off and on again: nothing is read or lost, only the indexes are built
anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.sync.embed import embed_missing
from ingest.sync.result import Progress, Report
from knowledge.errors import WbmError
from knowledge.index.generation import IndexPlace, build_indexes, drop_old
from knowledge.store.switches import SwitchScope

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from knowledge.store.library import Library


def require_switchable(library: Library, scope: SwitchScope, name: str) -> None:
    """Refuse what is not stored, and what is courses alone: they have an index of their own.

    Raises:
        WbmError: with what to do instead.
    """
    own = {(head.id, source) for head, source, *_ in library.heads()}
    if name in {pair[scope is SwitchScope.SOURCE] for pair in own}:
        return
    stored = library.document_states()
    named = stored if scope is SwitchScope.DOCUMENT else {source for source, _ in stored.values()}
    if name in named:
        raise WbmError("Kurse und Kurskataloge lassen sich nicht abschalten, nur abgleichen oder entfernen.")
    kind = "Ein Dokument" if scope is SwitchScope.DOCUMENT else "Eine eingelesene Quelle"
    raise WbmError(f"{kind} „{name}“ gibt es nicht. `wbm sources --documents` zeigt, was es gibt.")


def switch(
    library: Library,
    place: IndexPlace,
    embedding: Embeddings,
    model: str,
    scope: SwitchScope,
    name: str,
    *,
    on: bool,
    batch: int = 64,
    progress: Progress | None = None,
) -> bool:
    """Switch and build the next generation of the indexes; whether that changed anything. The caller holds
    the writer's lock.

    Raises:
        WbmError: nothing of that name can be switched.
        StorageFailed: no space or no right; what was on is on.
    """
    if not on:  # what is gone meanwhile may always be switched on
        require_switchable(library, scope, name)
    with library.transaction():
        if not library.switches.switch(scope, name, on=on):
            return False
        # what was off while the embedding was changed has no vectors of the new one
        report = Report([], library.generation)
        embed_missing(library.chunks, library, embedding, model, batch, report, progress)
        generation = library.publish(model)
        build_indexes(place, generation, library, embedding, model)
    drop_old(place, generation)
    return True
