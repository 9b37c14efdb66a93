"""Which listed laws are to be fetched: those that are missing, and those that nobody has asked for today."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.editorial.sources import is_law_name, is_web
from knowledge.store.opening import library_there, open_library

if TYPE_CHECKING:
    from knowledge.editorial.sources import Source
    from settings import Settings

_FRESH = timedelta(hours=24)  # laws change a few times a year; an unchanged one costs a request a day


def is_fetched_law(source: Source, base: Path) -> bool:
    """Whether an entry's law comes from the network: by its address, or by its name where no file is called
    so; paths are relative to `base`.
    """
    named = is_law_name(source.location) and not (base / source.location).exists()
    return source.kind == "law" and (is_web(source.location) or named)


def due_laws(
    settings: Settings, sources: Iterable[Source], now: datetime | None = None
) -> tuple[Source, ...]:
    """The enabled ones of the entries. What was read from a file by hand is left as it is.

    Raises:
        StorageFailed: the library cannot be read.
    """
    wanted = [s for s in sources if s.enabled and is_fetched_law(s, settings.sources.parent)]
    if not wanted or not library_there(settings):
        return tuple(wanted)
    with open_library(settings, read_only=True) as library:
        stored, states = library.document_states(), library.states.all()
    since = (now or datetime.now(UTC)) - _FRESH

    def due(source: Source) -> bool:
        if source.id not in stored:
            return True
        state = states.get(source.id) if stored[source.id][0] == source.id else None
        return state is not None and datetime.fromisoformat(state.last_success or state.last_try) < since

    return tuple(source for source in wanted if due(source))
