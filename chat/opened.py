"""The assistant and the embedding of a server, opened when they are first needed."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chains.retrieval.freed import leave_out
from chat.settings_panel import OfferedChoices
from knowledge.errors import WbmError

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from chains.assistant import Assistant
    from chains.courses.answering import CourseAnswers
    from chains.retrieval.searcher import Searcher

_log = logging.getLogger("wbm.chat")


@dataclass(slots=True)
class OpenedAssistant:
    """What all conversations of a server answer with. A missing index is said again at each question."""

    open_assistant: Callable[[Embeddings], Assistant]
    open_embedding: Callable[[], Embeddings]
    _opening: threading.Lock = field(default_factory=threading.Lock)
    _opened: tuple[Assistant, Embeddings] | None = None

    def warm_up(self) -> None:
        """Open index and embedding, and load all that a first question would, before there is one."""
        try:
            assistant, _ = self.parts()
            assistant.warm_up()
            leave_out()
        except WbmError as error:
            _log.warning("%s", error)

    def assistant(self) -> Assistant:
        """The assistant, opened if need be, which may take seconds. Raises WbmError."""
        return self.parts()[0]

    @property
    def at_hand(self) -> Assistant | None:
        """The assistant if it is open."""
        return self._opened[0] if self._opened is not None else None

    async def searcher(self) -> Searcher | None:
        """What finds the places of proofs; None while there is no index."""
        assistant = await self._without_error()
        return assistant.searcher if assistant is not None else None

    async def courses(self) -> CourseAnswers | None:
        """What finds courses; None while there is no index."""
        assistant = await self._without_error()
        return assistant.courses if assistant is not None else None

    def offered(self) -> OfferedChoices:
        """What the settings of a chat offer, from what is indexed now; nothing while it is not open."""
        try:
            opened = self.at_hand
            return OfferedChoices.of(opened.searcher.state.heads.values()) if opened else OfferedChoices()
        except WbmError as error:  # the question that follows says it to the person
            _log.error("%s", error)
            return OfferedChoices()

    async def ready(self) -> tuple[Assistant, Embeddings]:
        """Both, opened in a thread if need be. Raises WbmError."""
        return self._opened if self._opened is not None else await asyncio.to_thread(self.parts)

    def parts(self) -> tuple[Assistant, Embeddings]:
        """Both, opened here if need be. Raises WbmError."""
        with self._opening:
            if self._opened is None:
                embedding = self.open_embedding()
                self._opened = (self.open_assistant(embedding), embedding)
            return self._opened

    async def _without_error(self) -> Assistant | None:
        try:
            return (await self.ready())[0]
        except WbmError as error:
            _log.error("%s", error)
            return None
