"""Follows a library that another machine changes: a new generation is noticed within seconds and its indexes
are built here beside those in use, so that nobody's question waits for it.
"""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from knowledge.errors import GenerationPassed, WbmError
from knowledge.index.generation import IndexPlace, check_embedding, mend
from knowledge.store.opening import open_library

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from knowledge.store.library import Library
    from settings import Settings

_LOOK = 2.0  # seconds after which it looks even if nothing was announced
_REST = 10.0  # seconds until another try where something went wrong
_log = logging.getLogger(__name__)


class Follower:
    """A thread that keeps this data folder's indexes at the library's generation, until `close`."""

    def __init__(self, settings: Settings, place: IndexPlace, embedding: Embeddings) -> None:
        self._settings, self._place, self._embedding = settings, place, embedding
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="generations", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop; what is being built is finished first."""
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.is_set():
            try:
                with open_library(self._settings) as library:
                    while not self._ended.is_set():
                        self._bring(library)
                        library.wait_for_news(_LOOK)
            except GenerationPassed:
                continue
            except WbmError as error:
                _log.warning("Der neue Stand wird später geholt: %s", error)
            except Exception:  # noqa: BLE001 - whatever happened, the next look may do
                _log.exception("the generation could not be followed")
            self._ended.wait(_REST)

    def _bring(self, library: Library) -> None:
        generation, model = library.generation, self._settings.embedding
        if generation == 0 or self._place.sealed(generation, library.marks.of(generation)):
            return
        check_embedding(library, model)
        mend(self._place, generation, library, self._embedding, model)
