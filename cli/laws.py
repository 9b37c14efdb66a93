"""`wbm laws`: fetches the laws of the list that are missing or a day old, and says once what to do where
their site cannot be reached.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import typer

from cli.sync import SyncRequest, run_once, session_of
from knowledge.errors import FetchFailed, WbmError
from knowledge.terminal import say
from settings import settings

if TYPE_CHECKING:
    from knowledge.editorial.sources import Source
    from settings import Settings

_NOTHING = "Alle Gesetze der Liste sind da und heute geprüft."
_AWAY = (
    "Die Gesetze ließen sich nicht holen: {host} ist von hier nicht zu erreichen. Geantwortet wird aus dem,"
    " was schon eingelesen ist. Mit Internet holt sie `make laws` oder der nächste Start des Chats; wer die"
    " XML-Dateien hat, liest sie mit `wbm sync ORDNER` ein. Wer sie nicht braucht, setzt WBM_FETCH_LAWS=0."
)


def laws() -> None:
    """Exit code 1 if anything failed."""
    from knowledge.editorial.due_laws import due_laws
    from knowledge.editorial.sources import load_sources

    config = settings()
    due = due_laws(config, load_sources(config.sources))
    if not due:
        say(_NOTHING)
        return
    _require_site(due[0], config)
    raise typer.Exit(1 if run_once(SyncRequest((), due), config) else 0)


def _require_site(law: Source, config: Settings) -> None:
    """Not to have each law fail for itself.

    Raises:
        WbmError: what to do.
    """
    from ingest.crawl.laws import law_url, require_site

    try:
        require_site(law, session_of(config))
    except FetchFailed as error:
        host = urlsplit(law_url(law.location, config.law_site)).hostname
        raise WbmError(_AWAY.format(host=host)) from error
